"""Messages of a ticket that are another request become a ticket of their own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from kept.core import decide, decide_moves
from kept.core import events as e
from kept.core.decide import Refused
from kept.core.decide_moves import Written
from kept.core.events import Actor, Recorded, TicketOpened
from kept.core.promises import Edition
from kept.core.ticket import Ticket as State
from kept.core.ticket import fold
from kept.people.models import Customer, Staff
from kept.people.subscriptions import standing
from kept.record import events, policy
from kept.tickets import elsewhere
from kept.tickets.draft import preview
from kept.tickets.models import Message, Ticket
from kept.tickets.write import Done, change, create_lived


def split(
    ticket: int, messages: Collection[int], *, subject: str, by: Staff, at: datetime
) -> Done | Refused:
    """Make `messages`, by their places, a new ticket of who wrote the first of them; the answer
    names it. What is owed for it counts from that message (PROMISES.md 15).

    Nobody is written to. Later answers to these messages go to the new ticket, and all others to
    the old one.
    """
    with transaction.atomic():
        row = Ticket.objects.select_for_update().get(pk=ticket)
        said = elsewhere.standing(ticket)
        if refused := decide_moves.may_split(said, messages, elsewhere.gone(ticket)):
            return refused
        chosen = decide_moves.order(said, messages)
        state = fold(events.history(ticket))
        done = _opened(state, row, chosen, subject.strip() or row.subject, by, at)
        left = _left(ticket, done.ticket, messages, by, at)
        if isinstance(left, Refused):
            transaction.set_rollback(True)
            return left
        places = {one.place: place for place, one in enumerate(chosen, start=1)}
        elsewhere.move(ticket, done.ticket, places)
        own = Message.objects.filter(ticket=done.ticket, customer=chosen[0].by.id)
        own.update(stranger=False, doubted=False)
        Ticket.objects.filter(pk=ticket).update(preview=_preview(ticket))
        return done


def _opened(
    state: State, row: Ticket, chosen: Sequence[Written], subject: str, by: Staff, at: datetime
) -> Done:
    first = chosen[0]
    edition = policy.in_force(first.at)
    who = Actor("staff", by.pk)
    opened = _opening(state, first, edition)
    facts = decide_moves.split_off(state, opened, chosen, at=at, by=who)
    moved = tuple(e.Moved(was=one.place, place=n) for n, one in enumerate(chosen, start=1))
    facts.append(Recorded(e.SplitOff(ticket=row.number, messages=moved), at, who))
    said = _words(row.number, [one.place for one in chosen if one.kind == "customer"])
    return create_lived(facts, edition, subject=subject, preview=preview(said))


def _opening(state: State, first: Written, edition: Edition) -> TicketOpened:
    """The request as if it had come by itself; what the old ticket is known by, it is too."""
    customer = Customer.objects.get(pk=first.by.id or 0)
    own = customer.pk == state.customer
    opened = decide.open_ticket(
        customer=customer.pk,
        channel=first.channel,
        language=first.language or state.language,
        edition=edition,
        acknowledge=False,
        product=state.product,
        plan=state.plan if own else customer.plan,
        priority=state.priority,
        team=state.team,
        mailbox=state.mailbox,
        subscription=standing(customer),
    )[0]
    assert isinstance(opened, TicketOpened)
    return opened


def _left(
    ticket: int, new: int, messages: Collection[int], by: Staff, at: datetime
) -> Done | Refused:
    return change(
        ticket,
        lambda state, edition: decide_moves.moved_to(state, new, messages),
        at=at,
        by=Actor("staff", by.pk),
    )


def _words(ticket: int, places: Collection[int]) -> str:
    last = Message.objects.filter(ticket=ticket, place__in=places).order_by("-place").first()
    return (last.said or last.text) if last else ""


def _preview(ticket: int) -> str:
    said = Message.objects.filter(ticket=ticket, kind=Message.Kind.CUSTOMER, stranger=False)
    last = said.filter(moved_to=None).order_by("-place").first()
    return preview(last.said or last.text) if last else ""
