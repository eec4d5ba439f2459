"""Deadlines that other code bases state as facts (sla_vectors): every agreed row must come out."""

import json
import os
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kept.core.calendar import BusinessDays, Calendar, ExceptionalDay, Opening, week

_CORPORA = Path(os.environ.get("KEPT_CORPORA", "../shared/data"))
_FILE = _CORPORA / "sla_vectors" / "open" / "vectors.jsonl"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

CONTESTED = {
    "v0033": "a reversed interval: the source clamps it to zero, here it is negative",
    "v0212": "the closing instant: the source calls it open, here intervals are half-open",
    "v0503": "zero duration at closing time: the source stays, here it is the next opening",
    "v0519": "a night shift before a holiday: the source drops what follows midnight; here an "
    "opening belongs to the date on which it opens",
}
NOT_OFFERED = {
    "subtract_days": "business days backwards: no clause owes anything in the past",
}


def _openings(pairs: list[list[str]]) -> tuple[Opening, ...]:
    return tuple(Opening.at(opens, closes) for opens, closes in pairs)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _without(hours: list[list[str]], breaks: list[list[str]]) -> list[list[str]]:
    """Hours with breaks cut out: a break is an exception that replaces the day."""
    left = [(_minutes(a), _minutes(b)) for a, b in hours]
    for start, end in ((_minutes(a), _minutes(b)) for a, b in breaks):
        cut = [((a, min(b, start)), (max(a, end), b)) for a, b in left]
        left = [(a, b) for pair in cut for a, b in pair if a < b]
    return [[_clock(a), _clock(b)] for a, b in left]


def _calendar(spec: dict[str, Any], years: range) -> Calendar:
    hours = [spec["hours"].get(day, []) for day in _WEEKDAYS]
    days_off = {date.fromisoformat(day): {"en": "Holiday"} for day in spec["holidays"]}
    yearly = [date.fromisoformat(f"{y}-{d}") for y in years for d in spec["yearly_holidays"]]
    days_off |= {day: {"en": "Holiday"} for day in yearly}
    exceptions = {date.fromisoformat(d): _openings(h) for d, h in spec["exceptions"].items()}
    for text, breaks in spec["breaks"].items():
        day = date.fromisoformat(text)
        exceptions[day] = _openings(_without(hours[day.weekday()], breaks))
    return Calendar(
        zone=spec["tz"],
        week=week(_openings(day) for day in hours),
        days_off=days_off,
        exceptions={day: ExceptionalDay(openings) for day, openings in exceptions.items()},
    )


@cache
def _cached(spec: str, year: int) -> Calendar:
    return _calendar(json.loads(spec), range(year - 2, year + 4))


def _answer(row: dict[str, Any]) -> object:
    start = datetime.fromisoformat(row["start"])
    calendar = _cached(json.dumps(row["calendar"]), start.year)
    match row["op"]:
        case "add":
            return calendar.add(start, timedelta(seconds=row["duration_seconds"]))
        case "subtract":
            return calendar.subtract(start, timedelta(seconds=row["duration_seconds"]))
        case "elapsed":
            return calendar.between(start, datetime.fromisoformat(row["end"])).total_seconds()
        case "is_open":
            return calendar.is_open(start)
        case "next_open":
            return calendar.next_opening(start)
        case "next_close":
            return calendar.closes_at(start)
        case "next_period_start":
            running = calendar.is_open(start) and calendar.closes_at(start)
            return calendar.next_opening(running or start)
        case "prev_open_end":
            return calendar.subtract(start, timedelta())
        case "add_days":
            return BusinessDays(row["days"]).due(start, calendar)
    raise NotImplementedError(row["op"])


def _expected(row: dict[str, Any]) -> object:
    if row["op"] == "elapsed":
        return float(row["expected_seconds"])
    if row["op"] == "is_open":
        return row["expected"]
    return datetime.fromisoformat(row["expected"]).astimezone(UTC)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    if not _FILE.exists():
        pytest.skip(f"No vectors at {_FILE}: set KEPT_CORPORA to the folder of test data.")
    return [json.loads(line) for line in _FILE.read_text().splitlines()]


def test_every_agreed_row_comes_out(rows: list[dict[str, Any]]) -> None:
    done = [r for r in rows if r["op"] not in NOT_OFFERED and r["status"] != "contested"]
    wrong = [
        (r["id"], r["op"], _answer(r), _expected(r)) for r in done if _answer(r) != _expected(r)
    ]
    assert wrong == []
    assert Counter(r["op"] for r in done) == {
        "add": 131,
        "elapsed": 154,
        "subtract": 68,
        "next_open": 17,
        "is_open": 16,
        "prev_open_end": 13,
        "next_close": 10,
        "next_period_start": 5,
        "add_days": 4,
    }


def test_contested_rows_are_the_ones_explained(rows: list[dict[str, Any]]) -> None:
    contested = [row for row in rows if row["status"] == "contested"]
    assert {row["id"] for row in contested} == set(CONTESTED)
    assert all(_answer(row) != _expected(row) for row in contested)
