"""The Message-IDs of a ticket, so that every mail program shows one conversation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kept.tickets.models import Message, Ticket

_ID = re.compile(r"[^<>\s\x00-\x1f\x7f]+@[^<>\s\x00-\x1f\x7f]+")
_MOST = 20


@dataclass(frozen=True, slots=True)
class Thread:
    """`answered`: the mail that is answered; `references`: those before it, oldest first."""

    answered: str | None
    references: tuple[str, ...]


def of_ticket(ticket: Ticket, *, up_to: int, without: str) -> Thread:
    """The thread as message number `up_to` found it; `without`: the id of the mail to be."""
    said = Message.objects.filter(ticket=ticket, place__lte=up_to, stranger=False)
    said = said.exclude(message_id__in=("", without)).exclude(kind=Message.Kind.NOTE)
    rows = list(said.order_by("place").values_list("kind", "message_id"))
    usable = [(kind, one) for kind, one in rows if _ID.fullmatch(one) and len(one) < 250]
    theirs = [one for kind, one in usable if kind == Message.Kind.CUSTOMER]
    answered = theirs[-1] if theirs else None
    others = [one for _, one in usable if one != answered]
    if len(others) > _MOST:
        others = [others[0], *others[1 - _MOST :]]
    return Thread(answered, tuple(others))
