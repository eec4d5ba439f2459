"""What a lead reads of a replay: shares, weeks, weekdays and hours, and how late."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.core.calendar import Elapsed, EndOfFirstHour, OpenTime
from kept.core.calendar.instants import instant, micros
from kept.core.policy import Policy, PromiseRule
from kept.core.replay import Act, Case, Happened, columns, replay
from kept.core.replay.tables import Count, Moved, Table, count, moved, table
from kept.core.replay.tests.made import policy_of
from kept.core.replay.wall import wall_many

HOUR = timedelta(hours=1)
#: A Monday, a winter week without holidays.
MONDAY = datetime(2026, 1, 12, tzinfo=UTC)
END = MONDAY + timedelta(days=21)


def first_reply(owed: object, calendar: str = "hours") -> Policy:
    return policy_of((PromiseRule("first", "5", "first_reply", owed, calendar=calendar),))  # type: ignore[arg-type]


def asked(number: int, at: datetime, answered: datetime | None) -> Case:
    acts = [Happened(at, Act.RECEIVED)]
    acts += [Happened(answered, Act.REPLIED, 1)] if answered else []
    return Case(number, at, {"channel": "mail"}, tuple(acts))


CASES = [
    asked(1, MONDAY + 9 * HOUR, MONDAY + 11 * HOUR),  # on the last moment: kept
    asked(2, MONDAY + 9 * HOUR, MONDAY + 13 * HOUR),  # two hours late
    asked(3, MONDAY + 34 * HOUR, MONDAY + 64 * HOUR),  # Tuesday 10:00, due 11:00: 29 hours late
    asked(4, MONDAY + timedelta(days=9), None),  # never answered
    asked(5, END - HOUR, None),  # still running
]


def _tables(policy: Policy) -> Table:
    (one,) = table(replay(columns(CASES, END), policy), policy)
    return one


def test_a_share_counts_only_what_is_decided() -> None:
    total = _tables(first_reply(EndOfFirstHour())).total
    assert total == Count(running=1, kept=1, broken=3)
    assert (total.started, total.decided, total.share) == (5, 4, 0.25)
    assert Count(running=3).share is None


def test_lateness_is_of_what_was_met_late_and_the_rest_is_counted() -> None:
    late = _tables(first_reply(EndOfFirstHour())).late
    assert (late.median, late.never) == (timedelta(hours=15, minutes=30), 1)
    assert late.ninth_decile == timedelta(hours=26, minutes=18)


def test_weeks_begin_on_monday_and_none_is_left_out() -> None:
    weeks = _tables(first_reply(EndOfFirstHour())).by_week
    assert {day: one.started for day, one in weeks.items()} == {
        date(2026, 1, 12): 3,
        date(2026, 1, 19): 1,
        date(2026, 1, 26): 1,
    }


def test_hours_are_those_of_the_calendars_zone() -> None:
    utc = _tables(first_reply(OpenTime(HOUR))).by_hour
    paris = _tables(first_reply(OpenTime(HOUR), "late")).by_hour
    assert [cell.started for cell in (utc[0][9], utc[1][10], paris[0][10], paris[1][11])] == [
        2,
        1,
        2,
        1,
    ]


@pytest.mark.parametrize(
    ("owed", "expected"),
    [
        (OpenTime(HOUR), Moved(both=5, earlier=0, later=0)),
        (Elapsed(HOUR), Moved(both=5, earlier=4, later=0)),
        (OpenTime(2 * HOUR), Moved(both=5, earlier=0, later=5)),
    ],
)
def test_it_says_for_how_many_requests_the_due_moment_moves(owed: object, expected: Moved) -> None:
    history, old, new = columns(CASES, END), first_reply(OpenTime(HOUR)), first_reply(owed)
    before, after = replay(history, old), replay(history, new)
    assert moved(before, old, after, new, "first_reply") == expected


def test_tickets_from_a_day_on_and_before_another() -> None:
    week = columns(CASES, END).between(
        micros(MONDAY + timedelta(days=1)), micros(MONDAY + timedelta(days=10))
    )
    assert week.numbers.tolist() == [3, 4]
    promises = replay(week, first_reply(EndOfFirstHour()))
    assert count(promises) == Count(broken=2)


def test_an_empty_history_has_empty_tables() -> None:
    policy = first_reply(EndOfFirstHour())
    (one,) = table(replay(columns([], END), policy), policy)
    assert (one.total, one.by_week, one.late.median) == (Count(), {}, None)
    assert len(one.by_hour) == 7


@given(
    st.lists(
        st.datetimes(datetime(2009, 1, 1), datetime(2013, 12, 31)),  # noqa: DTZ001
        min_size=1,
        max_size=30,
    ),
    st.sampled_from(["UTC", "Europe/Paris", "Australia/Lord_Howe", "Pacific/Apia"]),
)
def test_a_wall_clock_reads_the_same_for_many_as_for_one(
    moments: list[datetime], name: str
) -> None:
    at = [micros(moment.replace(tzinfo=UTC)) for moment in moments]
    zone = ZoneInfo(name)
    read = [instant(one).astimezone(zone).replace(tzinfo=UTC, fold=0) for one in at]
    assert wall_many(np.array(at), zone).tolist() == [micros(one) for one in read]
