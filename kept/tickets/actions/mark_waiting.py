"""The team waits for the customer."""

from __future__ import annotations

from datetime import datetime

from kept.core import decide
from kept.core.decide import Refused
from kept.core.events import Actor
from kept.people.models import Staff
from kept.tickets.write import Done, change


def mark_waiting(ticket: int, *, by: Staff, at: datetime) -> Done | Refused:
    """Say that the customer has the next word. Pauses nothing unless a clause says so."""
    return change(
        ticket, lambda state, edition: decide.mark_waiting(state), at=at, by=Actor("staff", by.pk)
    )
