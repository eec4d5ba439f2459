"""Week by week: what was kept stands on a line, what was broken hangs from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Final

from babel.dates import format_date

from kept.core import say
from kept.core.replay import Count
from kept.replay.matrix import COLUMN, NAMES, Box

WIDTH: Final = NAMES + 24 * COLUMN
TALL: Final = 48
#: So many weeks are drawn, the latest; the name of one needs so much room.
_MOST, _NAME = 60, 64
_WIDEST, _GAP, _LEAST = 24, 4, 0.8


@dataclass(frozen=True, slots=True)
class Weeks:
    """What `replay/weeks.html` draws, and the same figures for its table."""

    kept: Sequence[Box]
    broken: Sequence[Box]
    names: Sequence[tuple[float, str]]
    rows: Sequence[tuple[str, Count]]
    width: int = WIDTH
    line: int = TALL
    names_at: int = 2 * TALL + 16
    height: int = 2 * TALL + 22


def weeks(by_week: Mapping[date, Count], language: str) -> Weeks | None:
    """The drawing of some weeks by their Mondays; None where a single week says no more."""
    latest = list(by_week.items())[-_MOST:]
    if len(latest) < 2:
        return None
    most = max(max(count.kept, count.broken) for _, count in latest) or 1
    column = min((WIDTH - NAMES) / len(latest), _WIDEST + _GAP)
    every = ceil(_NAME / column)
    places = [NAMES + place * column for place in range(len(latest))]
    wide = round(column - _GAP, 1)
    return Weeks(
        kept=[
            Box(round(x, 1), round(TALL - _tall(c.kept, most), 1), wide, _tall(c.kept, most))
            for x, (_, c) in zip(places, latest, strict=True)
            if c.kept
        ],
        broken=[
            Box(round(x, 1), TALL + 1, wide, _tall(c.broken, most))
            for x, (_, c) in zip(places, latest, strict=True)
            if c.broken
        ],
        names=[
            (round(x, 1), format_date(monday, "d MMM", locale=language).rstrip("."))
            for x, (monday, _) in list(zip(places, latest, strict=True))[::every]
        ],
        rows=[(say.date(monday, language), count) for monday, count in latest],
    )


def _tall(number: int, most: int) -> float:
    return round(max(number / most * (TALL - 1), _LEAST), 1)
