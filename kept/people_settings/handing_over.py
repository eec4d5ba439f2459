"""Open tickets of somebody who leaves: to one colleague, or back to everybody."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from kept.core.decide import Refused
from kept.core.events import Actor
from kept.people.models import Staff
from kept.record import audit
from kept.tickets import access, actions
from kept.tickets.models import Ticket

_OPEN: Final = ("open", "waiting")


def open_tickets(person: Staff) -> QuerySet[Ticket]:
    """The tickets that `person` may see and that are not settled."""
    return access.tickets(person).filter(status__in=_OPEN)


def held(of: Staff, *, by: Staff) -> int:
    """How many open tickets somebody answers for."""
    return open_tickets(by).filter(assignee=of).count()


def hand_over(of: Staff, to: Staff | None, *, by: Staff, at: datetime) -> int:
    """Let `to` answer for all that `of` had open; None: nobody does. How many moved.

    Each ticket is a change of its own, as by hand. Whoever is stopped in between does it again:
    what has moved does not move twice.
    """
    numbers = list(open_tickets(by).filter(assignee=of).order_by("pk").values_list("pk", flat=True))
    done = (actions.assign(number, to, by=by, at=at) for number in numbers)
    moved = sum(not isinstance(one, Refused) for one in done)
    if moved:
        facts = {"tickets": moved} | ({"to": to.pk} if to else {})
        about = Actor("staff", of.pk)
        audit.note("handed_over", by=Actor("staff", by.pk), about=about, at=at, **facts)
    return moved
