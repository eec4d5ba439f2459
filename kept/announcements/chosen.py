"""Which copies go next: those that are due, whose reader stayed, and that the pace allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kept.announcements.models import Announcement, Copy, Subscriber
from kept.announcements.pace import Pace

_OF_SUBSCRIBER: Final = ("address", "domain", "token", "language", "state")


@dataclass(frozen=True, slots=True)
class Row:
    """A copy with what its letter needs."""

    id: int
    subscriber: int
    address: str
    domain: str
    token: str
    language: str
    state: str


def chosen(
    announcement: Announcement, pace: Pace, *, now: datetime, ticks: float, most: int
) -> list[Row]:
    """At most so many copies that may go at `now`; `ticks` is the same moment on the clock of the
    pace, in seconds. Who left since the sending began is skipped for good."""
    rows = _who_stayed(_waiting(announcement, now, pace.full(ticks), 2 * most))
    places = pace.chosen((row.domain for row in rows), ticks)
    return [rows[place] for place in places[:most]]


def _waiting(
    announcement: Announcement, now: datetime, full: Sequence[str], most: int
) -> list[Row]:
    rows = Copy.objects.filter(
        announcement=announcement, state=Copy.State.WAITING, next_at__lte=now
    )
    if full:
        rows = rows.exclude(subscriber__domain__in=full)
    columns = ("id", "subscriber_id", *(f"subscriber__{name}" for name in _OF_SUBSCRIBER))
    return [Row(*row) for row in rows.order_by("id").values_list(*columns)[:most]]


def _who_stayed(rows: Sequence[Row]) -> list[Row]:
    left = [row.id for row in rows if row.state != Subscriber.State.CONFIRMED]
    if left:
        Copy.objects.filter(pk__in=left, state=Copy.State.WAITING).update(state=Copy.State.SKIPPED)
    return [row for row in rows if row.state == Subscriber.State.CONFIRMED]
