"""Letters with a link that a customer asks for on these pages."""

from __future__ import annotations

import secrets
from typing import Literal

from kept.channels.portal.reader import Reader
from kept.people.models import Customer
from kept.record.models import OutgoingMail
from kept.tickets.outgoing import message_id


def mail_link(
    purpose: Literal["sign_in", "erase"],
    link: str,
    customer: Customer,
    reader: Reader,
    *,
    to: str = "",
) -> None:
    """Owe the customer the letter with `link`, in the language of the page, to the address that
    the desk knows; `to` another of theirs."""
    OutgoingMail.objects.create(
        key=f"{purpose}:{secrets.token_urlsafe(16)}",
        purpose=purpose,
        facts={"link": link, "language": reader.language, "name": customer.name},
        recipient=to or customer.email,
        message_id=message_id(),
        created_at=reader.now,
        next_at=reader.now,
    )


def masked(email: str) -> str:
    """'c…@example.org': enough to recognise one's own address, too little to learn another's."""
    local, _at, domain = email.rpartition("@")
    return f"{local[:1]}…@{domain}"
