"""Whom of the team a ticket concerns beside who answers it, as rows: a projection of the events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from django.db.models import QuerySet

from kept.core.ticket import Ticket as State
from kept.people.models import Staff
from kept.record import rows
from kept.tickets.models import Concern, Ticket

#: Tickets that are woken, or counted, in one look.
_AT_ONCE: Final = 100
#: The lists of what is new to somebody, and what makes it theirs.
UNREAD: Final = {"mentions": "mentioned", "followed": "follows"}


class Concerned(NamedTuple):
    """What a ticket is to somebody of the team: `unread`, something is new to them."""

    follows: bool
    mentioned: bool
    unread: bool


def project(ticket: int, before: State, after: State) -> None:
    """Bring the rows of a ticket from `before` to `after`, in the caller's transaction."""
    if _told(before) == _told(after):
        return
    was, now = of_state(before), of_state(after)
    rows.insert(
        [
            Concern(ticket_id=ticket, staff_id=who, **concern._asdict())
            for who, concern in now.items()
            if who not in was
        ]
    )
    for who in was.keys() & now.keys():
        if was[who] != now[who]:
            rows.update(Concern, {"ticket": ticket, "staff": who}, **now[who]._asdict())
    if gone := was.keys() - now.keys():
        Concern.objects.filter(ticket=ticket, staff__in=gone).delete()


def _told(state: State) -> tuple[tuple[int, ...], ...]:
    return state.followers, state.mentioned, state.unread


def of_state(state: State) -> dict[int, Concerned]:
    """What the ticket is to each whom it concerns."""
    return {
        who: Concerned(who in state.followers, who in state.mentioned, who in state.unread)
        for who in (*state.followers, *state.mentioned)
    }


def of_tickets(tickets: Iterable[int]) -> Mapping[int, dict[int, Concerned]]:
    """The same of the rows of each ticket, in one query."""
    found: dict[int, dict[int, Concerned]] = defaultdict(dict)
    rows_ = Concern.objects.filter(ticket__in=list(tickets))
    for ticket, staff, *concern in rows_.values_list("ticket_id", "staff_id", *Concerned._fields):
        found[ticket][staff] = Concerned(*concern)
    return found


def unread(staff: Staff, tickets: QuerySet[Ticket]) -> dict[str, int]:
    """In how many of `tickets` something is new to somebody, by the lists of UNREAD: one query."""
    theirs = Concern.objects.filter(staff=staff, unread=True, ticket__in=tickets)
    found = list(theirs.values_list(*UNREAD.values())[:_AT_ONCE])
    return {name: sum(row[place] for row in found) for place, name in enumerate(UNREAD)}


def to_wake(now: datetime) -> list[int]:
    """The tickets that were put away until a moment that has come."""
    due = Ticket.objects.filter(wakes_at__isnull=False, wakes_at__lte=now).order_by("wakes_at")
    return list(due.values_list("pk", flat=True)[:_AT_ONCE])
