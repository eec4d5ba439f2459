"""The mails that events owe to customers: queued in the transaction of the event itself."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db.models import QuerySet

from kept.core import events as e
from kept.record import rows
from kept.record.models import OutgoingMail
from kept.record.questions import Columns, Given, question
from kept.tickets.draft import Copy, Draft
from kept.tickets.models import Message, Ticket

State = OutgoingMail.State


def owe(ticket: int, recorded: Iterable[tuple[int, e.Recorded]], draft: Draft | None) -> None:
    """Queue one mail for each event that tells the customer something, keyed by the event's id."""
    if draft is None or not draft.recipient:
        return
    rows.insert([mail for number, one in recorded for mail in _owed(ticket, number, one, draft)])


def _owed(ticket: int, event_id: int, one: e.Recorded, draft: Draft) -> Iterator[OutgoingMail]:
    """The mails that an event owes; of a reply, one for each who gets it: a mail for one reader
    holds nothing that another may not have."""
    for purpose, message, facts in _mails(one.event):
        copies = _copies(one.event, draft)
        if copies:
            facts |= {"cc": [[copy.name, copy.address] for copy in copies]}
        row = partial(
            OutgoingMail,
            ticket=ticket,
            message=message,
            created_at=one.at,
            next_at=one.at + draft.held,
        )
        yield row(
            key=f"event:{event_id}",
            purpose=purpose,
            facts=facts,
            recipient=draft.recipient,
            message_id=draft.message_id if purpose == "reply" else message_id(),
        )
        for copy in copies:
            yield row(
                key=f"event:{event_id}:copy:{copy.customer}",
                purpose="copy",
                facts=facts | {"customer": copy.customer, "to": draft.recipient},
                recipient=copy.address,
                message_id=message_id(),
            )


def _copies(event: e.Event, draft: Draft) -> list[Copy]:
    if not isinstance(event, e.ReplySent):
        return []
    return [copy for copy in draft.copies if copy.customer in event.copies]


def _mails(event: e.Event) -> list[tuple[str, int, dict[str, object]]]:
    match event:
        case e.ReplySent():
            return [("reply", event.message, {})]
        case e.Acknowledged():
            facts: dict[str, object] = {"promise": event.promise}
            if event.clause:
                facts["clause"] = event.clause
            return [(event.occasion, event.message, facts)]
    return []


def take_back(ticket: int, message: int, by: int, at: datetime) -> bool:
    """Keep a reply of `by` from leaving; False where it has left or is another's. Whoever sends
    claims the same row by compare-and-set, so only one of the two happens."""
    kept_back = OutgoingMail.objects.filter(
        ticket=ticket,
        message=message,
        purpose="reply",
        state=State.WAITING,
        attempts=0,
        next_at__gt=at,
    )
    theirs = Message.objects.filter(
        ticket=ticket, place=message, staff=by, withdrawn=False, leaves_at__gt=at
    )
    if not theirs.exists():
        return False
    if not kept_back.update(state=State.UNDONE, next_at=None):
        return False
    copies = OutgoingMail.objects.filter(ticket=ticket, message=message, purpose="copy")
    copies.update(state=State.UNDONE, next_at=None)
    return bool(theirs.update(withdrawn=True))


def try_again(ticket: int, message: int, at: datetime) -> bool:
    """Let the mail of a reply that waits for its next try, or was refused, be tried at `at`."""
    return bool(_undelivered(ticket, message).update(state=State.WAITING, next_at=at))


def give_up(ticket: int, message: int) -> bool:
    """Try the mail of a reply no more that waits for its next try."""
    waits = _undelivered(ticket, message).filter(state=State.WAITING)
    return bool(waits.update(state=State.REFUSED, next_at=None))


def _undelivered(ticket: int, message: int) -> QuerySet[OutgoingMail]:
    """The mail of a reply that was tried and did not get through; it is not being tried now."""
    mails = OutgoingMail.objects.filter(ticket=ticket, message=message, purpose="reply")
    return mails.filter(state__in=(State.WAITING, State.REFUSED), attempts__gt=0)


def answer_to(ticket: Ticket) -> str:
    """Where an answer goes: to where the last message of the ticket's own customer asks for it."""
    wanted = _asked_for(ticket.pk, ticket.customer_id)
    return (wanted and wanted[0][0]) or ticket.customer.email


@question
def _asked_for(ticket: Given, customer: Given) -> Columns:
    """Where the last message of a ticket's own customer asks for the answer; often ''."""
    said = Message.objects.filter(
        ticket=ticket, kind=Message.Kind.CUSTOMER, customer=customer, moved_to=None
    )
    return said.order_by("-place").values_list("answer_to")[:1]


def message_id() -> str:
    """A new Message-ID of this desk, without the angle brackets."""
    domain = settings.DESK.address.rpartition("@")[2]
    return f"{secrets.token_hex(12)}@{domain}"
