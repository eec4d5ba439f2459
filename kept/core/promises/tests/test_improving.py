"""A new version for promises that run: only where it is better, and never a moment later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.core import decide
from kept.core import events as e
from kept.core.policy import Policy
from kept.core.promises import Edition
from kept.core.promises.tests.desks import Desk, policy
from kept.core.promises.tests.test_histories import STARTS, act, policies, stories
from kept.core.ticket import fold

LEAD = e.Actor("staff", 9)
FRIDAY = datetime(2026, 1, 9, 15, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PAUSES = 'pauses = "while waiting for the customer"'


def rule(name: str, owed: str, *more: str) -> str:
    return "\n".join([f"[promise.{name}]", "clause = 1", f'owed = "{owed}"', *more, ""])


def fix(owed: str, *more: str) -> str:
    return rule("fix", owed, 'when = { kind = "bug" }', *more)


def improve(desk: Desk, rules: Policy, at: datetime, version: int = 2) -> list[e.Event]:
    """A lead lets `rules` apply; what was recorded."""
    new = Edition(version, rules)
    desk.edition = replace(desk.edition, others=(*desk.edition.others, new))
    before = len(desk.history)
    desk.do(decide.apply_version(desk.state, at, desk.edition, new), at, LEAD)
    return [one.event for one in desk.history[before:]]


@pytest.mark.parametrize(
    ("old", "new", "after", "due"),
    [
        ("2 business days", "4 business hours", 1, "2026-01-09 19:00"),
        ("4 business hours", "2 business days", 1, None),
        ("4 business hours", "4 business hours", 1, None),
        # Due earlier, but past by now: nobody could keep it any more.
        ("2 business days", "1 business hour", 2, None),
        ("2 business days", "1 business hour", 1, None),
        # What was due before the version applied stays broken.
        ("1 business hour", "30 business minutes", 24, None),
    ],
)
def test_a_promise_that_runs_is_due_earlier_or_stays(
    old: str, new: str, after: int, due: str | None
) -> None:
    desk = Desk(policy(rule("first_reply", old)), FRIDAY)
    before = desk.last("first_reply").due_at
    told = improve(desk, policy(rule("first_reply", new)), FRIDAY + after * HOUR)
    promise = desk.last("first_reply")
    if due is None:
        assert not told
        assert (promise.due_at, promise.policy) == (before, 1)
        return
    assert promise.due_at == datetime.fromisoformat(due).replace(tzinfo=UTC)
    assert (promise.policy, promise.started_at, promise.state) == (2, FRIDAY, "running")
    [event] = told
    assert isinstance(event, e.PromiseImproved)
    assert (event.was_policy, event.was_due_at, event.due_at) == (1, before, promise.due_at)
    assert desk.history[-1].by == LEAD


def test_a_second_time_it_finds_nothing() -> None:
    desk = Desk(policy(rule("first_reply", "2 business days")), FRIDAY)
    better = policy(rule("first_reply", "4 business hours"))
    assert improve(desk, better, FRIDAY + HOUR)
    assert not improve(desk, better, FRIDAY + HOUR)


def test_what_only_the_new_version_owes_begins_where_it_would_have() -> None:
    desk = Desk(policy(rule("first_reply", "4 business hours")), FRIDAY)
    both = policy(rule("first_reply", "4 business hours") + rule("resolution", "5 business days"))
    [started] = improve(desk, both, FRIDAY + HOUR)
    assert isinstance(started, e.PromiseStarted)
    assert (started.rule, started.policy, started.started_at) == ("resolution", 2, FRIDAY)
    desk.reply(FRIDAY + HOUR, then="solve")
    assert desk.promised() == [("first_reply", "kept"), ("resolution", "kept")]


def test_what_is_over_does_not_begin_again() -> None:
    desk = Desk(policy(rule("resolution", "5 business days")), FRIDAY)
    desk.solve(FRIDAY + HOUR)
    desk.reopen(FRIDAY + 2 * HOUR)
    desk.solve(FRIDAY + 3 * HOUR)
    assert not improve(desk, policy(rule("resolution", "4 business hours")), FRIDAY + 3 * HOUR)


def test_later_promises_of_the_ticket_are_those_of_its_own_version() -> None:
    told = rule("first_reply", "2 business days") + rule("next_reply", "2 business days")
    desk = Desk(policy(told), FRIDAY)
    improve(desk, policy(told.replace("2 business days", "4 business hours")), FRIDAY + HOUR)
    desk.reply(FRIDAY + 2 * HOUR)
    desk.customer(FRIDAY + 3 * HOUR)
    assert [(p.kind, p.policy) for p in desk.state.promises] == [
        ("first_reply", 2),
        ("next_reply", 1),
    ]


def test_the_rule_that_it_had_does_not_begin_again_when_facts_change() -> None:
    desk = Desk(policy(rule("early", "2 business days", 'kind = "first_reply"')), FRIDAY)
    improve(desk, policy(rule("first_reply", "4 business hours")), FRIDAY + HOUR)
    desk.note(FRIDAY + 2 * HOUR, plan="pro")
    assert desk.promised() == [("first_reply", "running")]


@pytest.mark.parametrize(
    ("new", "pauses"),
    [
        (fix("3 business days", PAUSES), True),
        (fix("3 business days"), False),
        (fix("24 hours", PAUSES), False),
        (fix("3 business days", PAUSES, 'calendar = "always"'), False),
    ],
)
def test_a_pause_to_come_cannot_make_it_the_later_one_after_all(new: str, pauses: bool) -> None:
    desk = Desk(policy(fix("5 business days", PAUSES)), FRIDAY)
    desk.classify("bug", FRIDAY)
    was = desk.last("fix").due_at
    improve(desk, policy(new), FRIDAY + HOUR)
    desk.reply(FRIDAY + 2 * HOUR, then="wait")
    assert desk.last("fix").state == ("paused" if pauses else "running")
    desk.customer(FRIDAY + 3 * HOUR)
    assert desk.last("fix").due_at < was


def test_a_pause_of_what_only_the_better_version_owed_delays_nothing() -> None:
    desk = Desk(policy(fix("48 hours", PAUSES)), FRIDAY)
    improve(desk, policy(rule("fix", "48 hours", PAUSES)), FRIDAY)
    desk.reply(FRIDAY + HOUR, then="wait")
    desk.customer(FRIDAY + 2 * HOUR)
    assert desk.last("fix").due_at == FRIDAY + 49 * HOUR
    desk.classify("bug", FRIDAY + 2 * HOUR)
    assert desk.last("fix").due_at == FRIDAY + 48 * HOUR, "as if no version had been applied"


def test_what_is_on_hold_stays_as_it_is() -> None:
    desk = Desk(policy(fix("5 business days", PAUSES)), FRIDAY)
    desk.classify("bug", FRIDAY)
    desk.reply(FRIDAY + HOUR, then="wait")
    assert not improve(desk, policy(fix("4 business hours", PAUSES)), FRIDAY + 2 * HOUR)


def test_a_rule_that_begins_while_the_desk_waits_begins_on_hold() -> None:
    desk = Desk(policy(rule("first_reply", "4 business hours")), FRIDAY)
    desk.reply(FRIDAY + HOUR, then="wait")
    improve(desk, policy(rule("resolution", "5 business days", PAUSES)), FRIDAY + 2 * HOUR)
    assert desk.last("resolution").state == "paused"
    desk.customer(FRIDAY + 3 * HOUR)
    assert desk.last("resolution").state == "running"


def _lived(
    rules: Policy,
    versions: Sequence[Policy],
    start: datetime,
    story: Sequence[tuple[str, int]],
    when: int,
) -> Desk:
    """A story in which `versions` apply one after the other, from its act number `when` on."""
    desk = Desk(rules, start)
    at, waiting = start, list(versions)
    for number, (what, minutes) in enumerate([*story, ("", 60), ("", 60)]):
        at += timedelta(minutes=minutes)
        desk.watch_until(at)
        if number >= when and waiting:
            before = [(p.number, p.due_at, p.state) for p in desk.state.promises]
            improve(desk, waiting.pop(0), at, 1 + len(versions) - len(waiting))
            for p, (_number, due, state) in zip(desk.state.promises, before, strict=False):
                assert p.due_at <= due, "nothing is due later by it"
                assert p.state == state, "nothing ends by it"
                assert p.due_at == due or p.due_at > at
        act(desk, what, at)
    desk.watch(at + timedelta(days=90))
    return desk


@given(policies(), policies(), policies(), st.sampled_from(STARTS), stories, st.integers(0, 8))
def test_no_due_moment_ever_gets_later_by_it(
    rules: Policy,
    second: Policy,
    third: Policy,
    start: datetime,
    story: list[tuple[str, int]],
    when: int,
) -> None:
    """At once, and against the same story in which no version was applied: whatever follows."""
    desk = _lived(rules, (second, third), start, story, when)
    assert fold(desk.history) == desk.state
    if desk.happened(e.Reopened):  # what is left then is counted as each version counts
        return
    plain = _lived(rules, (), start, story, when)
    late = {one.event.promise for one in plain.history
            if isinstance(one.event, e.PromiseStarted) and one.event.due_at < one.at}  # fmt: skip
    for promise in plain.state.promises:
        if promise.number in late:  # past when new facts called for it: it displaces nothing
            continue
        same = (promise.kind, promise.internal, promise.message)
        others = [p for p in desk.state.promises if (p.kind, p.internal, p.message) == same]
        if others:
            assert min(p.due_at for p in others) <= promise.due_at
