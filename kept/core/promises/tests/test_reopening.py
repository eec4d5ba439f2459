"""Until when a settled request opens again (PROMISES.md 12)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kept.core import decide
from kept.core.explain import explain
from kept.core.promises.tests.desks import Desk, policy

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NOON = datetime(2026, 1, 9, 12, tzinfo=UTC)  # a Friday, 10:00 to 19:00
FIX = """
[promise.fix]
clause = 1
owed = "48 hours"
when = { kind = "bug" }
"""
WINDOW = '[reopening]\nclause = 1\nwithin = "2 business days"\n'
SETTLED = NOON + HOUR
UNTIL = SETTLED + 4 * DAY  # Tuesday, 13:00


def settled(window: str = WINDOW) -> Desk:
    """A bug that was fixed an hour after it was told."""
    desk = Desk(policy(FIX + window), NOON)
    desk.classify("bug", NOON)
    desk.reply(SETTLED, then="solve")
    return desk


@pytest.mark.parametrize(
    ("at", "late"), [(UNTIL, False), (UNTIL + timedelta(seconds=1), True), (UNTIL + DAY, True)]
)
def test_a_later_message_is_a_new_request(at: datetime, late: bool) -> None:
    desk = settled()
    assert decide.returned_late(desk.state, at, desk.edition) == ("1" if late else "")


def test_without_a_rule_it_opens_again_for_ever() -> None:
    desk = settled("")
    assert not decide.returned_late(desk.state, NOON + 4000 * DAY, desk.edition)
    desk.reopen(NOON + 4000 * DAY)
    assert desk.promised() == [("fix", "kept"), ("fix", "running")]


def test_what_is_open_is_never_late() -> None:
    desk = settled()
    desk.reopen(SETTLED + HOUR)
    assert not decide.returned_late(desk.state, UNTIL + DAY, desk.edition)


def test_the_window_counts_from_when_it_was_settled_last() -> None:
    desk = settled()
    desk.reopen(SETTLED + HOUR)
    desk.close(SETTLED + 3 * DAY)
    assert not decide.returned_late(desk.state, UNTIL + DAY, desk.edition)


def test_in_the_window_what_was_left_is_owed_again_and_why_says_until_when() -> None:
    desk = settled()
    desk.customer(UNTIL)
    assert desk.last("fix").due_at == UNTIL + 47 * HOUR
    for language in ("en", "fr", "de"):
        told = explain(desk.history, lambda number: desk.edition, language=language, zone=UTC)
        (one,) = (one for one in told if one.decision == "reopened")
        assert one.cited is not None
        assert one.cited.clause == "1"
        assert len(one.facts) == 2


def test_the_team_may_open_it_later_but_then_nothing_settled_is_owed_again() -> None:
    desk = settled()
    desk.reopen(UNTIL + DAY)
    assert desk.state.status == "open"
    assert desk.promised() == [("fix", "kept")]


@pytest.mark.parametrize("then", [None, "wait", "solve"])
def test_a_message_before_a_reopening_reply_is_taken_back_is_what_opened_it(
    then: str | None,
) -> None:
    """As if the reply had never been written: open since the message, with what was left then."""
    taken, never = settled(), settled()
    taken.reply(SETTLED + HOUR, then=then)
    wrote = SETTLED + HOUR + timedelta(seconds=20)
    for desk in (taken, never):
        desk.customer(wrote)
    reply = taken.state.replies[-1].message
    taken.do(decide.withdraw(taken.state, reply), wrote + timedelta(seconds=20))
    for desk in (taken, never):
        assert (desk.state.status, desk.state.unanswered_since) == ("open", wrote)
        assert desk.state.asked_at == wrote
        owed = [one for one in desk.state.promises if one.owed]
        assert [(one.kind, one.due_at) for one in owed] == [("fix", wrote + 47 * HOUR)]


def test_a_message_too_late_to_open_it_waits_where_it_came_when_the_reply_is_taken_back() -> None:
    desk = settled()
    desk.reply(UNTIL + DAY)
    desk.customer(wrote := UNTIL + DAY + timedelta(seconds=20))
    desk.do(decide.withdraw(desk.state, desk.state.replies[-1].message), wrote + HOUR)
    assert (desk.state.status, desk.state.unanswered_since) == ("open", wrote)
    assert not [one for one in desk.state.promises if one.owed and one.kind == "fix"]
