"""Mails of the team's own people: what they pass on, and what they answer from their own program.

A colleague's reply address is theirs alone and no customer ever sees it. With it, their mail is
their reply; without it, anybody could have written in their name, so it is set aside and shown,
never sent and never taken for a customer's.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.conf import settings
from django.db.models import QuerySet

from kept.channels.mail.incoming.drafting import addressed, files_of
from kept.channels.mail.incoming.outcome import Outcome, State
from kept.channels.mail.incoming.place import stored_id
from kept.channels.mail.incoming.trail import Trail, goes_on_as
from kept.channels.mail.spool import Spooled
from kept.core.events import MessageReceived, ReplySent
from kept.core.mail import Forwarded, Hint, Incoming, markdown_to_mail, reply_address, ticket_hint
from kept.mailboxes.directory import Directory
from kept.people import customers
from kept.people.models import Customer, Staff
from kept.record import policy
from kept.record.questions import Given, question
from kept.tickets import actions, outgoing
from kept.tickets.access import sees, writable
from kept.tickets.actions import Done, Draft
from kept.tickets.models import Ticket

#: How a colleague's token begins, so that no ticket's own can be one.
_MARK = "s"


def find(key: str) -> Staff | None:
    """Who of the team writes from this address."""
    return next(iter(_with_address(key)), None)


@question
def _with_address(key: Given) -> QuerySet[Staff]:
    return Staff.objects.filter(email=key, is_active=True)


def token(ticket: Ticket, staff: Staff) -> str:
    """What makes a reply address of `ticket` one that only `staff` was told."""
    said = f"{ticket.pk}:{ticket.token}:{staff.pk}".encode()
    key = hashlib.sha256(b"reply of staff" + settings.SECRET_KEY.encode()).digest()
    return _MARK + hmac.new(key, said, "sha256").hexdigest()[:20]


def address(ticket: Ticket, staff: Staff) -> str:
    """Where an answer of `staff` to a notification about `ticket` goes, to become their reply."""
    return reply_address(settings.DESK.address, ticket.number, token(ticket, staff))


def carried_out(
    mail: Spooled, incoming: Incoming, house: Directory, staff: Staff, *, failed: bool
) -> Outcome | None:
    """What becomes of a colleague's mail; None where it is a request like anybody's."""
    hint = ticket_hint(incoming)
    if (ticket := _answered(hint, staff)) is not None:
        if failed or not sees(staff, ticket.team):
            return Outcome(State.REFUSED, "colleague", ticket.number)
        return _reply(mail, incoming, ticket, staff)
    if incoming.forwarded is not None and not hint.tokens:
        if failed:
            return Outcome(State.REFUSED, "colleague")
        return _passed_on(mail, incoming, house, incoming.forwarded, staff)
    if (number := _written_in(incoming, hint)) is not None and not _belongs(staff, number):
        return Outcome(State.REFUSED, "colleague", number)
    return None


def _answered(hint: Hint, staff: Staff) -> Ticket | None:
    """The ticket whose reply address for `staff` the mail was sent to."""
    for number, said in hint.tokens:
        ticket = Ticket.objects.filter(pk=number).first()
        if ticket and secrets.compare_digest(token(ticket, staff), said):
            now = goes_on_as(ticket)
            return ticket if now == ticket.number else Ticket.objects.get(pk=now)
    return None


def _reply(mail: Spooled, incoming: Incoming, ticket: Ticket, staff: Staff) -> Outcome:
    """The words above the quote are the reply. Refused when somebody wrote since: the colleague
    could not have seen it."""
    words = (incoming.reply_text or incoming.text).strip()
    if not words:
        return Outcome(State.REFUSED, "colleague", ticket.number)
    draft = Draft(
        kind="agent",
        channel="mail",
        text=words,
        html=markdown_to_mail(words)[1],
        language=ticket.language,
        staff=staff,
        message_id=outgoing.message_id(),
        received=mail.id,
        recipient=outgoing.answer_to(ticket),
        files=files_of(incoming),
    )
    done = actions.reply(
        ticket.number, draft, by=staff, seen=_seen(incoming, ticket), at=mail.received_at
    )
    if not isinstance(done, Done):
        return Outcome(State.REFUSED, "colleague", ticket.number)
    sent = next(one.event for one in done.recorded if isinstance(one.event, ReplySent))
    return Outcome(State.DONE, "colleague_reply", ticket.number, sent.message)


def _seen(incoming: Incoming, ticket: Ticket) -> int:
    """The last message of the ticket when the mail that is answered was written: the newest at
    the mail's own date, as far as it gives one."""
    said = ticket.messages.exclude(kind="note")
    if incoming.date is not None:
        said = said.filter(at__lte=incoming.date)
    return said.order_by("-place").values_list("place", flat=True).first() or 0


def _passed_on(
    mail: Spooled, incoming: Incoming, house: Directory, passed: Forwarded, staff: Staff
) -> Outcome | None:
    """A customer's mail that came to a colleague: a request of who wrote it, and the colleague's
    own words beside it as a note."""
    if house.of(passed.sender.email) or find(passed.sender.key) or not passed.text.strip():
        return None
    customer = customers.find_or_add(
        key=passed.sender.key,
        email=passed.sender.email,
        name=passed.sender.name[:200],
        language=incoming.language[:8],
        zone="",
        at=mail.received_at,
    )
    mailbox = house.receiving(addressed(incoming))
    done = actions.open_ticket(
        _draft(mail, incoming, passed, customer),
        at=mail.received_at,
        mailbox=mailbox.address if mailbox else "",
        product=mailbox.product if mailbox else "",
        team=house.team(addressed(incoming)),
        language=mailbox.language if mailbox else "",
    )
    assert isinstance(done, Done), "a request is never declined"
    if words := _own_words(incoming, passed):
        actions.note(done.ticket, words, by=staff, at=mail.received_at)
    received = next(one.event for one in done.recorded if isinstance(one.event, MessageReceived))
    return Outcome(State.DONE, "passed_on", done.ticket, received.message, acknowledged=True)


def _draft(mail: Spooled, incoming: Incoming, passed: Forwarded, customer: Customer) -> Draft:
    language = incoming.language or customer.language or policy.in_force().policy.original
    return Draft(
        kind="customer",
        channel="mail",
        text=passed.text,
        said=passed.text,
        subject=passed.subject or incoming.subject,
        language=language[:8],
        customer=customer,
        received=mail.id,
        recipient=passed.sender.email,
        files=files_of(incoming),
    )


def _own_words(incoming: Incoming, passed: Forwarded) -> str:
    """What the colleague wrote above the mail that they passed on."""
    words = incoming.reply_text.strip()
    return "" if words in passed.text else words


def _written_in(incoming: Incoming, hint: Hint) -> int | None:
    """The ticket that the mail is in answer to, by its address or what it names."""
    for number, said in hint.tokens:
        ticket = Ticket.objects.filter(pk=number).only("token", "merged_into").first()
        if ticket and secrets.compare_digest(ticket.token, said):
            return goes_on_as(ticket)
    trail = Trail(hint, tuple(map(stored_id, hint.message_ids)))
    return next(iter(trail.tickets), None)


def _belongs(staff: Staff, ticket: int) -> bool:
    """Whether the ticket is the colleague's own request, or they take part in it."""
    customer = customers.find(staff.email)
    return customer is not None and writable(customer).filter(pk=ticket).exists()
