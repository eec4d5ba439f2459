"""Somebody beside the customer takes part in a ticket, because the team lets them."""

from __future__ import annotations

from datetime import datetime

from kept.core import decide_moves
from kept.core.decide import Refused
from kept.core.events import Actor
from kept.people.models import Customer, Staff
from kept.tickets.write import Done, change


def let_in(ticket: int, customer: Customer, *, by: Staff, at: datetime) -> Done | Refused:
    """Let `customer` take part: replies are offered to be sent to them too, and what they write
    from now on counts like the customer's own."""
    return change(
        ticket,
        lambda state, edition: decide_moves.let_in(state, customer.pk),
        at=at,
        by=Actor("staff", by.pk),
    )


def take_out(ticket: int, customer: Customer, *, by: Staff, at: datetime) -> Done | Refused:
    """Let `customer` take part no more: what they write from now on is a stranger's."""
    return change(
        ticket,
        lambda state, edition: decide_moves.take_out(state, customer.pk),
        at=at,
        by=Actor("staff", by.pk),
    )
