"""From a filled-in reply to a message in the request."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from kept.channels.portal.asking import once, sending
from kept.channels.portal.models import Sent
from kept.channels.portal.reader import Reader
from kept.people.models import Customer
from kept.tickets import actions
from kept.tickets.actions import Done, Draft, File
from kept.tickets.models import Ticket


def answer(
    ticket: Ticket,
    customer: Customer,
    text: str,
    files: Sequence[File],
    nonce: str,
    reader: Reader,
) -> int:
    """Add the customer's message; the number of the request where it stands, which is a new one
    where this one was settled too long ago. Exactly once for each sending of the form."""
    contents = [hashlib.sha256(file.content).hexdigest() for file in files]
    key = sending(nonce, str(ticket.number), str(customer.pk), text, *contents)
    draft = Draft(
        kind="customer",
        channel="portal",
        text=text,
        language=reader.language,
        customer=customer,
        recipient=customer.email,
        files=tuple(files),
    )

    def send() -> Sent:
        done = actions.receive(ticket.number, draft, at=reader.now)
        assert isinstance(done, Done), "a customer's message is never declined"
        return Sent(
            key=key, ticket=done.ticket, address=customer.email, zone=reader.zone, at=reader.now
        )

    return once(key, send).ticket
