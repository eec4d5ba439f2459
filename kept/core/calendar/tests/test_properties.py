"""What holds for every calendar, zone, instant and duration."""

import itertools
from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kept.core.calendar import Calendar, Elapsed, Owed, derive
from kept.core.calendar.grid import intervals
from kept.core.calendar.instants import DAY, instant, micros
from kept.core.calendar.tests.strategies import calendars, durations, instants, owed


def _open_by_walking(calendar: Calendar, at: datetime) -> bool:
    """The definition itself: some opening of a date near `at` has begun and not yet closed."""
    near = micros(at) // DAY
    return any(
        opens <= micros(at) < closes
        for day in range(near - 3, near + 3)
        for opens, closes in intervals(calendar, day)
    )


@given(calendars(), instants, durations)
def test_open_time_to_the_moment_reached_is_the_time_added(
    calendar: Calendar, start: datetime, open_time: timedelta
) -> None:
    due = calendar.add(start, open_time)
    assert due >= start
    assert calendar.between(start, due) == open_time
    if open_time:
        assert calendar.between(start, due - timedelta(microseconds=1)) < open_time


@given(calendars(), instants, durations)
def test_subtract_is_the_mirror_of_add(
    calendar: Calendar, end: datetime, open_time: timedelta
) -> None:
    start = calendar.subtract(end, open_time)
    assert start <= end
    assert calendar.between(start, end) == open_time


@given(calendars(), instants)
def test_is_open_agrees_with_the_definition(calendar: Calendar, at: datetime) -> None:
    assert calendar.is_open(at) == _open_by_walking(calendar, at)


@given(calendars(), instants)
def test_the_next_opening_is_open_and_nothing_before_it_is(
    calendar: Calendar, at: datetime
) -> None:
    opening = calendar.next_opening(at)
    assert calendar.is_open(opening)
    assert calendar.between(at, opening) == timedelta()
    assert (opening == at) == calendar.is_open(at)


@given(calendars(), instants)
def test_the_desk_is_open_until_it_closes(calendar: Calendar, at: datetime) -> None:
    opening, closing = calendar.next_opening(at), calendar.closes_at(at)
    if closing is None:
        assert calendar.between(opening, opening + timedelta(900)) == timedelta(900)
        return
    assert not calendar.is_open(closing)
    assert calendar.between(opening, closing) == closing - opening


@given(calendars(), instants, st.timedeltas(timedelta(0), timedelta(30)))
def test_openings_add_up_to_the_time_between(
    calendar: Calendar, start: datetime, away: timedelta
) -> None:
    found = calendar.openings(start, start + away)
    total = sum((closes - opens for opens, closes in found), timedelta())
    assert total == calendar.between(start, start + away)
    assert calendar.between(start + away, start) == -total
    assert all(opens < closes for opens, closes in found)
    assert all(a.closes < b.opens for a, b in itertools.pairwise(found))


@given(calendars(), st.lists(instants, max_size=12), durations)
def test_many_at_a_time_is_one_at_a_time(
    calendar: Calendar, starts: list[datetime], open_time: timedelta
) -> None:
    at = np.array([micros(start) for start in starts], dtype=np.int64)
    due = [micros(calendar.add(start, open_time)) for start in starts]
    assert calendar.add_many(at, open_time).tolist() == due
    as_dates = calendar.add_many(at.astype("datetime64[us]"), open_time)
    assert as_dates.dtype == np.dtype("datetime64[us]")
    assert as_dates.astype(np.int64).tolist() == due
    between = calendar.between_many(at, np.array(due, dtype=np.int64)).tolist()
    assert between == [open_time // timedelta(microseconds=1)] * len(starts)


@given(owed, calendars(), st.lists(instants, max_size=6))
def test_due_many_is_due(owed: Owed, calendar: Calendar, starts: list[datetime]) -> None:
    at = np.array([micros(start) for start in starts], dtype=np.int64)
    assert owed.due_many(at, calendar).tolist() == [micros(owed.due(s, calendar)) for s in starts]


@given(owed, calendars(), instants)
def test_a_derivation_comes_to_the_due_moment_without_a_gap(
    owed: Owed, calendar: Calendar, start: datetime
) -> None:
    derivation = derive(owed, start, calendar)
    assert derivation.due == owed.due(start, calendar)
    first, *_, last = derivation.steps
    assert (first.kind, first.at) == ("received", start)
    assert (last.kind, last.at) == ("due", derivation.due)
    assert [step.at for step in derivation.steps] == sorted(s.at for s in derivation.steps)
    reached = start
    for step in derivation.steps:
        assert step.at == reached
        reached = step.until or reached
    assert reached == derivation.due


@given(owed, calendars(), instants)
def test_a_derivation_counts_open_time_and_skips_closed_time(
    owed: Owed, calendar: Calendar, start: datetime
) -> None:
    for step in derive(owed, start, calendar).steps:
        if step.until is None or isinstance(owed, Elapsed):
            continue
        expected = timedelta() if step.kind == "closed" else step.until - step.at
        assert calendar.between(step.at, step.until) == expected
        assert (step.reason is not None) or step.kind != "closed"


@given(instants)
def test_an_instant_survives_as_microseconds(at: datetime) -> None:
    assert instant(micros(at)) == at
    assert instant(micros(at)).tzinfo is UTC
