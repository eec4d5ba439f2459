"""The week as a matrix: for each hour in which promises started, how many were kept and broken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Final

from babel.dates import get_day_names

from kept.core.calendar import Calendar
from kept.core.calendar.instants import DAY, HOUR
from kept.core.replay import Count, Table
from kept.core.say import clock

#: The drawing's units: 24 hours beside the names, seven rows, the clock below.
NAMES: Final = 40
COLUMN: Final = 39
ROW: Final = 31
TALL: Final = 24
BAR: Final = 15
#: What is there can be seen: no bar is lower.
_LEAST: Final = 0.8
CLOCK: Final = (0, 3, 6, 9, 12, 15, 18, 21)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the drawing."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Cell:
    """An hour of a weekday in figures."""

    hours: str
    count: Count


@dataclass(frozen=True, slots=True)
class Row:
    """A weekday: its name, where it is written, and its hours."""

    name: str
    brief: str
    baseline: int
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Matrix:
    """What `replay/matrix.html` draws, and the same figures for its table."""

    rows: Sequence[Row]
    open: Sequence[Box]
    kept: Sequence[Box]
    broken: Sequence[Box]
    clock: Sequence[tuple[float, str]]
    width: int = NAMES + 24 * COLUMN
    clock_at: int = 7 * ROW + 16
    height: int = 7 * ROW + 22


def matrix(one: Table, calendar: Calendar, language: str) -> Matrix:
    """The matrix of a rule's promises, by the clock of its calendar, in a reader's language."""
    most = max((max(c.kept, c.broken) for day in one.by_hour for c in day), default=0)
    full, brief = (get_day_names(width, locale=language) for width in ("wide", "abbreviated"))
    rows = [
        Row(
            full[weekday],
            brief[weekday].rstrip("."),
            weekday * ROW + TALL,
            [Cell(_hour(hour, language), count) for hour, count in enumerate(day)],
        )
        for weekday, day in enumerate(one.by_hour)
    ]
    return Matrix(
        rows=rows,
        open=[*_openings(calendar)],
        kept=_bars(one, "kept", 3, most),
        broken=_bars(one, "broken", 3 + BAR + 2, most),
        clock=[(NAMES + hour * COLUMN, _hour(hour, language)) for hour in CLOCK],
    )


def _bars(one: Table, state: str, shift: int, most: int) -> list[Box]:
    return [
        _bar(weekday, hour, shift, getattr(count, state) / most)
        for weekday, day in enumerate(one.by_hour)
        for hour, count in enumerate(day)
        if getattr(count, state)
    ]


def _bar(weekday: int, hour: int, shift: int, part: float) -> Box:
    tall = round(max(part * TALL, _LEAST), 1)
    left = NAMES + hour * COLUMN + shift
    return Box(left, round(weekday * ROW + TALL - tall, 1), BAR, tall)


def _openings(calendar: Calendar) -> list[Box]:
    """The weekly hours as shades; what reaches past midnight goes on in the next row."""
    spans = (
        (weekday, opening.offsets)
        for weekday, openings in enumerate(calendar.week)
        for opening in openings
    )
    parts = (
        part
        for weekday, (opens, closes) in spans
        for part in ((weekday, opens, min(closes, DAY)), (weekday + 1, DAY, closes))
    )
    return [_shade(day % 7, start % DAY, end - start) for day, start, end in parts if start < end]


def _shade(weekday: int, start: int, length: int) -> Box:
    left = NAMES + start / HOUR * COLUMN
    return Box(round(left, 1), weekday * ROW - 2, round(length / HOUR * COLUMN, 1), ROW - 2)


def _hour(hour: int, language: str) -> str:
    return clock(time(hour), language)
