"""Moments as people filter by them, and the stretch of time that each means.

`<2h` is less than two hours from now: ahead for what is due (and whatever is late), back for what
was created. `<2026-01-31` is before that day, `>2026-01-31` after it, `2026-01-31` on it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final, Literal, TypeAlias

Unit: TypeAlias = Literal["min", "h", "d", "w"]
Side: TypeAlias = Literal["<", ">", ""]
Named: TypeAlias = Literal["today", "tomorrow", "yesterday", "late"]

_UNITS: Final[dict[str, timedelta]] = {
    "min": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_SPAN: Final = re.compile(r"([<>])([0-9]{1,4})(min|h|d|w)")
_DAY: Final = re.compile(r"([<>]?)([0-9]{4}-[0-9]{2}-[0-9]{2})")
_DAYS_FROM_NOW: Final[dict[str, int]] = {"yesterday": -1, "today": 0, "tomorrow": 1}
#: What each field of moments may be called by name.
NAMED: Final[dict[str, tuple[Named, ...]]] = {
    "due": ("late", "today", "tomorrow"),
    "created": ("today", "yesterday"),
}


@dataclass(frozen=True, slots=True)
class Span:
    """So many minutes, hours, days or weeks."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"

    @property
    def length(self) -> timedelta:
        return self.amount * _UNITS[self.unit]


@dataclass(frozen=True, slots=True)
class When:
    """A moment as it was typed. A span has a side; a name has none."""

    said: Span | date | Named
    side: Side = ""

    def __str__(self) -> str:
        return f"{self.side}{self.said}"


@dataclass(frozen=True, slots=True)
class Interval:
    """All moments from `begin` on and before `end`; None is without a bound."""

    begin: datetime | None
    end: datetime | None


def read_when(field: str, text: str) -> When | None:
    """The moment that `text` says of this field; None where it says none."""
    if text in NAMED[field]:
        return When(text)
    if found := _SPAN.fullmatch(text):
        return When(Span(int(found[2]), found[3]), found[1])  # type: ignore[arg-type]  # by pattern
    if found := _DAY.fullmatch(text):
        try:
            return When(date.fromisoformat(found[2]), found[1])  # type: ignore[arg-type]  # by pattern
        except ValueError:
            return None
    return None


def interval(field: str, when: When, now: datetime, zone: tzinfo) -> Interval:
    """What `when` means to somebody in `zone` at `now`."""
    match when.said:
        case Span():
            return _around(field, when.side, when.said.length, now)
        case "late":
            return Interval(None, now)
        case date() as day:
            return _of_day(when.side, day, zone)
        case name:
            today = now.astimezone(zone).date()
            return _of_day("", today + timedelta(days=_DAYS_FROM_NOW[name]), zone)


def _around(field: str, side: str, length: timedelta, now: datetime) -> Interval:
    if field == "due":
        return Interval(None, now + length) if side == "<" else Interval(now + length, None)
    return Interval(now - length, None) if side == "<" else Interval(None, now - length)


def _of_day(side: str, day: date, zone: tzinfo) -> Interval:
    begin, end = _midnight(day, zone), _midnight(_after(day), zone)
    return Interval(None if side == "<" else end if side == ">" else begin, _end(side, begin, end))


def _end(side: str, begin: datetime, end: datetime) -> datetime | None:
    return {"<": begin, ">": None}.get(side, end)


def _midnight(day: date, zone: tzinfo) -> datetime:
    """The first moment of a day; the first or last that there is, at the ends of the calendar."""
    local = datetime.combine(day, time.min, zone)
    try:
        return local.astimezone(UTC)
    except OverflowError:
        return local.replace(tzinfo=UTC)


def _after(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)
