"""Days that are over, counted once: a projection that `kept check` rebuilds.

The worker counts them and keeps a bookmark in the record. Whoever reads the figures looks past
the bookmark: a day that something happened to since is counted anew from its promises, as is
today. So the figures are those of this moment, whether or not the worker has been here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final

import numpy as np
from django.db import transaction

from kept.core.policy import Policy
from kept.core.report import Days, Key, Tallies, Tally, tallies
from kept.deadlines.models import Promise
from kept.record import events, policy
from kept.record.models import Event
from kept.reports.models import CountedDay, Counter
from kept.reports.record import from_rows, policies

#: The days that are kept counted, today apart.
KEPT: Final = 90
#: Days that one step counts: on SQLite nobody else writes meanwhile.
STEP: Final = 5
#: So many events since the bookmark are looked at one by one; after more, every day is counted.
_MANY: Final = 20_000
_STORED: Final = "<i8"


def of(days: Days, current: Policy, known: Mapping[int, Policy]) -> dict[Key, Tally]:
    """What became of the promises that fell due in `days`, as of now."""
    zone = current.calendar.zone
    touched = _touched(_bookmark(), current)
    counted = CountedDay.objects.filter(day__gte=days.dates[0], day__lt=days.dates[-1], zone=zone)
    fresh = [] if touched is None else [row for row in counted if row.day not in touched]
    found = {key: tally for row in fresh for key, tally in _stored(row)}
    missing = sorted(set(days.dates) - {row.day for row in fresh})
    return found | _counted(missing, current, known, days.end)


def catch_up(at: datetime) -> int:
    """Count some of the days before the day of `at` that are not, the newest first; how many.

    At least once, in one transaction with the bookmark: run again after a crash, or by two workers,
    it does the same. Nothing is left to count when it returns 0.
    """
    current = policy.in_force(at).policy
    dates = Days.last(current, KEPT + 1, at).dates[:-1]
    with transaction.atomic():
        Counter.objects.get_or_create(pk=1)
        bookmark = Counter.objects.select_for_update().get(pk=1)
        newest = events.newest()
        touched = _touched(bookmark.event, current)
        stale = CountedDay.objects.exclude(zone=current.calendar.zone)
        stale |= CountedDay.objects.filter(day__lt=dates[0])
        if touched is None:
            stale = CountedDay.objects.all()
        else:
            stale |= CountedDay.objects.filter(day__in=touched)
        stale.delete()
        present = set(CountedDay.objects.values_list("day", flat=True))
        missing = [day for day in dates if day not in present][-STEP:]
        _store(missing, _counted(missing, current, policies(), at), current.calendar.zone)
        if bookmark.event != newest:
            Counter.objects.filter(pk=1).update(event=newest)
    return len(missing)


def differences(at: datetime) -> Iterator[str]:
    """One sentence for each counted day that is not what its promises say; none is good."""
    current, known = policy.in_force(at).policy, policies()
    touched = _touched(_bookmark(), current)
    for row in CountedDay.objects.filter(zone=current.calendar.zone).order_by("day"):
        if touched is None or row.day in touched:
            continue  # to be counted anew, which whoever reads it does
        expected = _as_stored(_counted([row.day], current, known, at))
        if expected != (row.tallies, bytes(row.taken)):
            yield f"The figures of {row.day} are {row.tallies}, its promises say {expected[0]}."


def _bookmark() -> int:
    return Counter.objects.values_list("event", flat=True).first() or 0


def _touched(bookmark: int, current: Policy) -> set[date] | None:
    """The days to which something happened after the bookmark; None: it may be any."""
    if not bookmark:
        return None
    news = Event.objects.filter(pk__gt=bookmark, type__startswith="Promise")
    tickets = list(news.values_list("ticket", flat=True)[: _MANY + 1])
    if len(tickets) > _MANY:
        return None
    due: set[date] = set()
    zone = current.calendar.tzinfo
    for some in _in_parts(sorted(set(tickets))):
        moments = Promise.objects.filter(ticket__in=some).values_list("due_at", flat=True)
        due |= {at.astimezone(zone).date() for at in moments}
    return due


def _in_parts(tickets: list[int], size: int = 900) -> Iterator[list[int]]:
    """SQLite takes only so many values at once."""
    return (tickets[start : start + size] for start in range(0, len(tickets), size))


def _counted(
    missing: Iterable[date], current: Policy, known: Mapping[int, Policy], until: datetime
) -> dict[Key, Tally]:
    """Count days from their promises: one query for each row of days without a gap."""
    found: dict[Key, Tally] = {}
    for dates in _without_gaps(missing):
        days = Days(current.calendar, dates, until)
        found |= tallies(from_rows(days.begin, days.end), known, days)
    return found


def _without_gaps(days: Iterable[date]) -> Iterator[list[date]]:
    numbered = enumerate(sorted(days))
    for _start, group in groupby(numbered, key=lambda one: one[1] - timedelta(days=one[0])):
        yield [day for _place, day in group]


def _store(days: Iterable[date], found: Tallies, zone: str) -> None:
    by_day: dict[date, dict[Key, Tally]] = {day: {} for day in days}
    for key, tally in found.items():
        by_day[key.day][key] = tally
    rows = [(day, *_as_stored(of_day)) for day, of_day in by_day.items()]
    CountedDay.objects.bulk_create(
        CountedDay(day=day, zone=zone, tallies=told, taken=taken) for day, told, taken in rows
    )


def _as_stored(found: Tallies) -> tuple[list[list[str | int]], bytes]:
    in_order = sorted(found.items(), key=lambda one: one[0])
    told: list[list[str | int]] = [
        [key.rule, key.policy, one.kept, one.broken, one.released, len(one.taken)]
        for key, one in in_order
    ]
    return told, b"".join(one.taken.astype(_STORED).tobytes() for _key, one in in_order)


def _stored(row: CountedDay) -> Iterator[tuple[Key, Tally]]:
    taken = np.frombuffer(bytes(row.taken), _STORED).astype(np.int64)
    place = 0
    for rule, version, kept, broken, released, length in row.tallies:
        times = taken[place : place + length]
        place += length
        yield Key(row.day, rule, version), Tally(kept, broken, released, times)
