"""A promise as one sentence to the customer whom it is owed."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kept.channels.portal.reader import Reader
from kept.core import say, ticket
from kept.core.decide import open_ticket
from kept.core.events import DESK
from kept.core.promises import Edition, derivation_of, unfold
from kept.deadlines.models import Promise
from kept.front.promises import Shown, clause_url
from kept.front.vows import sentence
from kept.people.subscriptions import standing
from kept.record import policy

Owed = Promise | ticket.Promise


@dataclass(frozen=True, slots=True)
class Vow:
    """What `front/vow.html` shows."""

    state: str
    left: float
    sentence: str
    small: str
    clause: str
    clause_url: str


def owed_now(edition: Edition, reader: Reader, product: str) -> ticket.Promise | None:
    """What a request that arrives now would be owed first: the arithmetic of the desk itself."""
    facts = open_ticket(
        customer=0,
        channel="form",
        language=reader.language,
        edition=edition,
        acknowledge=False,
        product=product,
        plan=reader.customer.plan if reader.customer else "",
        subscription=standing(reader.customer) if reader.customer else "",
    )
    _recorded, state = unfold(ticket.Ticket(), facts, reader.now, DESK, edition)
    return ticket.next_owed(ticket.told(state.promises))


def unowed(clause: str, version: int) -> Vow:
    """That a clause owes nothing, and what to do."""
    return Vow(
        state="released",
        left=0.0,
        sentence=_("Your subscription has ended, so we promise no moment for an answer."),
        small=_(
            "Does it run again, or was it a mistake? Tell us here, and what the policy owes counts "
            "for this request too."
        ),
        clause=clause,
        clause_url=clause_url(clause, version),
    )


def vow(promise: Owed, reader: Reader) -> Vow:
    """The sentence for a promise that is still owed, late or not."""
    seen = reader.shown(promise)
    if promise.state == "paused":
        return _on_hold(seen)
    late = promise.state == "broken" or reader.now > promise.due_at
    by = say.by(promise.due_at, reader.zone, reader.now, reader.language)
    return Vow(
        state=seen.state,
        left=seen.left,
        sentence=sentence(promise.kind, by, late=late),
        small=_late(promise, reader) if late else _when(promise, reader),
        clause=seen.clause,
        clause_url=seen.clause_url,
    )


def _on_hold(seen: Shown) -> Vow:
    """Its clock stands still until the customer writes."""
    return Vow(
        state=seen.state,
        left=seen.left,
        sentence=_("On hold: we asked you something, and wait for your answer."),
        small=_("{name}: {left}, once you have written.").format(name=seen.name, left=seen.time),
        clause=seen.clause,
        clause_url=seen.clause_url,
    )


def _when(promise: Owed, reader: Reader) -> str:
    """'Friday 13 November, your time (Paris). 7 h 39 left.'"""
    local = promise.due_at.astimezone(reader.tzinfo).date()
    today = reader.now.astimezone(reader.tzinfo).date()
    day = say.day(local, today, reader.language)
    left = say.left(promise.due_at - reader.now, reader.language)
    said = _("{day}, {place}. {left} left.").format(day=day, place=reader.place, left=left)
    return said[:1].upper() + said[1:]


def _late(promise: Owed, reader: Reader) -> str:
    late = say.left(reader.now - promise.due_at, reader.language)
    said = _("{late} late. Your request goes before the others.").format(late=late)
    return f"{said} {reader.clock}"


def derived(promise: Promise, reader: Reader) -> str:
    """How the due moment came about, in words; '' where nothing needs saying."""
    told = derivation_of(promise, policy.edition(promise.policy).policy)
    if told is None:
        return ""
    return ", ".join(say.derivation(told, reader.zone, reader.language)) + "."
