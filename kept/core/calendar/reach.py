"""How far a calendar is laid out: grids that grow on demand, shared by threads."""

from datetime import date
from threading import Lock

from kept.core.calendar.grid import FIRST_YEAR, LAST_YEAR, MARGIN, Grid, HasHours, build, day_number
from kept.core.calendar.instants import DAY, instant

_WEEK, _YEAR = 7 * DAY, 365 * DAY
_ROOM = 9 * DAY  # a weekly pattern shows all it has in less than this, whatever the clocks do
_EMPTY = Grid(LAST_YEAR, FIRST_YEAR, [], [], [], [])


class NeverOpens(ValueError):  # noqa: N818  named as a person would say it
    """The calendar has not enough open time, ever, to answer."""


class OutOfReach(ValueError):  # noqa: N818
    """An instant, or the answer, lies outside the years that calendars know."""


class Reach:
    """The grid of one calendar, grown by whole years and at least doubled each time.

    Every answer is a whole, immutable grid; one that was handed out stays right for its years.
    """

    def __init__(self, hours: HasHours, weekly: int, dated: list[date]) -> None:
        self._hours = hours
        self._weekly = weekly
        self._first_dated = min(map(day_number, dated), default=0) * DAY
        self._last_dated = max(map(day_number, dated), default=0) * DAY
        self._grid = _EMPTY
        self._growing = Lock()

    def covering(self, earliest: int, latest: int) -> Grid:
        """A grid that knows all open time from `earliest` to `latest`."""
        grid = self._grid
        if grid.known_from <= earliest and latest < grid.known_until:
            return grid
        return self._grow(_year(earliest - MARGIN), _year(latest + MARGIN))

    def later(self, grid: Grid, missing: int = 0) -> Grid:
        """A grid that goes on after `grid`, by about `missing` open time.

        NeverOpens when the calendar has none there; OutOfReach after the last year.
        """
        if self._weekly == 0 and self.only_weekly_after(grid.known_until):
            raise NeverOpens(
                "The calendar has no weekly hours"
                f" and no opening after {instant(self._last_dated):%d %B %Y}: it never opens again."
            )
        if grid.last_year == LAST_YEAR:
            raise _out_of_reach()
        last = min(grid.last_year + self._years(grid, missing), LAST_YEAR)
        return self._grow(grid.first_year, last)

    def earlier(self, grid: Grid, missing: int = 0) -> Grid:
        """A grid that begins before `grid`, by about `missing` open time; raises as `later`."""
        if self._weekly == 0 and grid.known_from < self._first_dated - _ROOM:
            raise NeverOpens(
                "The calendar has no weekly hours"
                f" and no opening before {instant(self._first_dated):%d %B %Y}."
            )
        if grid.first_year == FIRST_YEAR:
            raise _out_of_reach()
        first = max(grid.first_year - self._years(grid, missing), FIRST_YEAR)
        return self._grow(first, grid.last_year)

    def only_weekly_after(self, at: int) -> bool:
        """Whether from `at` on nothing but the weekly hours decides."""
        return at > self._last_dated + _ROOM

    def _years(self, grid: Grid, missing: int) -> int:
        """Years to add: what the missing open time takes by the weekly hours, or twice the span."""
        weeks = max(missing, 0) // max(self._weekly, 1) + 1
        return max(weeks * _WEEK // _YEAR + 1, grid.last_year - grid.first_year + 1)

    def _grow(self, first: int, last: int) -> Grid:
        with self._growing:
            grid = self._grid
            first, last = min(first, grid.first_year), max(last, grid.last_year)
            if first < FIRST_YEAR or last > LAST_YEAR:
                raise _out_of_reach()
            if (first, last) != (grid.first_year, grid.last_year):
                self._grid = grid = build(self._hours, first, last)
            return grid


def _out_of_reach() -> OutOfReach:
    return OutOfReach(
        f"Calendars reach from the year {FIRST_YEAR} to {LAST_YEAR}: "
        "an instant, or the moment asked for, lies outside."
    )


def _year(at: int) -> int:
    try:
        return instant(at).year
    except OverflowError:
        raise OutOfReach(f"{at} microseconds since 1970 is no instant that a date has.") from None
