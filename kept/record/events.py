"""Append events and read them back: the record itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import connection

from kept.core.event_json import from_json, to_json
from kept.core.events import DESK, Actor, CopyFailed, DeliveryFailed, PromiseReleased, Recorded
from kept.core.events import Event as AnEvent
from kept.record import rows
from kept.record.models import Event
from kept.record.questions import Columns, Given, question

# One key for the whole desk: whoever holds it appends, so ids become visible in their order.
_APPENDING = 0x4B657074


def append(ticket: int, recorded: Sequence[Recorded]) -> list[int]:
    """Write events of a ticket in the transaction that makes them true; their ids, in order.

    Guarantee: a reader that has seen id N will never find a smaller id later. SQLite has one
    writer; on PostgreSQL a sequence alone would let a slow transaction appear late, so appending
    is serialised by an advisory lock that the commit releases.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("events are appended in the transaction that makes them true")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_APPENDING])
    new = [
        Event(
            ticket=ticket,
            at=one.at,
            by=str(one.by),
            type=type(one.event).__name__,
            data=to_json(one.event),
        )
        for one in recorded
    ]
    rows.insert(new)
    return [row.id for row in new]


def history(ticket: int) -> list[Recorded]:
    """All that happened on a ticket, in order."""
    return [_recorded(*row) for row in _history(ticket)]


@question
def _history(ticket: Given) -> Columns:
    events = Event.objects.filter(ticket=ticket).order_by("id")
    return events.values_list("type", "data", "at", "by")


def newest() -> int:
    """The id of the event that was appended last; 0 before anything happened."""
    return next((number for (number,) in _newest()), 0)


@question
def _newest() -> Columns:
    return Event.objects.order_by("-id").values_list("id")[:1]


def histories(tickets: Iterable[int]) -> Iterator[tuple[int, list[Recorded]]]:
    """The history of each ticket of `tickets` that has one, in one query."""
    rows = Event.objects.filter(ticket__in=list(tickets)).order_by("ticket", "id")
    current: int | None = None
    told: list[Recorded] = []
    columns = rows.values_list("ticket", "type", "data", "at", "by")
    for ticket, type_, data, at, by in columns.iterator():
        if ticket != current:
            if current is not None:
                yield current, told
            current, told = ticket, []
        told.append(_recorded(type_, data, at, by))
    if current is not None:
        yield current, told


def of_type(kind: type[AnEvent], tickets: Iterable[int]) -> set[int]:
    """Those of `tickets` on which an event of this kind is recorded, in one query."""
    found = Event.objects.filter(ticket__in=list(tickets), type=kind.__name__)
    return set(found.values_list("ticket", flat=True))


#: The events that hold words: a mail server's, and a person's of the team (decision 0001).
_WORDED = ("DeliveryFailed", "CopyFailed", "PromiseReleased")
#: By the desk itself it holds none but, in early records, a sentence of the desk's own.
_OURS = "PromiseReleased"


def reword(ticket: int, said: Callable[[str], str]) -> None:
    """Let the words in the events of a ticket be what `said` makes of them, because somebody is to
    be forgotten. Nothing else of an event is ever changed."""
    held = Event.objects.filter(ticket=ticket, type__in=_WORDED).exclude(by=str(DESK), type=_OURS)
    for row in held.order_by("id"):
        event = from_json(row.type, row.data)
        assert isinstance(event, DeliveryFailed | CopyFailed | PromiseReleased)
        if (words := said(event.reason)) != event.reason:
            Event.objects.filter(pk=row.pk).update(data=to_json(replace(event, reason=words)))


def _recorded(type_: str, data: str, at: datetime, by: str) -> Recorded:
    return Recorded(from_json(type_, data), at, Actor.parse(by))
