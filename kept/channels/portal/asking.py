"""From a filled-in form to a ticket."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from kept.channels.portal.models import Sent
from kept.core.mail import Address
from kept.people import customers
from kept.people.models import Customer
from kept.people.sign_in import mailbox
from kept.tickets import actions
from kept.tickets.actions import Done, Draft, File
from kept.tickets.resend import asked_before


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as a visitor sent it. `signed_in`: whose browser it came from, if anybody's."""

    address: Address
    name: str
    subject: str
    text: str
    files: tuple[File, ...]
    nonce: str
    zone: str
    language: str
    product: str
    signed_in: Customer | None

    @property
    def key(self) -> str:
        """Equal only for the same form sent again as it was."""
        files = [hashlib.sha256(file.content).hexdigest() for file in self.files]
        return sending(self.nonce, self.address.key, self.subject, self.text, self.product, *files)


def sending(nonce: str, *said: str) -> str:
    """The key of one sending of a form: its token and all that was in it."""
    return hashlib.sha256("\0".join((nonce, *said)).encode()).hexdigest()[:40]


def ask(asked: Asked, *, at: datetime) -> Sent:
    """Open a ticket, or join the one that asks the same. Exactly once for each sending.

    Whoever is not signed in may write to the desk in anybody's name, as by mail; so nothing here
    shows or changes what is known of a customer, and what is answered goes to their mailbox.
    """
    return once(asked.key, lambda: _ask(asked, at))


def once(key: str, send: Callable[[], Sent]) -> Sent:
    """Do what `send` does and keep what it returns, in one transaction; or return what the same
    sending has left before."""
    try:
        with transaction.atomic():
            sent = send()
            sent.save(force_insert=True)
            return sent
    except IntegrityError:
        twin = sent_before(key)
        if twin is None:
            raise
        return twin


def sent_before(key: str) -> Sent | None:
    """The same sending, if it has arrived."""
    return Sent.objects.filter(pk=key).first()


def _ask(asked: Asked, at: datetime) -> Sent:
    customer = _customer(asked, at)
    draft = Draft(
        kind="customer",
        channel="form",
        text=asked.text,
        subject=asked.subject,
        language=asked.language,
        customer=customer,
        recipient=mailbox(customer, asked.address.key),
        files=asked.files,
    )
    before = asked_before(customer, draft.text, draft.subject, at=at)
    if before is None:
        done = actions.open_ticket(draft, at=at, product=asked.product)
    else:
        done = actions.receive(before, draft, at=at)
    assert isinstance(done, Done), "a request is never refused"
    return Sent(
        key=asked.key, ticket=done.ticket, address=asked.address.email, zone=asked.zone, at=at
    )


def _customer(asked: Asked, at: datetime) -> Customer:
    known = customers.find(asked.address.key)
    if known and known != asked.signed_in:
        return known
    return customers.find_or_add(
        key=asked.address.key,
        email=asked.address.email,
        name=asked.name,
        language=asked.language,
        zone=asked.zone,
        at=at,
    )
