"""How a due moment came about, step by step, as plain data (PROMISES.md 4)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from kept.core.calendar.calendar import Calendar, Day, DayKind
from kept.core.calendar.grid import day_number
from kept.core.calendar.hours import Names
from kept.core.calendar.instants import instant, micros
from kept.core.calendar.owed import Elapsed, EndOfFirstHour, Owed
from kept.core.calendar.zones import utc_of_wall

StepKind = Literal["received", "counted", "closed", "opens", "due"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the desk is closed, or open unlike other days.

    `why`: 'hours' (outside the hours of that day), 'weekend', 'weekday' (no hours on that weekday),
    'day_off', 'exception'. `names`: the holiday or reason in each language, if it has one.
    """

    why: DayKind
    names: Names = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Step:
    """One step towards the due moment, from `at` until `until` (None: a moment).

    'received': the start; with `until`, the desk was open until then without it counting.
    'closed': skipped, with the reason; a reason other than 'hours' begins at the start of its
    date. 'opens': the desk opens; with `until`, open until then without it counting. 'counted':
    time that counts. 'due': the due moment.

    The steps that have an `until` tile the time from start to due moment without gap or overlap.
    """

    kind: StepKind
    at: datetime
    until: datetime | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Derivation:
    """What was owed from when, by when, and each step between, in time order. Instants in UTC."""

    owed: Owed
    start: datetime
    due: datetime
    zone: str
    steps: tuple[Step, ...]


def derive(owed: Owed, start: datetime, calendar: Calendar) -> Derivation:
    """The due moment with its derivation: `derive(…).due == owed.due(start, calendar)`, always."""
    begin, due = instant(micros(start)), owed.due(start, calendar)
    steps = (*_steps(owed, begin, due, calendar), Step("due", due))
    return Derivation(owed, begin, due, calendar.zone, steps)


def _steps(owed: Owed, start: datetime, due: datetime, calendar: Calendar) -> Iterator[Step]:
    if isinstance(owed, EndOfFirstHour):
        opening = instant(calendar.business_day(start).opens)
        yield from _waiting(start, opening, calendar)
        yield _opens(opening, calendar)
        yield from _counting(opening, due, calendar)
        return
    yield Step("received", start)
    if isinstance(owed, Elapsed):
        yield Step("counted", start, due)
    else:
        yield from _counting(start, due, calendar)


def _waiting(start: datetime, opening: datetime, calendar: Calendar) -> Iterator[Step]:
    """From the start to the opening that begins to count: open time passes, but is not counted."""
    stretches = calendar.openings(start, opening)
    open_at_start = bool(stretches) and stretches[0].opens == start
    end = stretches[0].closes if open_at_start else start
    yield Step("received", start, end if open_at_start else None)
    for opens, closes in stretches[open_at_start:]:
        yield from _closed(end, opens, calendar)
        yield _opens(opens, calendar, closes)
        end = closes
    yield from _closed(end, opening, calendar)


def _counting(start: datetime, due: datetime, calendar: Calendar) -> Iterator[Step]:
    """Open time counted, closed time skipped."""
    end = start
    for opens, closes in calendar.openings(start, due):
        if end < opens:
            yield from _closed(end, opens, calendar)
            yield _opens(opens, calendar)
        yield Step("counted", opens, closes)
        end = closes
    if end < due:  # the same wall-clock position may be an opening
        yield from _closed(end, due, calendar)
        yield _opens(due, calendar)


def _opens(at: datetime, calendar: Calendar, until: datetime | None = None) -> Step:
    day = calendar.day(at.astimezone(calendar.tzinfo).date())
    reason = Reason("exception", day.names) if day.kind == "exception" else None
    return Step("opens", at, until, reason)


def _closed(start: datetime, end: datetime, calendar: Calendar) -> Iterator[Step]:
    """A closed stretch, parted where its reason changes; the morning before opening needs none."""
    parts: list[tuple[datetime, Reason]] = []
    for at, reason in _reasons(start, end, calendar):
        if not parts or parts[-1][1] != reason:
            parts.append((at, reason))
    if len(parts) > 1 and parts[-1][1].why == "hours":
        parts.pop()
    ends = [*(at for at, _ in parts[1:]), end]
    for (at, reason), until in zip(parts, ends, strict=False):
        yield Step("closed", at, until, reason)


def _reasons(
    start: datetime, end: datetime, calendar: Calendar
) -> Iterator[tuple[datetime, Reason]]:
    """Each date of a closed stretch: from when, and why it is closed then."""
    at, day = start, start.astimezone(calendar.tzinfo).date()
    while at < end:
        midnight = instant(utc_of_wall(day_number(day) + 1, 0, calendar.tzinfo))
        if at < midnight:
            yield at, _reason(calendar.day(day))
            at = midnight
        day += timedelta(days=1)


def _reason(day: Day) -> Reason:
    return Reason("hours" if day.openings else day.kind, day.names)
