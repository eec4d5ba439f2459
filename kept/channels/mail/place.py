"""Where a mail belongs: which ticket, and whether its sender may speak there.

Rules, strongest first. Only the unguessable reply address proves anything by itself; everything
else counts together with a sender who belongs to the ticket. A stranger who quotes a number or
answers a forwarded mail opens a ticket of their own.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from kept.core.mail import Hint, Incoming, ticket_hint
from kept.people.models import Customer
from kept.record.models import OutgoingMail
from kept.tickets.access import writable
from kept.tickets.draft import storable
from kept.tickets.models import Message, Ticket
from kept.tickets.resend import asked_before

_CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class Place:
    """`ticket` None: a new one. `how`: the rule that decided."""

    ticket: int | None
    how: str
    stranger: bool = False


NEW = Place(None, "opened")


def find(incoming: Incoming, customer: Customer, *, known: bool, at: datetime) -> Place:
    """The place of a mail from `customer`; `known`: they have been here before."""
    hint = ticket_hint(incoming)
    rules = [_by_token(hint, customer)]
    if known:
        rules += [
            _by_thread(hint, incoming, customer),
            _by_number(hint, customer),
            _by_asking_again(incoming, customer, at),
        ]
    return next((place for rule in rules for place in rule), NEW)


def duplicate(incoming: Incoming, customer: Customer) -> tuple[int, int] | None:
    """Ticket and place where this very mail has been before: same id, sender, text and files.

    A program that uses one id for different mails loses none of them.
    """
    if not incoming.message_id:
        return None
    files = sorted(one.sha256 for one in incoming.attachments)
    known = Message.objects.filter(
        message_id=stored_id(incoming.message_id), customer=customer, text=storable(incoming.text)
    ).prefetch_related("attachments")
    for message in known[:_CANDIDATES]:
        if sorted(one.sha256 for one in message.attachments.all()) == files:
            return message.ticket_id, message.place
    return None


def stored_id(message_id: str) -> str:
    """A Message-ID as rows hold it: its digest where it is longer than they can."""
    if len(message_id) <= 255:
        return message_id
    return hashlib.sha256(message_id.encode("utf-8", "replace")).hexdigest() + "@long"


def _by_token(hint: Hint, customer: Customer) -> Iterator[Place]:
    """The reply address of the ticket: who knows it was sent it."""
    for number, token in hint.tokens:
        ticket = Ticket.objects.filter(pk=number).only("token").first()
        if ticket and secrets.compare_digest(ticket.token, token):
            belongs = writable(customer).filter(pk=number).exists()
            yield Place(number, "reply_address", stranger=not belongs)


def _by_thread(hint: Hint, incoming: Incoming, customer: Customer) -> Iterator[Place]:
    """The mail answers one of ours, or one that a ticket of the sender holds."""
    ids = [stored_id(one) for one in (*hint.message_ids, incoming.message_id) if one]
    if not ids:
        return
    ours = OutgoingMail.objects.filter(message_id__in=ids, ticket__isnull=False)
    theirs = Message.objects.filter(message_id__in=ids)
    known = [
        *ours.values_list("message_id", "ticket"),
        *theirs.values_list("message_id", "ticket_id"),
    ]
    own = writable(customer).filter(pk__in={ticket for _, ticket in known})
    mine = set(own.values_list("pk", flat=True)) if known else ()
    # nearest first; one id may stand in several tickets, for anybody can write any id
    numbers = (ticket for one in ids for id_, ticket in known if id_ == one)
    yield from (Place(number, "thread") for number in numbers if number in mine)


def _by_number(hint: Hint, customer: Customer) -> Iterator[Place]:
    number = hint.subject_number
    if number and writable(customer).filter(pk=number).exists():
        yield Place(number, "number")


def _by_asking_again(incoming: Incoming, customer: Customer, at: datetime) -> Iterator[Place]:
    """The same person asks again in a fresh mail."""
    words = incoming.reply_text or incoming.text
    if number := asked_before(customer, words, incoming.subject, at=at):
        yield Place(number, "asked_again")
