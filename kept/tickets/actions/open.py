"""A customer asks for something: a new ticket."""

from __future__ import annotations

from datetime import datetime

from kept.core import decide
from kept.core.decide import Refused
from kept.core.events import Actor, Channel
from kept.people.models import Customer
from kept.tickets.draft import Draft
from kept.tickets.write import Done, create


def open_ticket(
    draft: Draft,
    *,
    customer: Customer,
    channel: Channel,
    at: datetime,
    acknowledge: bool = True,
    product: str = "",
    language: str = "",
    mailbox: str = "",
) -> Done | Refused:
    """Open a ticket for `customer`. `at`: when the request was received, not when it was read.

    The ticket runs under the plan that the customer has now. `acknowledge=False` where an answer
    could start a loop. `language`: the ticket's, where it is not the message's; `mailbox`: the
    address of ours that the request came to.
    """
    return create(
        lambda edition: decide.open_ticket(
            customer=customer.pk,
            channel=channel,
            language=language or draft.language or customer.language,
            edition=edition,
            acknowledge=acknowledge,
            product=product,
            plan=customer.plan,
            mailbox=mailbox,
        ),
        draft,
        at=at,
        by=Actor("customer", customer.pk),
    )
