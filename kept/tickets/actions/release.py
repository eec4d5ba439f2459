"""A promise is owed no more, because a person says why."""

from __future__ import annotations

from datetime import datetime

from kept.core import decide
from kept.core.decide import Refused
from kept.core.events import Actor
from kept.people.models import Staff
from kept.tickets.write import Done, change


def release(ticket: int, promise: int, reason: str, *, by: Staff, at: datetime) -> Done | Refused:
    """Release promise number `promise` of the ticket. A broken one stays broken."""
    return change(
        ticket,
        lambda state, edition: decide.release(state, promise, reason),
        at=at,
        by=Actor("staff", by.pk),
    )
