"""The team takes a settled ticket up again."""

from __future__ import annotations

from datetime import datetime

from kept.core import decide
from kept.core.decide import Refused
from kept.core.events import Actor
from kept.people.models import Staff
from kept.tickets.write import Done, change


def reopen(ticket: int, *, by: Staff, at: datetime) -> Done | Refused:
    """Open the ticket again; a kept fix is owed with what was left of it."""
    return change(
        ticket, lambda state, edition: decide.reopen(state), at=at, by=Actor("staff", by.pk)
    )
