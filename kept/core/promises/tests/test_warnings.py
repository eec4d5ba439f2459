"""Warnings are told once, at their moment; the watcher looks at the next one that matters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kept.core import events as e
from kept.core.promises import passed
from kept.core.promises.tests.desks import Desk, policy

HOUR = timedelta(hours=1)
NOON = datetime(2026, 1, 9, 12, tzinfo=UTC)
BLINK = timedelta(microseconds=1)
RULES = """
[promise.fix]
clause = 1
owed = "48 hours"
warn = [
    { before = "1 hour", tells = "lead" },
    "4 hours before",
    { before = "24 hours", tells = "team" },
]
"""


def desk() -> Desk:
    return Desk(policy(RULES + 'pauses = "while waiting for the customer"\n'), NOON)


def told(one: Desk) -> list[tuple[int, str]]:
    return [(w.warning, w.tells) for w in one.happened(e.PromiseWarned)]  # type: ignore[union-attr]


def test_each_warning_is_told_once_in_its_order() -> None:
    one, due = desk(), NOON + 48 * HOUR
    moments = [due - 24 * HOUR, due - 4 * HOUR, due - HOUR, due]
    for moment in moments:
        assert one.last("fix").next_at == moment
        one.watch(moment + BLINK)
        one.watch(moment + BLINK)
    assert told(one) == [(1, "team"), (2, "assignee"), (3, "lead")]
    assert one.promised() == [("fix", "broken")]


def test_a_late_watcher_tells_all_that_is_still_of_use() -> None:
    one = desk()
    one.watch(NOON + 45 * HOUR)
    assert told(one) == [(1, "team"), (2, "assignee")]


def test_a_warning_after_the_due_moment_is_none() -> None:
    one = desk()
    one.watch(NOON + 49 * HOUR)
    assert told(one) == []
    assert one.promised() == [("fix", "broken")]


def test_at_the_due_moment_itself_it_can_still_be_kept() -> None:
    one = desk()
    assert [type(event) for event in passed(one.state, NOON + 48 * HOUR)] == [e.PromiseWarned] * 3


def test_what_was_told_before_a_pause_is_not_told_again() -> None:
    one = desk()
    one.watch(NOON + 25 * HOUR)
    one.reply(NOON + 26 * HOUR, then="wait")
    one.customer(NOON + 100 * HOUR)
    promise = one.last("fix")
    assert promise.next_at == promise.due_at - 4 * HOUR
    assert promise.due_at == NOON + 122 * HOUR
    one.watch(promise.due_at)
    assert told(one) == [(1, "team"), (2, "assignee"), (3, "lead")]


def test_what_would_be_before_the_start_is_told_at_the_start() -> None:
    opening = datetime(2026, 1, 12, 10, tzinfo=UTC)
    rule = '[promise.first_reply]\nclause = 1\nowed = "1 business hour"\nwarn = "2 hours before"\n'
    one = Desk(policy(rule), opening)
    promise = one.last("first_reply")
    assert promise.next_at == promise.warn_at == opening
    one.watch(opening + BLINK)
    assert told(one) == [(1, "assignee")]


def test_the_moments_are_read_earliest_first() -> None:
    rule = policy(RULES).promise("fix")
    assert [(w.before, w.tells) for w in rule.warns] == [
        (24 * HOUR, "team"),
        (4 * HOUR, "assignee"),
        (HOUR, "lead"),
    ]
