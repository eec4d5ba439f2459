"""When the desk is open, and arithmetic in open time."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

import numpy as np

from kept.core.calendar.grid import BusinessDay, Grid, Micros, date_of
from kept.core.calendar.hours import (
    NO_NAMES,
    ExceptionalDay,
    Names,
    Openings,
    Week,
    open_per_week,
    week,
)
from kept.core.calendar.instants import DAY, instant, micros, span
from kept.core.calendar.many import Instants, as_given, as_micros
from kept.core.calendar.reach import Reach
from kept.core.calendar.zones import iana

DayKind = Literal["hours", "weekend", "weekday", "day_off", "exception"]


class Interval(NamedTuple):
    """A stretch of open time, half-open: [opens, closes), in UTC."""

    opens: datetime
    closes: datetime


class Day(NamedTuple):
    """A date of the calendar: its openings, what decided them, the reason in each language.

    `kind`: 'hours' (the weekly hours), 'weekend' (a Saturday or Sunday without hours), 'weekday'
    (another weekday without hours), 'day_off', 'exception'.
    """

    day: date
    openings: Openings
    kind: DayKind
    names: Names = NO_NAMES


@dataclass(frozen=True)
class Calendar:
    """When the desk is open. Immutable; UTC in and out; exact to the microsecond.

    `zone`: IANA name; hours are wall-clock times there. `week`: seven tuples of `Opening`,
    Monday first (see `weekly`). `days_off`: closed dates with their name in each language.
    `exceptions`: dates that replace weekly hours and day off. `version`: names this calendar in
    promises; a change of any part deserves another.

    Open intervals are half-open; openings that overlap count once. An opening belongs to the date
    on which it opens: a day off cancels what begins on it, not the night shift that reaches into
    it. When summer time changes, an opening or closing that does not exist is at the next valid
    instant, one that comes twice at its first; durations are elapsed time.

    Safe to share between threads. Naive datetimes raise ValueError, instants outside 1900 to 2499
    OutOfReach, a calendar without the open time NeverOpens.
    """

    zone: str
    week: Week
    days_off: Mapping[date, Names] = field(default_factory=dict, hash=False)
    exceptions: Mapping[date, ExceptionalDay] = field(default_factory=dict, hash=False)
    version: str = ""

    def __post_init__(self) -> None:
        iana(self.zone)
        names = {day: dict(self.days_off[day]) for day in sorted(self.days_off)}
        exceptions = {day: self.exceptions[day] for day in sorted(self.exceptions)}
        object.__setattr__(self, "week", week(self.week))
        object.__setattr__(self, "days_off", MappingProxyType(names))
        object.__setattr__(self, "exceptions", MappingProxyType(exceptions))

    def __reduce__(self) -> tuple[Any, ...]:
        plain = dict(self.days_off), dict(self.exceptions)
        return type(self), (self.zone, self.week, *plain, self.version)

    # What decides a date

    @cached_property
    def tzinfo(self) -> tzinfo:
        """The zone, for conversions."""
        return iana(self.zone)

    def day(self, day: date) -> Day:
        """The openings of a date and what decided them."""
        exceptional = self.exceptions.get(day)
        if exceptional is not None:
            return Day(day, exceptional.openings, "exception", exceptional.reason)
        names = self.days_off.get(day)
        if names is not None:
            return Day(day, (), "day_off", names)
        openings = self.week[day.weekday()]
        if openings:
            return Day(day, openings, "hours")
        return Day(day, (), "weekend" if day.weekday() >= 5 else "weekday")

    def openings_of(self, day: int) -> Openings:
        """The openings of a date, given as days since 1970-01-01."""
        return self.day(date_of(day)).openings

    def upcoming_closed_days(self, at: datetime, n: int) -> tuple[Day, ...]:
        """The next `n` dates, from the date of `at` on, that are closed though usually open."""
        micros(at)
        today = at.astimezone(self.tzinfo).date()
        dated = sorted(day for day in {*self.days_off, *self.exceptions} if day >= today)
        usually_open = [self.day(day) for day in dated if self.week[day.weekday()]]
        return tuple([day for day in usually_open if not day.openings][: max(n, 0)])

    # One at a time

    def add(self, start: datetime, open_time: timedelta) -> datetime:
        """The first instant at or after `start` with `open_time` of open time in between.

        So a duration used up exactly at closing ends at closing, and a zero duration is over at
        `next_opening(start)`. A negative duration raises ValueError.
        """
        at, owed = micros(start), _not_negative(open_time)
        if owed == 0:
            return self.next_opening(start)
        grid = self._reach.covering(at, at)
        while (reached := grid.reached(grid.position(at) + owed)) is None:
            grid = self._reach.later(grid, grid.position(at) + owed - grid.total)
        return instant(reached)

    def subtract(self, end: datetime, open_time: timedelta) -> datetime:
        """The last instant at or before `end` with `open_time` of open time in between.

        The mirror of `add`: used up exactly at an opening it stays there, and a zero duration
        while closed goes back to the last closing.
        """
        at, owed = micros(end), _not_negative(open_time)
        grid = self._reach.covering(at, at)
        while (reached := grid.reached_back(at, owed)) is None:
            grid = self._reach.earlier(grid, owed)
        return instant(reached)

    def between(self, a: datetime, b: datetime) -> timedelta:
        """Open time from `a` to `b`; negative when `b` is the earlier."""
        one, other = micros(a), micros(b)
        grid = self._reach.covering(min(one, other), max(one, other))
        return timedelta(0, 0, grid.position(other) - grid.position(one))

    def is_open(self, at: datetime) -> bool:
        """Whether the desk is open at `at`: at an opening yes, at a closing no."""
        now = micros(at)
        return self._reach.covering(now, now).is_open(now)

    def next_opening(self, at: datetime) -> datetime:
        """The next instant at or after `at` when the desk is open: `at` itself while open."""
        now = micros(at)
        grid, index = self._interval(now)
        return instant(max(now, grid.opens[index]))

    def closes_at(self, at: datetime) -> datetime | None:
        """When the opening that runs at `at`, or else the next one, ends; None if it never does."""
        now = micros(at)
        grid, index = self._interval(now)
        while grid.closes[index] >= grid.known_until:  # it may go on in years not laid out yet
            if self._always_open and self._reach.only_weekly_after(grid.known_until):
                return None
            grid, index = self._interval(now, self._reach.later(grid))
        return instant(grid.closes[index])

    def openings(self, a: datetime, b: datetime) -> tuple[Interval, ...]:
        """The open stretches of [a, b), cut at its ends; openings that touch are one stretch."""
        start, end = micros(a), micros(b)
        if end <= start:
            return ()
        grid = self._reach.covering(start, end)
        first, last = bisect_right(grid.closes, start), bisect_left(grid.opens, end)
        return tuple(
            Interval(instant(max(opens, start)), instant(min(closes, end)))
            for opens, closes in zip(grid.opens[first:last], grid.closes[first:last], strict=True)
        )

    def business_day(self, at: datetime) -> BusinessDay:
        """The first date whose first opening is at or after `at`.

        A date with several openings opens once, at its first.
        """
        now = micros(at)
        grid = self._reach.covering(now, now)
        while (index := bisect_left(grid.day_opens, now)) == len(grid.days):
            grid = self._reach.later(grid)
        return grid.days[index]

    def business_days_on(self, at: datetime, later: int) -> tuple[BusinessDay, BusinessDay]:
        """The business day that opened last, at or before `at`, and the `later`-th after it."""
        now = micros(at)
        grid = self._reach.covering(now, now)
        while (index := bisect_right(grid.day_opens, now) - 1) < 0:
            grid = self._reach.earlier(grid)
        while index + later >= len(grid.days):
            grid = self._reach.later(grid)
            index = bisect_right(grid.day_opens, now) - 1
        return grid.days[index], grid.days[index + later]

    # Many at a time

    def add_many(self, starts: Instants, open_time: timedelta) -> Instants:
        """`add` for an array of instants; the answer has the kind of `starts`."""
        at, owed = as_micros(starts), _not_negative(open_time)
        if at.size == 0:
            return as_given(at, starts)
        last = int(at.max())
        grid = self._reach.covering(int(at.min()), last)
        if owed == 0:
            grid, _ = self._interval(last, grid)
            return as_given(grid.arrays.openings_at_or_after(at), starts)
        while (missing := grid.position(last) + owed - grid.total) > 0:
            grid = self._reach.later(grid, missing)
        return as_given(grid.arrays.reached(grid.arrays.positions(at) + owed), starts)

    def between_many(self, a: Instants, b: Instants) -> Micros:
        """`between` for pairs of instants, in int64 microseconds."""
        one, other = as_micros(a), as_micros(b)
        if one.size == 0 or other.size == 0:
            return other - one
        earliest, latest = min(one.min(), other.min()), max(one.max(), other.max())
        arrays = self._reach.covering(int(earliest), int(latest)).arrays
        return arrays.positions(other) - arrays.positions(one)

    def business_days_many(self, at: Instants) -> tuple[Micros, Micros]:
        """`business_day` for an array: when each opens and closes, in int64 microseconds."""
        starts = as_micros(at)
        if starts.size == 0:
            return starts, starts
        grid = self._reach.covering(int(starts.min()), int(starts.max()))
        while not grid.days or grid.day_opens[-1] < int(starts.max()):
            grid = self._reach.later(grid)
        index = np.searchsorted(grid.arrays.day_opens, starts, side="left")
        return grid.arrays.day_opens[index], grid.arrays.day_closes[index]

    @cached_property
    def _reach(self) -> Reach:
        return Reach(self, open_per_week(self.week), [*self.days_off, *self.exceptions])

    @cached_property
    def _always_open(self) -> bool:
        return open_per_week(self.week) == 7 * DAY

    def _interval(self, now: int, grid: Grid | None = None) -> tuple[Grid, int]:
        """The open interval that runs at `now`, or else the next: its grid and index."""
        grid = grid or self._reach.covering(now, now)
        while (index := bisect_right(grid.closes, now)) == len(grid.opens):
            grid = self._reach.later(grid)
        return grid, index


def _not_negative(open_time: timedelta) -> int:
    owed = span(open_time)
    if owed < 0:
        raise ValueError(f"Open time cannot be negative ({open_time}); use subtract to go back.")
    return owed
