"""Open time added to many instants, to each its own."""

from __future__ import annotations

import numpy as np

from kept.core.calendar import Calendar
from kept.core.calendar.grid import FIRST_YEAR, LAST_YEAR, Micros, build
from kept.core.calendar.instants import instant, micros


class OpenSpans:
    """`Calendar.add` for pairs of instants and open times.

    The open time from a year before `first` to two years after `last` is laid out once; what
    leads out of it is left to the calendar.
    """

    def __init__(self, calendar: Calendar, first: int, last: int) -> None:
        years = instant(first).year - 1, instant(last).year + 2
        grid = build(calendar, max(years[0], FIRST_YEAR), min(years[1], LAST_YEAR))
        self._calendar = calendar
        self._arrays, self._total = grid.arrays, grid.total
        self._known = range(grid.known_from, grid.known_until)

    def add(self, at: Micros, spans: Micros) -> Micros:
        """The first instant at or after each of `at` with its open time (0 or more) in between."""
        position = self._arrays.positions(at) + spans
        known = (spans > 0) & (position <= self._total)
        known &= (at >= self._known.start) & (at < self._known.stop)
        ends = np.empty_like(at)
        ends[known] = self._arrays.reached(position[known])
        for place in np.flatnonzero(~known).tolist():
            span = np.timedelta64(int(spans[place]), "us").astype(object)
            ends[place] = micros(self._calendar.add(instant(int(at[place])), span))
        return ends
