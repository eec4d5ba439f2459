"""The rows of sla_vectors, and the calendars that they describe."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from kept.core.calendar import Calendar, ExceptionalDay, Opening, week

ROOT = Path(__file__).parents[1]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Row = dict[str, Any]


def folder() -> Path:
    """Where the vectors stand; its parts (open, held) are read if they are there."""
    corpora = Path(os.environ.get("KEPT_CORPORA", "../shared/data"))
    return (corpora if corpora.is_absolute() else ROOT / corpora) / "sla_vectors"


def rows(under: Path, name: str) -> list[Row]:
    """Every line of the files of that name, whatever part they stand in."""
    files = sorted(under.rglob(name))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def openings(pairs: Iterable[Iterable[str]]) -> tuple[Opening, ...]:
    return tuple(Opening.at(*pair) for pair in pairs)


def calendar(spec: Row, near: int) -> Calendar:
    """The calendar that a row describes; its yearly holidays in the years near `near`."""
    return _calendar(json.dumps(spec, sort_keys=True), near)


@cache
def _calendar(text: str, near: int) -> Calendar:
    spec = json.loads(text)
    hours = [spec["hours"].get(day, []) for day in WEEKDAYS]
    replaced = dict(spec["exceptions"])
    for day, breaks in spec["breaks"].items():
        usual = replaced.get(day, hours[date.fromisoformat(day).weekday()])
        replaced[day] = without(usual, breaks)
    return Calendar(
        zone=spec["tz"],
        week=week(openings(day) for day in hours),
        days_off={day: {"en": "Holiday"} for day in holidays(spec, near)},
        exceptions={
            date.fromisoformat(day): ExceptionalDay(openings(hours))
            for day, hours in replaced.items()
        },
    )


def holidays(spec: Row, near: int) -> Iterator[date]:
    """Dated holidays, and the yearly ones of the years around."""
    yield from map(date.fromisoformat, spec["holidays"])
    for year in range(near - 2, near + 4):
        yield from (date.fromisoformat(f"{year}-{day}") for day in spec["yearly_holidays"])


def without(hours: list[list[str]], breaks: list[list[str]]) -> list[list[str]]:
    """Hours with breaks cut out, as the openings that are left."""
    left = [(_minutes(a), _minutes(b)) for a, b in hours]
    for start, end in ((_minutes(a), _minutes(b)) for a, b in breaks):
        cut = [((a, min(b, start)), (max(a, end), b)) for a, b in left]
        left = [(a, b) for pair in cut for a, b in pair if a < b]
    return [[_clock(a), _clock(b)] for a, b in left]


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
