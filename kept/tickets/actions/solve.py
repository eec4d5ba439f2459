"""The team holds the request to be settled."""

from __future__ import annotations

from datetime import datetime

from kept.core import decide
from kept.core.decide import Refused
from kept.core.events import Actor
from kept.people.models import Staff
from kept.tickets.write import Done, change


def solve(ticket: int, *, by: Staff, at: datetime) -> Done | Refused:
    """Refused while a reply is owed; cites the clause."""
    return change(
        ticket, lambda state, edition: decide.solve(state), at=at, by=Actor("staff", by.pk)
    )
