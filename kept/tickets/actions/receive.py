"""A customer writes again in a ticket that is there."""

from __future__ import annotations

from datetime import datetime

from kept.core import decide
from kept.core.decide import Refused
from kept.core.events import Actor, Channel, MessageReceived, Recorded
from kept.people.models import Customer
from kept.tickets.draft import Draft
from kept.tickets.models import Message
from kept.tickets.write import Done, change


def receive(
    ticket: int,
    draft: Draft,
    *,
    customer: Customer,
    channel: Channel,
    at: datetime,
    stranger: bool = False,
    acknowledge: bool = True,
) -> Done | Refused:
    """Add a customer's message. `stranger`: the sender does not belong to the ticket, is shown
    with a flag and starts nothing."""
    by = Actor("customer", customer.pk)
    same_text = (
        bool(draft.fingerprint)
        and (
            Message.objects.filter(ticket=ticket, kind="customer", fingerprint=draft.fingerprint)
        ).exists()
    )
    return change(
        ticket,
        lambda state, edition: decide.receive(
            state,
            Recorded(
                MessageReceived(
                    message=state.messages + 1,
                    customer=customer.pk,
                    channel=channel,
                    stranger=stranger,
                ),
                at,
                by,
            ),
            edition=edition,
            same_text=same_text,
            acknowledge=acknowledge,
        ),
        at=at,
        by=by,
        draft=draft,
    )
