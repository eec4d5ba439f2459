"""The same time of day some business days later."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from kept.core.calendar.calendar import Calendar
from kept.core.calendar.grid import BusinessDay, Micros, intervals
from kept.core.calendar.instants import DAY, instant, micros
from kept.core.calendar.many import Instants, as_given, as_micros
from kept.core.calendar.zones import utc_of_wall, wall_of_utc


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
        wanted = _wanted(counted_from, first, last, calendar)
        for opens, closes in intervals(calendar, last.day):
            if wanted <= closes:
                return instant(max(wanted, opens))
        return instant(last.closes)

    def due_many(self, starts: Instants, calendar: Calendar) -> Instants:
        """`due` for an array of instants; the answer has the kind of `starts`."""
        given = as_micros(starts)
        counted_from = as_micros(calendar.add_many(given.ravel(), timedelta()))
        next_days, _ = calendar.business_days_many(counted_from + 1)
        due = np.empty_like(counted_from)
        for of_one_day in _alike(next_days):
            due[of_one_day] = self._due_of_day(counted_from[of_one_day], calendar)
        return as_given(due.reshape(given.shape), starts)

    def _due_of_day(self, at: Micros, calendar: Calendar) -> Micros:
        """`due` for open instants of one business day: all move alike, unless a clock changes."""
        first, last = calendar.business_days_on(instant(int(at[0])), self.days)
        earliest, latest = int(at.min()), int(at.max())
        wanted = [_wanted(instant(one), first, last, calendar) for one in (earliest, latest)]
        if wanted[1] - wanted[0] != latest - earliest:
            one_by_one = (micros(self.due(instant(one), calendar)) for one in at.tolist())
            return np.fromiter(one_by_one, np.int64, at.size)
        return _clamped_many(at + (wanted[0] - earliest), last, calendar)


def _wanted(at: datetime, first: BusinessDay, last: BusinessDay, calendar: Calendar) -> int:
    """When a clock on the last day reads what it reads at `at` on the first."""
    day, clock = wall_of_utc(at, calendar.tzinfo)
    return utc_of_wall(last.day, (day - first.day) * DAY + clock, calendar.tzinfo)


def _clamped_many(wanted: Micros, last: BusinessDay, calendar: Calendar) -> Micros:
    due = np.full_like(wanted, last.closes)
    for opens, closes in reversed([*intervals(calendar, last.day)]):
        due = np.where(wanted <= closes, np.maximum(wanted, opens), due)
    return due


def _alike(keys: Micros) -> list[npt.NDArray[np.intp]]:
    """The indices of equal keys, together."""
    order = np.argsort(keys, kind="stable")
    changes = np.flatnonzero(np.diff(keys[order])) + 1
    return [indices for indices in np.split(order, changes) if indices.size]
