"""A customer asks for something: a new ticket."""

from __future__ import annotations

from datetime import datetime

from kept.core import decide
from kept.core.decide import Refused
from kept.core.events import Actor
from kept.people.subscriptions import standing
from kept.people.wishes import wants
from kept.tickets.draft import Draft
from kept.tickets.write import Done, create


def open_ticket(
    draft: Draft,
    *,
    at: datetime,
    acknowledge: bool = True,
    product: str = "",
    team: str = "",
    language: str = "",
    mailbox: str = "",
    follows: int | None = None,
) -> Done | Refused:
    """Open a ticket with a customer's first message. `at`: when it was received, not when it was
    read.

    The ticket runs under the plan and the subscription that the customer has now.
    `acknowledge=False` where an answer could start a loop; who wants none gets none.
    `language`: the ticket's, where it is
    not the message's; `team`: the key of whose work it is; `mailbox`: the address of ours that the
    request came to; `follows`: the settled ticket in which it was written too late.
    """
    customer = draft.sender
    return create(
        lambda edition: decide.open_ticket(
            customer=customer.pk,
            channel=draft.channel,
            language=language or draft.language or customer.language,
            edition=edition,
            acknowledge=acknowledge and wants(customer, "acknowledgement"),
            product=product,
            team=team,
            plan=customer.plan,
            subscription=standing(customer),
            mailbox=mailbox,
            follows=follows,
        ),
        draft,
        at=at,
        by=Actor("customer", customer.pk),
    )
