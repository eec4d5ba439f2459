"""What just happened, read from the record: the only database work of the live streams."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import QuerySet

from kept.live import presence
from kept.live.presence import Here
from kept.record.models import Event
from kept.tickets import access

#: Events in one look. What is left is read at once, without waiting. Fewer than may wait for one
#: screen (hub.PATIENCE), so that a burst drops nobody who keeps up.
AT_ONCE = 50
_SAID = ("ReplySent", "NoteWritten")


@dataclass(frozen=True, slots=True)
class Happened:
    """An event, as much of it as a screen needs to know that it is out of date."""

    id: int
    ticket: int
    type: str
    by: str = ""
    readers: frozenset[int] | None = None
    """Who of the team may see the ticket; None: all of them."""


@dataclass(frozen=True, slots=True)
class News:
    """Events after a bookmark, in order, and who is at which ticket now."""

    events: tuple[Happened, ...] = ()
    here: Mapping[int, tuple[Here, ...]] = field(default_factory=dict)


Look = Callable[[int, datetime], News]


def look(after: int, now: datetime) -> News:
    """All events after id `after` (at most AT_ONCE of them). A few small queries, by index; whoever
    has sent their words is written down as writing no more.

    Ids become visible in their order (kept.record.events.append), so a bookmark skips nothing.
    """
    events = _happened(Event.objects.filter(id__gt=after).order_by("id"))
    sent = {(e.ticket, e.by) for e in events if e.type in _SAID and e.by.startswith("staff:")}
    for ticket, by in sent:
        presence.rest(ticket, int(by.removeprefix("staff:")))
    return News(events, presence.here(now))


def missed(after: int, until: int, ticket: int | None) -> tuple[Happened, ...]:
    """What a screen that was away missed: the newest events after `after`, up to and with `until`,
    in order (at most AT_ONCE of them)."""
    rows = Event.objects.filter(id__gt=after, id__lte=until).order_by("-id")
    return _happened(rows if ticket is None else rows.filter(ticket=ticket))[::-1]


def _happened(rows: QuerySet[Event]) -> tuple[Happened, ...]:
    found = [Happened(*row) for row in rows.values_list("id", "ticket", "type", "by")[:AT_ONCE]]
    private = access.readers({one.ticket for one in found}) if found else {}
    return tuple(replace(one, readers=private.get(one.ticket)) for one in found)
