"""The customer says that the request is settled."""

from __future__ import annotations

from datetime import datetime

from kept.core import decide
from kept.core.decide import Refused
from kept.core.events import Actor
from kept.people.models import Customer
from kept.tickets.write import Done, change


def close(ticket: int, *, by: Customer, at: datetime) -> Done | Refused:
    """Close for the customer: what is still owed is released, what was broken stays broken."""
    return change(
        ticket,
        lambda state, edition: decide.close(state),
        at=at,
        by=Actor("customer", by.pk),
    )
