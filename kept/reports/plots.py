"""Kept stands, broken hangs: the days as bars on a line, and as a ring. Geometry only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import cos, pi, sin
from typing import Final

from babel.dates import format_date

from kept.core.report import DayFigures

#: The bars: narrower for fewer days, so that they stand as high on a telephone. The line lies at
#: this height; what hangs from it ends above what is said of a day, if anything is.
_WIDE, _NARROW, _NARROWEST = 960.0, 720.0, 480.0
LINE: Final = 66.0
_HANGS, _HANGS_ABOVE_WORDS = 34.0, 24.0
_LEAST: Final = 3.5
_FILLED: Final = 0.8
#: About how wide a letter is, and how many there is room for under the bars.
_LETTER, _ROOM = 6.4, 40

#: The ring: a square of this size; where kept ticks begin and end, and broken ones begin.
RING: Final = 300
_INNER, _OUTER, _BEYOND = 90.0, 106.0, 111.0
_FURTHEST: Final = 32.0


@dataclass(frozen=True, slots=True)
class Label:
    """A word under the line; `ruled`: beside a rule that leads down to it, `turned`: left of it."""

    x: str
    text: str
    ruled: bool
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """What is said of a day, under its broken bar; a line leads down to it from `y`."""

    x: str
    y: str
    text_x: str
    text: str


@dataclass(frozen=True, slots=True)
class Bars:
    """What `reports/account.html` draws: paths, and how wide the drawing is."""

    days: int
    width: int
    kept: str
    broken: str
    none: str
    labels: tuple[Label, ...]
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Ring:
    """What `reports/ring.html` draws: a piece a day from twelve o'clock on, the oldest first."""

    kept: str
    broken: str
    none: str


def bars(days: Sequence[DayFigures], language: str, said: Mapping[date, str]) -> Bars:
    """A day's kept promises stand on the line, its broken ones hang from it, on one scale.

    What is `said` of a day with broken ones stands under it, where there is room.
    """
    width = _NARROWEST if len(days) <= 7 else _NARROW if len(days) <= 31 else _WIDE
    step = width / len(days)
    most = max([1, *(day.kept for day in days)])
    worst = max([1, *(day.broken for day in days)])
    hangs = _HANGS_ABOVE_WORDS if said and width == _WIDE else _HANGS
    scale = min(LINE / most, hangs / worst)
    wide = f"{min(step * _FILLED, 44):.1f}"

    def column(place: int) -> str:
        return f"{step * (place + 0.5) - float(wide) / 2:.1f}"

    kept, broken, none = [], [], []
    for place, day in enumerate(days):
        if day.kept:
            high = max(_LEAST, day.kept * scale)
            kept.append(f"M{column(place)} {LINE - high:.1f}h{wide}V{LINE}h-{wide}z")
        if day.broken:
            deep = max(_LEAST, day.broken * scale)
            broken.append(f"M{column(place)} {LINE + 1}h{wide}v{deep:.1f}h-{wide}z")
        if not day.counted:
            none.append(f"M{step * (place + 0.5) - 1:.1f} {LINE - 3}h2v2h-2z")
    return Bars(
        days=len(days),
        width=int(width),
        kept="".join(kept),
        broken="".join(broken),
        none="".join(none),
        labels=tuple(_labels([day.day for day in days], step, width, language)),
        calls=tuple(_calls(days, step, width, scale, said)),
    )


def _calls(
    days: Sequence[DayFigures], step: float, width: float, scale: float, said: Mapping[date, str]
) -> Iterator[Call]:
    """The newest first; one that would run into another is left to the list below, as all are
    where the drawing is narrow."""
    taken = width if width == _WIDE else 0.0
    for place, day in reversed(list(enumerate(days))):
        text = said.get(day.day, "")
        half = len(text) * _LETTER / 2
        x = step * (place + 0.5)
        middle = min(max(x, half), width - half)
        if not text or not day.broken or len(text) > _ROOM or middle + half > taken:
            continue
        taken = middle - half - _LETTER
        deep = LINE + 2 + max(_LEAST, day.broken * scale)
        yield Call(f"{x:.1f}", f"{deep:.1f}", f"{middle:.1f}", text)


def _labels(days: Sequence[date], step: float, width: float, language: str) -> Iterator[Label]:
    """Months under many days, Mondays under some, every day under few."""
    for place, day in enumerate(days):
        x = step * place
        turned = x > width - 70
        if len(days) <= 7:
            yield Label(f"{x + step / 2:.1f}", format_date(day, "EEE d", language), False)
        elif len(days) <= 31 and day.weekday() == 0:
            yield Label(f"{x:.1f}", format_date(day, "d MMM", language), True, turned)
        elif len(days) > 31 and day.day == 1:
            yield Label(f"{x:.1f}", format_date(day, "LLLL", language), True, turned)


def ring(days: Sequence[DayFigures]) -> Ring:
    """A piece of the ring a day: kept within it, broken beyond, as far as they were many."""
    worst = max([5, *(day.broken for day in days)])
    turn = 2 * pi / len(days)
    wide = turn * (0.5 if len(days) > 31 else 0.86)

    def pieces(ends: Callable[[DayFigures], tuple[float, float] | None]) -> str:
        return "".join(
            _piece(turn * place + (turn - wide) / 2, wide, *reach)
            for place, day in enumerate(days)
            if (reach := ends(day)) is not None
        )

    def beyond(day: DayFigures) -> tuple[float, float] | None:
        far = 5 + (_FURTHEST - 5) * (day.broken - 1) / (worst - 1)
        return (_BEYOND, _BEYOND + far) if day.broken else None

    return Ring(
        kept=pieces(lambda day: (_INNER, _OUTER) if day.kept else None),
        broken=pieces(beyond),
        none=pieces(lambda day: None if day.counted else (_OUTER - 9, _OUTER - 7)),
    )


def _piece(start: float, wide: float, near: float, far: float) -> str:
    """A piece of a ring, clockwise from `start` (radians from twelve)."""
    (a, b), (c, d) = _at(start, near), _at(start, far)
    (e, f), (g, h) = _at(start + wide, far), _at(start + wide, near)
    return (
        f"M{a:.1f} {b:.1f}L{c:.1f} {d:.1f}A{far:.0f} {far:.0f} 0 0 1 {e:.1f} {f:.1f}"
        f"L{g:.1f} {h:.1f}A{near:.0f} {near:.0f} 0 0 0 {a:.1f} {b:.1f}z"
    )


def _at(angle: float, away: float) -> tuple[float, float]:
    return RING / 2 + away * sin(angle), RING / 2 - away * cos(angle)
