"""Updates, resolutions, and what a change of facts owes: PROMISES.md 10 to 14 as stories."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kept.core import decide
from kept.core import events as e
from kept.core.promises.tests.desks import CUSTOMER, Desk, policy
from kept.core.ticket import next_owed, told

HOUR = timedelta(hours=1)
FRIDAY = datetime(2026, 1, 9, tzinfo=UTC)  # 10:00 to 19:00, Monday to Friday
NOON = FRIDAY + 12 * HOUR
MONDAY = FRIDAY + timedelta(days=3)

UPDATE = '[promise.update]\nclause = 1\nowed = "4 business hours"\n'
RESOLUTION = '[promise.resolution]\nclause = 1\nowed = "72 hours"\n'
BY_PLAN = """
[promise.pro]
kind = "first_reply"
clause = 1
owed = "1 business hour"
when = { plan = "pro" }

[promise.first_reply]
clause = 1
owed = "4 business hours"
"""
BY_PRIORITY = """
[promise.high]
kind = "resolution"
clause = 1
owed = "24 hours"
when = { priority = "high" }

[promise.resolution]
clause = 1
owed = "72 hours"
"""


def codes(desk: Desk) -> list[str | None]:
    return [one.code for one in desk.happened(e.PromiseReleased)]  # type: ignore[union-attr]


class TestUpdate:
    def test_begins_with_a_reply_and_is_kept_by_the_next(self) -> None:
        desk = Desk(policy(UPDATE), NOON)
        assert desk.promised() == []
        desk.reply(NOON + HOUR)
        assert desk.last("update").due_at == NOON + 5 * HOUR
        desk.reply(NOON + 5 * HOUR)
        assert desk.promised() == [("update", "kept"), ("update", "running")]
        assert desk.last("update").due_at == MONDAY + 12 * HOUR

    def test_goes_on_whatever_the_customer_writes(self) -> None:
        desk = Desk(policy(UPDATE), NOON)
        desk.reply(NOON + HOUR)
        desk.customer(NOON + 2 * HOUR)
        desk.watch(NOON + 6 * HOUR)
        assert desk.promised() == [("update", "broken")]
        desk.reply(NOON + 7 * HOUR)
        assert desk.promised() == [("update", "broken"), ("update", "running")]

    @pytest.mark.parametrize("settle", [Desk.solve, Desk.close])
    def test_is_released_when_the_request_is_settled(self, settle: object) -> None:
        desk = Desk(policy(UPDATE), NOON)
        desk.reply(NOON + HOUR)
        settle(desk, NOON + 2 * HOUR)  # type: ignore[operator]
        assert desk.promised() == [("update", "released")]
        assert codes(desk)[0] in ("settled", "closed_by_customer")

    def test_keeps_nobody_from_solving(self) -> None:
        desk = Desk(policy(UPDATE), NOON)
        desk.reply(NOON + HOUR, then="solve")
        assert desk.state.status == "solved"

    def test_a_reply_that_never_arrived_was_no_update(self) -> None:
        desk = Desk(policy(UPDATE), NOON)
        desk.reply(NOON + HOUR)
        desk.reply(NOON + 2 * HOUR)
        desk.bounce(3, NOON + 3 * HOUR)
        assert desk.promised() == [("update", "running"), ("update", "released")]
        assert codes(desk) == ["undelivered"]
        assert desk.last("update").reason == "undelivered"


class TestResolution:
    def test_begins_with_the_request_and_is_kept_by_solving(self) -> None:
        desk = Desk(policy(RESOLUTION), NOON)
        desk.reply(NOON + HOUR)
        assert desk.last("resolution").due_at == NOON + 72 * HOUR
        desk.solve(NOON + 72 * HOUR)
        assert desk.promised() == [("resolution", "kept")]

    def test_is_kept_by_the_customer_who_says_that_it_is_settled(self) -> None:
        desk = Desk(policy(RESOLUTION), NOON)
        desk.close(NOON + HOUR)
        assert desk.promised() == [("resolution", "kept")]

    def test_comes_back_with_what_was_left(self) -> None:
        desk = Desk(policy(RESOLUTION), NOON)
        desk.reply(NOON + HOUR, then="solve")
        desk.reopen(MONDAY)
        assert desk.promised() == [("resolution", "kept"), ("resolution", "running")]
        assert desk.last("resolution").due_at == MONDAY + 71 * HOUR

    def test_once_broken_nothing_new_is_owed_for_it(self) -> None:
        desk = Desk(policy(RESOLUTION), NOON)
        desk.reply(NOON + HOUR)
        desk.solve(NOON + 73 * HOUR)
        desk.reopen(NOON + 80 * HOUR)
        assert desk.promised() == [("resolution", "broken")]


class TestFacts:
    @pytest.mark.parametrize(("plan", "rule"), [("pro", "pro"), ("free", "first_reply")])
    def test_the_first_rule_that_holds_applies_and_no_other(self, plan: str, rule: str) -> None:
        desk = Desk(policy(BY_PLAN), NOON, {"plan": plan})
        assert desk.promised() == [(rule, "running")]

    def test_a_plan_that_nobody_declared_decides_nothing(self) -> None:
        desk = Desk(policy(BY_PLAN), NOON, {"plan": "platinum"})
        assert (desk.state.plan, desk.promised()) == ("", [("first_reply", "running")])

    def test_an_earlier_moment_wins_and_the_other_is_released(self) -> None:
        desk = Desk(policy(BY_PRIORITY), NOON)
        desk.note(NOON + HOUR, priority="high")
        assert desk.promised() == [("resolution", "released"), ("high", "running")]
        assert desk.last("resolution").due_at == NOON + 24 * HOUR
        assert codes(desk) == ["earlier_due"]

    def test_a_later_moment_changes_nothing_that_was_owed(self) -> None:
        desk = Desk(policy(BY_PRIORITY), NOON, {"priority": "high"})
        desk.note(NOON + HOUR, priority="low")
        assert desk.promised() == [("high", "running")]

    def test_what_is_broken_stays_and_is_not_owed_twice(self) -> None:
        desk = Desk(policy(BY_PRIORITY), NOON)
        desk.watch(NOON + 73 * HOUR)
        desk.note(NOON + 74 * HOUR, priority="high")
        assert desk.promised() == [("resolution", "broken")]

    def test_the_same_said_again_is_nothing(self) -> None:
        desk = Desk(policy(BY_PRIORITY), NOON)
        desk.note(NOON, priority="high")
        happened = len(desk.history)
        desk.note(NOON, priority="high")
        assert len(desk.history) == happened

    def test_what_the_policy_does_not_declare_is_refused(self) -> None:
        desk = Desk(policy(BY_PRIORITY), NOON)
        refused = decide.set_facts(desk.state, desk.edition, product="rocket")
        assert str(refused) == "The policy knows no product rocket."

    def test_what_a_waiting_run_of_messages_owes_now_counts_from_its_oldest(self) -> None:
        desk = Desk(policy(BY_PLAN.replace("first_reply", "next_reply")), NOON)
        desk.reply(NOON + HOUR)
        desk.customer(NOON + 2 * HOUR)
        desk.customer(NOON + 3 * HOUR)
        desk.note(NOON + 4 * HOUR, plan="pro")
        promise = desk.last("next_reply")
        assert (promise.rule, promise.started_at, promise.message) == ("pro", NOON + 2 * HOUR, 3)
        assert desk.state.unanswered_since == NOON + 2 * HOUR
        desk.watch(NOON + 4 * HOUR)
        assert promise.due_at == NOON + 3 * HOUR
        assert desk.promised()[-1] == ("pro", "broken")

    def test_the_place_of_what_pauses_is_taken_with_its_pauses(self) -> None:
        pauses = 'pauses = "while waiting for the customer"\n'
        by_priority = BY_PRIORITY.replace("owed", f"{pauses}owed")
        desk = Desk(policy(by_priority), NOON)
        desk.reply(NOON + HOUR, then="wait")
        desk.customer(NOON + 11 * HOUR)
        desk.note(NOON + 12 * HOUR, priority="high")
        assert desk.promised() == [("resolution", "released"), ("high", "running")]
        assert desk.last("resolution").due_at == NOON + 34 * HOUR


class TestInternal:
    RULES = """
    [promise.own]
    kind = "first_reply"
    clause = 1
    owed = "30 business minutes"
    internal = true

    [promise.first_reply]
    clause = 1
    owed = "4 business hours"
    """

    def test_takes_no_told_promises_place(self) -> None:
        desk = Desk(policy(self.RULES), NOON)
        assert desk.promised() == [("own", "running"), ("first_reply", "running")]
        customers = next_owed(told(desk.state.promises))
        assert customers is not None
        assert customers.rule == "first_reply"
        (acknowledged,) = desk.happened(e.Acknowledged)
        assert acknowledged.promise == 2  # type: ignore[union-attr]
        desk.reply(NOON + HOUR)
        assert desk.promised() == [("own", "broken"), ("first_reply", "kept")]


class TestWhatNeverArrived:
    REPLY = '[promise.first_reply]\nclause = 1\nowed = "4 business hours"\n'

    def test_a_later_reply_that_did_arrive_keeps_it(self) -> None:
        desk = Desk(policy(self.REPLY), NOON)
        desk.reply(NOON + HOUR)
        desk.reply(NOON + 2 * HOUR)
        desk.bounce(2, NOON + 3 * HOUR)
        promise = desk.last("first_reply")
        assert (promise.state, promise.met_at, promise.met_by) == ("kept", NOON + 2 * HOUR, 3)
        assert desk.state.unanswered_since is None

    def test_a_later_reply_that_came_too_late_makes_it_good(self) -> None:
        desk = Desk(policy(self.REPLY), NOON)
        desk.reply(NOON + HOUR)
        desk.reply(NOON + 5 * HOUR)
        desk.bounce(2, NOON + 6 * HOUR)
        promise = desk.last("first_reply")
        assert (promise.state, promise.met_at) == ("broken", NOON + 5 * HOUR)
        assert promise.late_open_seconds == HOUR.total_seconds()

    def test_an_earlier_reply_that_arrived_was_the_first(self) -> None:
        desk = Desk(policy(self.REPLY), NOON)
        desk.reply(NOON + HOUR)
        desk.reply(NOON + 2 * HOUR)
        desk.bounce(3, NOON + 3 * HOUR)
        assert desk.promised() == [("first_reply", "kept")]
        assert desk.state.unanswered_since is None

    def test_whoever_never_had_an_answer_is_still_owed_the_first(self) -> None:
        desk = Desk(policy(self.REPLY), NOON)
        desk.reply(NOON + HOUR)
        desk.bounce(2, NOON + 2 * HOUR)
        assert not desk.state.replied
        assert desk.promised() == [("first_reply", "running")]


def test_saying_what_a_settled_request_was_starts_nothing_until_it_is_open_again() -> None:
    bugs = '[promise.fix]\nclause = 1\nowed = "48 hours"\nwhen = { kind = "bug" }\n'
    desk = Desk(policy(bugs), NOON)
    desk.reply(NOON + HOUR, then="solve")
    desk.classify("bug", NOON + 2 * HOUR)
    assert desk.promised() == []
    desk.do(decide.reopen(desk.state), MONDAY, CUSTOMER)
    assert desk.last("fix").due_at == MONDAY + 48 * HOUR
