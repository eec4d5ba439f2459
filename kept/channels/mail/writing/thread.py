"""The Message-IDs of a ticket, so that every mail program shows one conversation."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from kept.tickets.models import Message

_ID = re.compile(r"[^<>\s\x00-\x1f\x7f]+@[^<>\s\x00-\x1f\x7f]+")
_MOST = 20


@dataclass(frozen=True, slots=True)
class Thread:
    """`answered`: the mail that is answered; `references`: those before it, oldest first."""

    answered: str | None
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One mail of a ticket: whose it is, and its Message-ID."""

    place: int
    kind: str
    message_id: str


def said_in(tickets: Collection[int]) -> dict[int, list[Said]]:
    """The mails of each ticket that others may name, in their order, in one query."""
    rows = Message.objects.filter(ticket__in=tickets, stranger=False, moved_to=None)
    rows = rows.exclude(message_id="")
    rows = rows.exclude(kind=Message.Kind.NOTE).exclude(withdrawn=True).order_by("ticket", "place")
    found: dict[int, list[Said]] = {ticket: [] for ticket in tickets}
    for ticket, place, kind, message_id in rows.values_list(
        "ticket", "place", "kind", "message_id"
    ):
        found[ticket].append(Said(place, kind, message_id))
    return found


def up_to(said: Iterable[Said], *, place: int, without: str) -> Thread:
    """The thread as message number `place` found it; `without`: the id of the mail to be."""
    usable = [one for one in said if one.place <= place and _is_usable(one.message_id, without)]
    theirs = [one.message_id for one in usable if one.kind == Message.Kind.CUSTOMER]
    answered = theirs[-1] if theirs else None
    others = [one.message_id for one in usable if one.message_id != answered]
    if len(others) > _MOST:
        others = [others[0], *others[1 - _MOST :]]
    return Thread(answered, tuple(others))


def _is_usable(message_id: str, without: str) -> bool:
    return message_id != without and len(message_id) < 250 and bool(_ID.fullmatch(message_id))
