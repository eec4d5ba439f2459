"""The team says which product a request is about."""

from __future__ import annotations

from datetime import datetime

from kept.core import decide
from kept.core.decide import Refused
from kept.core.events import Actor
from kept.people.models import Staff
from kept.tickets.write import Done, change


def set_product(ticket: int, product: str, *, by: Staff, at: datetime) -> Done | Refused:
    """Name the product; '' takes it back. What the policy owes for it starts."""
    return change(
        ticket,
        lambda state, edition: decide.set_facts(state, edition, product=product),
        at=at,
        by=Actor("staff", by.pk),
    )
