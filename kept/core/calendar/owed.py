"""What a clause owes, and by which moment (PROMISES.md 8 and 9)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from kept.core.calendar.calendar import Calendar
from kept.core.calendar.grid import BusinessDay, intervals
from kept.core.calendar.instants import DAY, instant, micros, span
from kept.core.calendar.many import Instants, as_given, as_micros
from kept.core.calendar.zones import utc_of_wall, wall_of_utc

ONE_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Elapsed:
    """So much time by the clock, day and night: '48 hours'."""

    duration: timedelta

    def __post_init__(self) -> None:
        _refuse_nothing(self.duration)

    def due(self, start: datetime, calendar: Calendar) -> datetime:
        """The moment by which it is owed, in UTC."""
        return instant(micros(start) + span(self.duration))

    def due_many(self, starts: Instants, calendar: Calendar) -> Instants:
        """`due` for an array of instants; the answer has the kind of `starts`."""
        return as_given(as_micros(starts) + span(self.duration), starts)


@dataclass(frozen=True, slots=True)
class OpenTime:
    """So much open time of the calendar: '4 business hours'."""

    duration: timedelta

    def __post_init__(self) -> None:
        _refuse_nothing(self.duration)

    def due(self, start: datetime, calendar: Calendar) -> datetime:
        """The moment by which it is owed, in UTC; used up exactly at closing, it is closing."""
        return calendar.add(start, self.duration)

    def due_many(self, starts: Instants, calendar: Calendar) -> Instants:
        """`due` for an array of instants; the answer has the kind of `starts`."""
        return calendar.add_many(starts, self.duration)


@dataclass(frozen=True, slots=True)
class BusinessDays:
    """The same wall-clock position so many business days later: '2 business days'.

    A start outside open time counts from the next opening. On the last day the position is
    clamped into open time: before opening it is the opening, in a break the end of the break,
    after closing the closing.
    """

    days: int

    def __post_init__(self) -> None:
        if self.days < 1:
            raise ValueError(f"A clause owes one business day or more, not {self.days}.")

    def due(self, start: datetime, calendar: Calendar) -> datetime:
        """The moment by which it is owed, in UTC."""
        counted_from = calendar.next_opening(start)
        first, last = calendar.business_days_on(counted_from, self.days)
        day, clock = wall_of_utc(counted_from, calendar.tzinfo)
        position = (day - first.day) * DAY + clock
        return instant(_clamped(last, position, calendar))

    def due_many(self, starts: Instants, calendar: Calendar) -> Instants:
        """`due` for an array of instants, one after the other; the kind is that of `starts`."""
        at = as_micros(starts)
        due = (micros(self.due(instant(int(one)), calendar)) for one in at.flat)
        return as_given(np.fromiter(due, np.int64, at.size).reshape(at.shape), starts)


@dataclass(frozen=True, slots=True)
class EndOfFirstHour:
    """One open hour after the opening of the first business day that opens at or after the start.

    Exactly at opening still counts for that day. A business day opens once, at its first
    opening; one with less than an open hour ends the promise at its last closing.
    """

    def due(self, start: datetime, calendar: Calendar) -> datetime:
        """The moment by which it is owed, in UTC."""
        day = calendar.business_day(start)
        return min(calendar.add(instant(day.opens), ONE_HOUR), instant(day.closes))

    def due_many(self, starts: Instants, calendar: Calendar) -> Instants:
        """`due` for an array of instants; the answer has the kind of `starts`."""
        opens, closes = calendar.business_days_many(starts)
        hour_later = as_micros(calendar.add_many(opens, ONE_HOUR))
        return as_given(np.minimum(hour_later, closes), starts)


Owed = Elapsed | OpenTime | BusinessDays | EndOfFirstHour


def _clamped(day: BusinessDay, position: int, calendar: Calendar) -> int:
    """The instant at a wall-clock position of a business day, moved into its open time."""
    wanted = utc_of_wall(day.day, position, calendar.tzinfo)
    for opens, closes in intervals(calendar, day.day):
        if wanted <= closes:
            return max(wanted, opens)
    return day.closes


def _refuse_nothing(duration: timedelta) -> None:
    if duration <= timedelta():
        raise ValueError(f"A clause owes some time, not {duration}.")
