"""Under which heading a row stands."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kept.core.ticket import OWED, QUIET, SETTLED, UNANSWERED, URGENT, WAITING
from kept.workspace.groups import NAMES, grouped, heading

#: A Monday, 10:22 in Paris.
NOW = datetime(2026, 1, 12, 9, 22, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("rank", "away", "expected"),
    [
        (URGENT, timedelta(hours=3), "now"),
        (OWED, timedelta(hours=-2), "broken"),
        (OWED, timedelta(microseconds=-1), "broken"),
        (OWED, timedelta(0), "hour"),
        (OWED, timedelta(minutes=38), "hour"),
        (OWED, timedelta(hours=1), "hour"),
        (OWED, timedelta(hours=1, seconds=1), "today"),
        (OWED, timedelta(hours=13, minutes=37), "today"),
        (OWED, timedelta(hours=13, minutes=38), "tomorrow"),
        (OWED, timedelta(hours=37), "tomorrow"),
        (OWED, timedelta(hours=38), "later"),
        (OWED, timedelta(days=9), "later"),
        (UNANSWERED, timedelta(hours=-50), "unanswered"),
        (QUIET, timedelta(0), "answered"),
        (WAITING, timedelta(0), "waiting"),
        (SETTLED, timedelta(days=-30), "settled"),
    ],
)
def test_a_row_stands_under_the_moment_at_which_it_matters(
    rank: int, away: timedelta, expected: str
) -> None:
    assert heading(rank, NOW + away, NOW, PARIS) == expected
    assert expected in NAMES


def test_today_ends_at_the_readers_midnight() -> None:
    due = datetime(2026, 1, 12, 23, 30, tzinfo=UTC)
    assert heading(OWED, due, NOW, ZoneInfo("UTC")) == "today"
    assert heading(OWED, due, NOW, PARIS) == "tomorrow"


def _groups(moments: list[datetime], *, before: bool = False, after: bool = False):
    rows = [(OWED, moment) for moment in moments]
    return list(grouped(rows, lambda row: row, now=NOW, zone=PARIS, before=before, after=after))


def test_a_moment_that_all_rows_share_is_said_once() -> None:
    due = NOW + timedelta(minutes=38)
    assert [group.by for group in _groups([due, due])] == [due]
    assert [group.by for group in _groups([due, due + timedelta(minutes=5)])] == [None]


def test_a_group_that_goes_on_beyond_the_page_is_not_counted() -> None:
    moments = [NOW - timedelta(hours=1), NOW + timedelta(hours=3), NOW + timedelta(days=5)]
    assert [g.count for g in _groups(moments)] == [1, 1, 1]
    assert [g.count for g in _groups(moments, before=True)] == [None, 1, 1]
    assert [g.count for g in _groups(moments, after=True)] == [1, 1, None]
    assert [len(g.rows) for g in _groups(moments, after=True)] == [1, 1, 1]
