"""Open time laid out once for some years, so that a deadline is a search and not a walk."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from functools import cached_property
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from kept.core.calendar.hours import Openings
from kept.core.calendar.instants import DAY
from kept.core.calendar.zones import utc_of_wall

Micros = npt.NDArray[np.int64]
FIRST_YEAR, LAST_YEAR = 1900, 2499
_EPOCH_DAY = date(1970, 1, 1).toordinal()
# An opening of the last date before the grid may reach two days into it, and zones differ
# from UTC by less than a day: within this margin of its edges the grid is not trusted.
MARGIN = 3 * DAY


class HasHours(Protocol):
    """What a grid is built from: the openings of a date (days since 1970) and the zone."""

    def openings_of(self, day: int) -> Openings: ...

    @property
    def tzinfo(self) -> tzinfo: ...


class BusinessDay(NamedTuple):
    """A date (days since 1970) with open time: its first opening and its last closing."""

    day: int
    opens: int
    closes: int


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _EPOCH_DAY


def date_of(day: int) -> date:
    """The date so many days after 1970-01-01."""
    return date.fromordinal(day + _EPOCH_DAY)


@dataclass(frozen=True)
class Grid:
    """The open intervals of `first_year` to `last_year`, sorted, apart, with running totals.

    Immutable, so that readers in other threads never see one half built. All numbers are
    microseconds: `opens[i]` to `closes[i]` is open, `before[i]` is the open time before it.
    """

    first_year: int
    last_year: int
    opens: list[int]
    closes: list[int]
    before: list[int]
    days: list[BusinessDay]

    @cached_property
    def known_from(self) -> int:
        """From here on the grid knows all open time."""
        return day_number(date(self.first_year, 1, 1)) * DAY + MARGIN

    @cached_property
    def known_until(self) -> int:
        """Until here the grid knows all open time."""
        return day_number(date(self.last_year + 1, 1, 1)) * DAY - MARGIN

    @cached_property
    def total(self) -> int:
        """All open time of the grid."""
        return self.before[-1] + self.closes[-1] - self.opens[-1] if self.opens else 0

    @cached_property
    def day_opens(self) -> list[int]:
        """When each business day opens."""
        return [day.opens for day in self.days]

    @cached_property
    def arrays(self) -> "Arrays":
        """The same numbers for numpy."""
        return Arrays.of(self)

    def position(self, at: int) -> int:
        """Open time between the start of the grid and `at`."""
        last = bisect_right(self.opens, at) - 1
        if last < 0:
            return 0
        return self.before[last] + min(at, self.closes[last]) - self.opens[last]

    def reached(self, position: int) -> int | None:
        """The first instant with `position` (over 0) of open time behind it; None past the end."""
        if position > self.total:
            return None
        last = bisect_left(self.before, position) - 1
        return self.opens[last] + position - self.before[last]

    def reached_back(self, at: int, owed: int) -> int | None:
        """The last instant with `owed` open time between it and `at`; None if too early to know."""
        back = self._last_open(at) if owed == 0 else self._opened_at(self.position(at) - owed)
        return back if back is not None and back >= self.known_from else None

    def _last_open(self, at: int) -> int | None:
        """`at` itself while open or at a closing, else the last closing; None before any."""
        last = bisect_left(self.opens, at) - 1
        return min(at, self.closes[last]) if last >= 0 else None

    def _opened_at(self, position: int) -> int | None:
        """The last instant with `position` of open time behind it; None before the grid."""
        last = bisect_right(self.before, position) - 1
        return self.opens[last] + position - self.before[last] if last >= 0 else None

    def is_open(self, at: int) -> bool:
        """Whether `at` lies in an open interval."""
        last = bisect_right(self.opens, at) - 1
        return last >= 0 and at < self.closes[last]


@dataclass(frozen=True, slots=True)
class Arrays:
    """A grid for numpy. `*_at` carry one entry in front, for instants before every opening."""

    opens: Micros
    closes: Micros
    before: Micros
    opens_at: Micros
    closes_at: Micros
    before_at: Micros
    day_opens: Micros
    day_closes: Micros

    @classmethod
    def of(cls, grid: Grid) -> "Arrays":
        """The arrays of a grid."""
        opens, closes, before = (_array(x) for x in (grid.opens, grid.closes, grid.before))
        never = np.array([np.iinfo(np.int64).min // 2])
        return cls(
            opens,
            closes,
            before,
            np.concatenate([never, opens]),
            np.concatenate([never, closes]),
            np.concatenate([_array([0]), before]),
            _array(grid.day_opens),
            _array([day.closes for day in grid.days]),
        )

    def positions(self, at: Micros) -> Micros:
        """Open time between the start of the grid and each instant."""
        last = np.searchsorted(self.opens, at, side="right")
        into = np.minimum(at, self.closes_at[last])
        into -= self.opens_at[last]
        into += self.before_at[last]
        return into

    def reached(self, positions: Micros) -> Micros:
        """The first instants with so much (over 0, within the grid) open time behind them."""
        last = np.searchsorted(self.before, positions, side="left") - 1
        reached: Micros = positions + (self.opens - self.before)[last]
        return reached

    def openings_at_or_after(self, at: Micros) -> Micros:
        """Each instant itself where it is open, else the next opening (within the grid)."""
        return np.maximum(at, self.opens[np.searchsorted(self.closes, at, side="right")])


def _array(numbers: Sequence[int]) -> Micros:
    return np.array(numbers, dtype=np.int64)


def build(hours: HasHours, first_year: int, last_year: int) -> Grid:
    """Lay out the open time of some years."""
    opens: list[int] = []
    closes: list[int] = []
    days: list[BusinessDay] = []
    for day in _days_of(first_year, last_year):
        of_day = [*intervals(hours, day)]
        if of_day:
            days.append(BusinessDay(day, of_day[0][0], max(end for _, end in of_day)))
        for start, end in of_day:
            _append_or_join(opens, closes, start, end)
    return Grid(first_year, last_year, opens, closes, _running_total(opens, closes), days)


def _days_of(first_year: int, last_year: int) -> range:
    return range(day_number(date(first_year, 1, 1)), day_number(date(last_year + 1, 1, 1)))


def intervals(hours: HasHours, day: int) -> Iterator[tuple[int, int]]:
    """The openings of a date as instants; one that summer time swallows whole is none."""
    for opening in hours.openings_of(day):
        start, end = (utc_of_wall(day, offset, hours.tzinfo) for offset in opening.offsets)
        if start < end:
            yield start, end


def _append_or_join(opens: list[int], closes: list[int], start: int, end: int) -> None:
    """Add an interval; one that touches or overlaps the last joins it, nothing counts twice."""
    if closes and start <= closes[-1]:
        closes[-1] = max(closes[-1], end)
    else:
        opens.append(start)
        closes.append(end)


def _running_total(opens: list[int], closes: list[int]) -> list[int]:
    total, before = 0, []
    for start, end in zip(opens, closes, strict=True):
        before.append(total)
        total += end - start
    return before
