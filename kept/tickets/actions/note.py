"""A person of the team leaves a note that only the team sees."""

from __future__ import annotations

from datetime import datetime

from kept.core import decide
from kept.core.decide import Refused
from kept.core.events import Actor
from kept.people.models import Staff
from kept.tickets.draft import Draft
from kept.tickets.write import Done, change


def note(ticket: int, text: str, *, by: Staff, at: datetime) -> Done | Refused:
    """Write an internal note. It is never sent and keeps no promise."""
    return change(
        ticket,
        lambda state, edition: decide.note(state),
        at=at,
        by=Actor("staff", by.pk),
        draft=Draft(kind="note", channel="desk", text=text, staff=by),
    )
