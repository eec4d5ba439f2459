"""The team says what the request is."""

from __future__ import annotations

from datetime import datetime

from kept.core import decide
from kept.core.decide import Refused
from kept.core.events import Actor
from kept.people.models import Staff
from kept.tickets.write import Done, change


def classify(ticket: int, kind: str, cause: str, *, by: Staff, at: datetime) -> Done | Refused:
    """Set the kind and, for a bug, its cause ('' where not known). Starts what they owe."""
    return change(
        ticket,
        lambda state, edition: decide.classify(state, kind, cause, edition),
        at=at,
        by=Actor("staff", by.pk),
    )
