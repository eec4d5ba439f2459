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
