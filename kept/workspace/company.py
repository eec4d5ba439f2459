"""Who takes part in a ticket beside its customer, who could, whom mail does not reach; and which
other tickets belong to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from kept.core import events as e
from kept.core.events import Recorded
from kept.front.addresses import address
from kept.people.models import Address, Customer
from kept.record.questions import Columns, Given, question
from kept.tickets import access
from kept.workspace.reader import Reader
from kept.workspace.scene import Scene

_MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody beside the customer: `number` is theirs, where the desk knows them. `reads`: all of
    the ticket, on their own pages."""

    number: int
    name: str
    email: str
    undelivered: str = ""
    reads: bool = True

    @property
    def words(self) -> str:
        named = self.name and self.name != self.email
        return f"{self.name} <{self.email}>" if named else self.email


def involved(history: Iterable[Recorded]) -> set[int]:
    """Everybody who was ever let in, taken out, or sent a copy."""
    about = (e.LetIn, e.TakenOut, e.CopyFailed)
    return {one.event.customer for one in history if isinstance(one.event, about)}


def names(history: Iterable[Recorded]) -> dict[int, str]:
    """What they are called. No question where nobody was involved."""
    known = involved(history)
    return {one.pk: str(one) for one in Customer.objects.filter(pk__in=known)} if known else {}


def people(scene: Scene) -> dict[str, object]:
    """What `workspace/people.html` and `workspace/copies.html` show."""
    marks = _marks(scene)
    inside = [
        Person(who.pk, who.name, who.email, marks.get(who.email.lower(), ""),
               who.pk in scene.state.readers)
        for who in Customer.objects.filter(pk__in=scene.state.participants).order_by("pk")
    ] if scene.state.participants else []  # fmt: skip
    own = {scene.ticket.customer.email.lower(), *(one.email.lower() for one in inside)}
    to = _answered(scene)
    return {
        "inside": inside,
        "outside": list(_outside(scene, own).values())[:_MOST],
        "unreached": marks.get(to.lower(), ""),
        "unreached_at": to,
    }


def _answered(scene: Scene) -> str:
    """Where the reply goes."""
    own = scene.ticket.customer
    theirs = (one for one in reversed(scene.messages) if one.email == own.email)
    return next((one.answer_to for one in theirs if one.answer_to), "") or own.email


def _marks(scene: Scene) -> Mapping[str, str]:
    """Since when mail to the ticket's people comes back, in words, by address. One question."""
    rows = _undeliverable(scene.ticket.customer_id, *scene.state.participants)
    return {key: _since(at, why, scene.reader) for key, at, why in rows}


@question
def _undeliverable(*customers: Given) -> Columns:
    theirs = reduce(or_, (Q(customer=one) for one in customers))
    marked = Address.objects.filter(theirs, undeliverable_at__isnull=False)
    return marked.values_list("key", "undeliverable_at", "undeliverable_why")


def _since(at: datetime | None, why: str, reader: Reader) -> str:
    said = _("comes back since %(moment)s: %(why)s") if why else _("comes back since %(moment)s")
    return said % {"moment": reader.moment(at) if at else "", "why": why}


def _outside(scene: Scene, own: set[str]) -> dict[str, Person]:
    """Who wrote here without being let in, and whom the customer's mails were also sent to."""
    found = {
        one.email.lower(): Person(0, one.name, one.email)
        for one in scene.messages
        if one.kind == "customer" and one.stranger and one.email.lower() not in own
    }
    for one in scene.messages:
        for name, email in one.cc if one.kind == "customer" else ():
            if email.lower() not in own:
                found.setdefault(email.lower(), Person(0, name, email))
    return found


def moves(scene: Scene) -> dict[str, object]:
    """What `workspace/moves.html` shows: the links of a ticket, and merges to undo."""
    links = scene.state.links
    seen = access.tickets(scene.reader.staff)
    linked = seen.filter(pk__in=links).order_by("pk") if links else ()
    merged = scene.state.before is not None
    took = [one.event.ticket for one in scene.history if isinstance(one.event, e.TookIn)]
    return {
        "links": [
            {
                "number": one.pk,
                "url": address("ticket", one.pk),
                "words": f"#{one.pk} {one.subject or _('(no subject)')}",
            }
            for one in linked
        ],
        "undoable": took[-1] if merged and took and scene.ticket.merged_into_id is None else None,
    }
