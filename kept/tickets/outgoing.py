"""The mails that events owe to customers: queued in the transaction of the event itself."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from django.conf import settings

from kept.core import events as e
from kept.record import rows
from kept.record.models import OutgoingMail
from kept.tickets.draft import Draft
from kept.tickets.models import Message, Ticket


def owe(ticket: int, recorded: Iterable[tuple[int, e.Recorded]], draft: Draft | None) -> None:
    """Queue one mail for each event that tells the customer something, keyed by the event's id."""
    if draft is None or not draft.recipient:
        return
    owed = [
        OutgoingMail(
            key=f"event:{event_id}",
            purpose=purpose,
            ticket=ticket,
            message=message,
            facts=facts,
            recipient=draft.recipient,
            message_id=draft.message_id if purpose == "reply" else message_id(),
            created_at=one.at,
            next_at=one.at,
        )
        for event_id, one in recorded
        for purpose, message, facts in _mails(one.event)
    ]
    if owed:
        rows.insert(owed)


def _mails(event: e.Event) -> list[tuple[str, int, dict[str, object]]]:
    match event:
        case e.ReplySent():
            return [("reply", event.message, {})]
        case e.Acknowledged():
            return [(event.occasion, event.message, {"promise": event.promise})]
    return []


def answer_to(ticket: Ticket) -> str:
    """Where an answer goes: to where the customer's last message asks for it."""
    said = Message.objects.filter(ticket=ticket, kind=Message.Kind.CUSTOMER, stranger=False)
    wanted = said.order_by("-place").values_list("answer_to", flat=True).first()
    return wanted or ticket.customer.email


def message_id() -> str:
    """A new Message-ID of this desk, without the angle brackets."""
    domain = settings.DESK.address.rpartition("@")[2]
    return f"{secrets.token_hex(12)}@{domain}"
