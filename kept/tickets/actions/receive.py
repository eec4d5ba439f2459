"""A customer writes again in a ticket that is there."""

from __future__ import annotations

from datetime import datetime

from kept.core import decide
from kept.core.decide import Decision, Refused
from kept.core.events import Actor, Channel, MessageReceived, Recorded
from kept.core.promises import Edition
from kept.core.ticket import Ticket as State
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

    def decided(state: State, edition: Edition) -> Decision:
        message = MessageReceived(
            message=state.messages + 1, customer=customer.pk, channel=channel, stranger=stranger
        )
        return decide.receive(
            state,
            Recorded(message, at, by),
            edition=edition,
            same_text=_said_before(ticket, draft),  # asked under the ticket's lock
            acknowledge=acknowledge,
        )

    return change(ticket, decided, at=at, by=by, draft=draft)


def _said_before(ticket: int, draft: Draft) -> bool:
    """Whether one of the ticket's people wrote the same words in it before."""
    said = Message.objects.filter(
        ticket=ticket, kind="customer", stranger=False, fingerprint=draft.fingerprint
    )
    return bool(draft.fingerprint) and said.exists()
