"""A mail as a message to be: whose it is, what it says, where answers go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from kept.channels.mail.incoming import place
from kept.channels.mail.spool import Spooled
from kept.core.mail import Address, Incoming, beside, notices, plain_to_html, ticket_hint
from kept.core.mail.authentication import NOBODY, UNKNOWN, Authentication
from kept.mailboxes.directory import Directory
from kept.people import customers
from kept.people.models import Customer
from kept.record import policy
from kept.tickets.actions import Draft, File

LONGEST_ADDRESS = 254
_FARTHEST = timedelta(hours=14)


def customer_of(incoming: Incoming) -> tuple[Customer, bool]:
    """The customer behind the sender, and whether the desk knew them before."""
    sender, now = incoming.sender, timezone.now()
    customer = customers.find_or_add(
        key=sender.key,
        email=sender.email,
        name=sender.name[:200],
        language=incoming.language[:8],
        zone=zone(incoming.utc_offset),
        at=now,
    )
    return customer, customer.created_at != now


def zone(offset: timedelta | None) -> str:
    """Where the sender's clock stands, as '+01:00'. Zero says nothing: many servers write it."""
    if not offset or abs(offset) > _FARTHEST or offset % timedelta(minutes=15):
        return ""
    minutes = int(abs(offset) / timedelta(minutes=1))
    return f"{'-' if offset < timedelta() else '+'}{minutes // 60:02}:{minutes % 60:02}"


def addressed(incoming: Incoming) -> Iterator[str]:
    """Whom the mail was written to, before where it was carried: a mailbox that others are
    forwarded to is not where the customer wrote."""
    yield from (one.email for one in (*incoming.to, *incoming.cc))
    yield from incoming.delivered_to


def draft_of(
    mail: Spooled,
    incoming: Incoming,
    house: Directory,
    customer: Customer,
    *,
    sender: Authentication = UNKNOWN,
    stranger: bool = False,
    doubted: bool = False,
    believed: bool = True,
    own_subject: str = "",
) -> Draft:
    """A `doubted` mail is a stranger's for as long as nobody vouches for it. Answers to a mail
    that failed, or is not `believed`, go to whom it names, never to where it wants them."""
    trusted = believed and not sender.failed
    wanted = answer_to(incoming, house) if trusted else incoming.sender
    language = incoming.language or customer.language or policy.in_force().policy.original
    more = beside(incoming, settings.DESK.zone, language)
    return Draft(
        kind="customer",
        channel="mail",
        text=incoming.text,
        said="\n\n".join(filter(None, (incoming.reply_text, more))),
        html="\n<hr>\n".join(filter(None, (incoming.html, incoming.html and plain_to_html(more)))),
        subject=incoming.subject,
        language=language[:8],
        customer=customer,
        stranger=stranger or doubted,
        doubted=doubted,
        authentication="" if sender.by == NOBODY else sender.line,
        message_id=place.stored_id(incoming.message_id),
        received=mail.id,
        recipient=wanted.email,
        cc=others(incoming, house),
        own_subject=own_subject,
        notices=notices(incoming),
        files=files_of(incoming),
    )


def others(incoming: Incoming, house: Directory) -> tuple[tuple[str, str], ...]:
    """Whom the sender wrote to beside the desk: name and address, each once."""
    found = {
        one.key: (one.name, one.email)
        for one in (*incoming.to, *incoming.cc)
        if one.key != incoming.sender.key
        and "@" in one.key
        and len(one.email) <= LONGEST_ADDRESS
        and not house.of(one.email)
    }
    return tuple(found.values())


def files_of(incoming: Incoming) -> tuple[File, ...]:
    return tuple(
        File(one.name, one.type, one.content, one.inline, one.cid or "")
        for one in incoming.attachments
    )


def answer_to(incoming: Incoming, house: Directory) -> Address:
    """Where the sender wants answers: never to ourselves, never beyond what a row holds."""
    wanted = incoming.reply_to
    if wanted is None or house.of(wanted.email) or len(wanted.email) > LONGEST_ADDRESS:
        return incoming.sender
    return wanted


def for_the_desk(incoming: Incoming, house: Directory) -> bool:
    """Whether somebody wrote to the desk itself, through whatever list or campaign program."""
    named = any(house.of(address.email) for address in (*incoming.to, *incoming.cc))
    return named or bool(ticket_hint(incoming).tokens)
