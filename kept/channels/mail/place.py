"""Where a mail belongs: which ticket, and whether its sender may speak there.

Rules, strongest first. Only the unguessable reply address proves anything by itself; everything
else counts together with a sender who belongs to the ticket. A stranger who quotes a number or
answers a forwarded mail opens a ticket of their own.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from kept.core.mail import Hint, Incoming, ticket_hint
from kept.core.promises.clock import resendable
from kept.core.ticket import fold
from kept.people.models import Customer
from kept.record import events, policy
from kept.record.models import OutgoingMail
from kept.tickets.access import belongs
from kept.tickets.draft import fingerprint, storable
from kept.tickets.models import Message, Ticket

_REPLY_MARK = re.compile(
    r"\s*(?:(?:re|fw|fwd|tr|rép|rep|aw|wg|sv|antw|vs|ref)\s*(?:\[\d+\])?\s*:|\[#\d+\])\s*", re.I
)
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
        rules += [_by_thread(hint, incoming, customer), _by_number(hint, customer)]
        rules.append(_by_asking_again(incoming, customer, at))
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
        ticket = Ticket.objects.filter(pk=number).only("token", "customer_id").first()
        if ticket and secrets.compare_digest(ticket.token, token):
            yield Place(number, "reply_address", stranger=not belongs(customer, ticket))


def _by_thread(hint: Hint, incoming: Incoming, customer: Customer) -> Iterator[Place]:
    """The mail answers one of ours, or one that a ticket of the sender holds."""
    ids = [stored_id(one) for one in (*hint.message_ids, incoming.message_id) if one]
    if not ids:
        return
    ours = OutgoingMail.objects.filter(message_id__in=ids, ticket__isnull=False)
    theirs = Message.objects.filter(message_id__in=ids)
    numbers = dict(ours.values_list("message_id", "ticket"))
    numbers |= dict(theirs.values_list("message_id", "ticket_id"))
    for one in ids:
        number = numbers.get(one)
        if number and _welcome(customer, number):
            yield Place(number, "thread")


def _by_number(hint: Hint, customer: Customer) -> Iterator[Place]:
    if hint.subject_number and _welcome(customer, hint.subject_number):
        yield Place(hint.subject_number, "number")


def _welcome(customer: Customer, number: int) -> bool:
    ticket = Ticket.objects.filter(pk=number).only("customer_id").first()
    return ticket is not None and belongs(customer, ticket)


def _by_asking_again(incoming: Incoming, customer: Customer, at: datetime) -> Iterator[Place]:
    """The same person asks again in a fresh mail (PROMISES.md 18): the same words at any time,
    or the same subject once the policy's waiting time is over."""
    open_ones = (
        Ticket.objects.filter(customer=customer, unanswered_since__isnull=False)
        .exclude(status__in=("solved", "closed"))
        .order_by("-id")
        .values_list("pk", "subject", "policy")[:_CANDIDATES]
    )
    waiting = {number: (subject, version) for number, subject, version in open_ones}
    if not waiting:
        return
    if said := fingerprint(incoming.reply_text or incoming.text):
        same = Message.objects.filter(
            ticket__in=waiting, kind=Message.Kind.CUSTOMER, customer=customer, fingerprint=said
        )
        for number in same.order_by("-ticket_id").values_list("ticket_id", flat=True)[:1]:
            yield Place(number, "asked_again")
    about = bare_subject(incoming.subject)
    for number, (subject, version) in waiting.items():
        if about and about == bare_subject(subject):
            state = fold(events.history(number))
            if resendable(state, at, policy.edition(version)):
                yield Place(number, "asked_again")


def bare_subject(subject: str) -> str:
    """The subject without reply marks and ticket numbers, for comparison."""
    rest = subject
    while (found := _REPLY_MARK.match(rest)) and found.end():
        rest = rest[found.end() :]
    return " ".join(rest.casefold().split())
