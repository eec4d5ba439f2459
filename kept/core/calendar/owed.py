"""What a clause owes, and by which moment (PROMISES.md 8 and 9)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from kept.core.calendar.business_days import BusinessDays
from kept.core.calendar.calendar import Calendar
from kept.core.calendar.instants import instant, micros, span
from kept.core.calendar.many import Instants, as_given, as_micros

__all__ = ["BusinessDays", "Elapsed", "EndOfFirstHour", "OpenTime", "Owed"]

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


def _refuse_nothing(duration: timedelta) -> None:
    if duration <= timedelta():
        raise ValueError(f"A clause owes some time, not {duration}.")
