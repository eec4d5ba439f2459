"""Deadlines a second: Kept's calendar beside pandas' CustomBusinessHour and businesstimedelta.

All three know the same desk (Monday to Friday, 10:00 to 19:00 UTC, French holidays) and answer
the same question for the same random starts of 2026; where the answers are comparable they are
compared before anything is timed. Rates are medians of runs in one process, in CPU time, which
a busy machine disturbs least.
"""

import statistics
import sys
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from typing import Any

import businesstimedelta
import numpy as np
import pandas as pd
import pytz  # type: ignore[import-untyped]

from kept.core.calendar import (
    BusinessDays,
    Calendar,
    EndOfFirstHour,
    Opening,
    Owed,
    days_off,
    weekly,
)

RUNS = 7
MANY = 1_000_000
OWED: dict[str, Owed] = {
    "end of first hour": EndOfFirstHour(),
    "2 business days": BusinessDays(2),
}
HOURS = {"1 hour": 1, "200 business days": 200 * 9}
_OPENS, _CLOSES = "10:00", "19:00"
_FIRST = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()) * 10**6
_YEAR = 365 * 86_400 * 10**6

Add = Callable[[datetime], Any]
Work = tuple[Callable[[], object], int]


def run() -> dict[str, Any]:
    """Rates in deadlines a second, and their ratios, for one by one and for many at a time."""
    calendar = _calendar()
    starts = _starts(1_000)
    result: dict[str, Any] = {"runs": RUNS, "one_by_one": {}, "vectorised": {}}
    for name, hours in HOURS.items():
        adders = _adders(calendar, hours)
        _agree(adders, calendar, starts[:50])
        result["one_by_one"][name] = _compared(_one_by_one(adders, starts))
        result["vectorised"][name] = _compared(_vectorised(calendar, hours))
    for name, owed in OWED.items():
        result["vectorised"][name] = _owed(calendar, owed)
    return result


def _calendar() -> Calendar:
    week = weekly(range(5), Opening.at(_OPENS, _CLOSES))
    return Calendar("UTC", week, days_off(["FR"], range(2026, 2029)))


def _starts(count: int) -> list[datetime]:
    return [datetime.fromtimestamp(at / 10**6, UTC) for at in _random(count).tolist()]


def _random(count: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.random.default_rng(2026).integers(_FIRST, _FIRST + _YEAR, count) // 10**6 * 10**6


def _adders(calendar: Calendar, hours: int) -> dict[str, Add]:
    open_time = timedelta(hours=hours)
    pandas_hours = _pandas_hours(calendar, hours)
    rules = _rules(calendar)
    business = businesstimedelta.BusinessTimeDelta(rules, hours=hours)
    return {
        "kept": lambda start: calendar.add(start, open_time),
        "pandas": lambda start: pd.Timestamp(start) + pandas_hours,
        "businesstimedelta": lambda start: start + business,
    }


def _pandas_hours(calendar: Calendar, hours: int) -> pd.offsets.CustomBusinessHour:
    holidays = [np.datetime64(day) for day in calendar.days_off]
    return pd.offsets.CustomBusinessHour(hours, start=_OPENS, end=_CLOSES, holidays=holidays)


def _rules(calendar: Calendar) -> businesstimedelta.Rules:
    opens, closes = clock.fromisoformat(_OPENS), clock.fromisoformat(_CLOSES)
    workday = businesstimedelta.WorkDayRule(opens, closes, working_days=[*range(5)], tz=pytz.utc)
    holidays = businesstimedelta.HolidayRule(dict.fromkeys(calendar.days_off, ""), tz=pytz.utc)
    return businesstimedelta.Rules([workday, holidays])


def _agree(adders: dict[str, Add], calendar: Calendar, starts: list[datetime]) -> None:
    """A rate of wrong answers is worth nothing. (Closing and the next opening are the same here:
    pandas says the one where the others say the other.)"""
    for start in starts:
        answers = {who: pd.Timestamp(add(start)).to_pydatetime() for who, add in adders.items()}
        if any(calendar.between(answers["kept"], answer) for answer in answers.values()):
            raise AssertionError(f"From {start} the answers differ: {answers}")


def _one_by_one(adders: dict[str, Add], starts: list[datetime]) -> dict[str, float]:
    return _rates({who: _repeated(add, starts) for who, add in adders.items()})


def _repeated(add: Add, starts: list[datetime]) -> Work:
    """As many calls as take about a tenth of a second."""
    calls, began = 0, time.process_time()
    while time.process_time() - began < 0.1:
        add(starts[calls % len(starts)])
        calls += 1
    some = (starts * (calls // len(starts) + 1))[:calls]
    return lambda: [add(start) for start in some], calls


def _vectorised(calendar: Calendar, hours: int) -> dict[str, float]:
    open_time = timedelta(hours=hours)
    many = _random(MANY).astype("datetime64[us]")
    few = pd.DatetimeIndex(many[:2_000])
    pandas_hours = _pandas_hours(calendar, hours)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pd.errors.PerformanceWarning)
        return _rates(
            {
                "kept": (lambda: calendar.add_many(many, open_time), len(many)),
                "pandas": (lambda: few + pandas_hours, len(few)),
            }
        )


def _owed(calendar: Calendar, owed: Owed) -> dict[str, float]:
    many = _random(MANY)
    return _rates({"kept": (lambda: owed.due_many(many, calendar), len(many))})


def _rates(works: dict[str, Work]) -> dict[str, float]:
    """Deadlines a second of CPU: medians of runs that take turns, so that noise hits all alike."""
    seconds: dict[str, list[float]] = {who: [] for who in works}
    for _ in range(RUNS):
        for who, (work, _count) in works.items():
            began = time.process_time()
            work()
            seconds[who].append(time.process_time() - began)
    return {who: count / statistics.median(seconds[who]) for who, (_, count) in works.items()}


def _compared(rates: dict[str, float]) -> dict[str, float]:
    """The rates, and how many times faster Kept is than each."""
    ratios = {f"times {who}": rates["kept"] / rate for who, rate in rates.items() if who != "kept"}
    return rates | ratios


def table(result: dict[str, Any]) -> str:
    """The result for people."""
    lines = [
        f"{'deadlines a second of CPU':<36}{'kept':>14}{'pandas':>12}{'businesstimedelta':>20}"
    ]
    for way in ("one_by_one", "vectorised"):
        for name, rates in result[way].items():
            cells = f"{way.replace('_', ' ')}, {name:<20}".ljust(36)
            for who, width in (("kept", 14), ("pandas", 12), ("businesstimedelta", 20)):
                rate = f"{rates[who]:,.0f}" if who in rates else "-"
                cells += rate.rjust(width)
            lines.append(cells)
            ratios = (f"{k} {v:,.1f}" for k, v in rates.items() if k.startswith("times"))
            lines.append("    Kept is " + (", ".join(ratios) or "alone here"))
    return "\n".join([*lines, f"medians of {result['runs']} runs"])


if __name__ == "__main__":
    print(table(run()))
    sys.exit(0)
