"""Where a mail belongs: which ticket, and whether its sender may speak there.

Rules, strongest first. Only the unguessable reply address proves anything by itself; everything
else counts together with a sender who belongs to the ticket. A stranger who quotes a number or
answers a forwarded mail opens a ticket of their own.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from kept.channels.mail.incoming.trail import Trail, goes_on_as
from kept.core.decide_moves import FLOOD, FLOOD_WITHIN
from kept.core.mail import Hint, Incoming, same_matter, ticket_hint
from kept.people.models import Customer
from kept.tickets.access import writable
from kept.tickets.draft import storable
from kept.tickets.models import Message, Ticket
from kept.tickets.resend import asked_before

_CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class Place:
    """`ticket` None: a new one. `how`: the rule that decided. `related`: the ticket whose thread
    the mail comes from, though it is about another matter. `joined`: it would have opened one more
    ticket of many."""

    ticket: int | None
    how: str
    stranger: bool = False
    related: int | None = None
    joined: bool = False

    @property
    def by_secret(self) -> bool:
        """Whether the mail knew what only who was answered can know."""
        return self.how == "reply_address"


NEW = Place(None, "opened")


def find(incoming: Incoming, customer: Customer, *, known: bool, at: datetime) -> Place:
    """The place of a mail from `customer`; `known`: they have been here before."""
    hint = ticket_hint(incoming)
    stored = (*map(stored_id, hint.message_ids), stored_id(incoming.message_id))
    trail = Trail(hint, stored)
    rules = [_by_token(hint, trail, customer)]
    if known:
        rules += [
            _by_thread(trail, incoming, customer),
            _by_number(hint, customer),
            _by_asking_again(incoming, customer, at),
        ]
    rules.append(_by_copy(trail, incoming))
    if known:
        rules.append(_by_flood(customer, at))
    return next((place for rule in rules for place in rule), _new(trail, customer))


def _new(trail: Trail, customer: Customer) -> Place:
    """A ticket of its own; what it was written in answer to is named beside it."""
    if not trail.named:
        return NEW
    own = set(writable(customer).filter(pk__in=trail.tickets).values_list("pk", flat=True))
    return replace(NEW, related=next((one for one in trail.tickets if one in own), None))


def duplicate(
    incoming: Incoming, customer: Customer, *, doubted: bool = False
) -> tuple[int, int] | None:
    """Ticket and place where this very mail has been before: same id, sender, text and files.

    A program that uses one id for different mails loses none of them. One that only came while its
    sender was in doubt has not been here, unless it is `doubted` again.
    """
    if not incoming.message_id:
        return None
    files = sorted(one.sha256 for one in incoming.attachments)
    known = Message.objects.filter(
        message_id=stored_id(incoming.message_id),
        customer=customer,
        text=storable(incoming.text),
        moved_to=None,
    )
    if not doubted:
        known = known.exclude(stranger=True, authentication__contains="dmarc=fail")
    known = known.prefetch_related("attachments")
    for message in known[:_CANDIDATES]:
        if sorted(one.sha256 for one in message.attachments.all()) == files:
            return message.ticket_id, message.place
    return None


def stored_id(message_id: str) -> str:
    """A Message-ID as rows hold it: its digest where it is longer than they can."""
    if len(message_id) <= 255:
        return message_id
    return hashlib.sha256(message_id.encode("utf-8", "replace")).hexdigest() + "@long"


def _by_token(hint: Hint, trail: Trail, customer: Customer) -> Iterator[Place]:
    """The reply address of the ticket: who knows it was sent it. What answers a message that was
    moved from there goes where that message is."""
    for number, token in hint.tokens:
        ticket = Ticket.objects.filter(pk=number).only("token", "merged_into").first()
        if ticket and secrets.compare_digest(ticket.token, token):
            now = trail.within(number) or goes_on_as(ticket)
            belongs = writable(customer).filter(pk=now).exists()
            yield Place(now, "reply_address", stranger=not belongs)


def _by_thread(trail: Trail, incoming: Incoming, customer: Customer) -> Iterator[Place]:
    """The mail answers one of ours, or one that a ticket of the sender holds."""
    numbers = trail.tickets
    if not numbers:
        return
    mine = set(writable(customer).filter(pk__in=numbers).values_list("pk", flat=True))
    for number in numbers:
        if number in mine and (trail.only_itself(number) or _same_matter(incoming, number)):
            yield Place(number, "thread")


def _same_matter(incoming: Incoming, ticket: int) -> bool:
    """Whether the subject is one of the ticket's, or names its number: a thread's mail to the
    desk's plain address with another subject is a new request (decision 0011)."""
    if f"[#{ticket}]" in incoming.subject:
        return True
    own = Message.objects.filter(ticket=ticket).exclude(subject="")
    known = [*Ticket.objects.filter(pk=ticket).values_list("subject", flat=True),
             *own.values_list("subject", flat=True)[:_CANDIDATES]]  # fmt: skip
    return any(same_matter(incoming.subject, one) for one in known)


def own_subject(incoming: Incoming, ticket: int | None) -> str:
    """The subject of a mail that is written in `ticket` where it says another matter."""
    if ticket is None or _same_matter(incoming, ticket):
        return ""
    return incoming.subject


def _by_number(hint: Hint, customer: Customer) -> Iterator[Place]:
    if not hint.subject_number:
        return
    ticket = Ticket.objects.filter(pk=hint.subject_number).only("merged_into").first()
    if ticket and writable(customer).filter(pk=(number := goes_on_as(ticket))).exists():
        yield Place(number, "number")


def _by_copy(trail: Trail, incoming: Incoming) -> Iterator[Place]:
    """Who was in copy of a ticket's mail answers to all: they are shown there, as a stranger."""
    for number in trail.where_named(incoming.sender.key):
        yield Place(number, "in_copy", stranger=True)


def _by_flood(customer: Customer, at: datetime) -> Iterator[Place]:
    """Beyond so many tickets of one sender within an hour, the next requests join the last."""
    newest = Ticket.objects.filter(customer=customer, channel="mail").order_by("-id")
    opened = list(newest.values_list("pk", "opened_at", "status")[:FLOOD])
    if len(opened) == FLOOD and opened[-1][1] > at - FLOOD_WITHIN:
        last = next((pk for pk, _, status in opened if status != "closed"), opened[0][0])
        yield Place(last, "flood", joined=True)


def _by_asking_again(incoming: Incoming, customer: Customer, at: datetime) -> Iterator[Place]:
    """The same person asks again in a fresh mail."""
    words = incoming.reply_text or incoming.text
    if number := asked_before(customer, words, incoming.subject, at=at):
        yield Place(number, "asked_again")
