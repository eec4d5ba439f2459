"""Somebody of the team takes back at once what they have just done to a ticket."""

from __future__ import annotations

from datetime import datetime

from kept.core import decide_handling as decide
from kept.core.decide import Refused
from kept.core.events import Actor
from kept.people.models import Staff
from kept.record import events
from kept.tickets.write import Done, change


def take_back(ticket: int, done_at: datetime, *, by: Staff, at: datetime) -> Done | Refused:
    """Make the ticket what it was before `by` assigned, tagged, set waiting, solved or opened it
    at `done_at`, with all that is owed. Refused when something has happened in it since."""
    who = Actor("staff", by.pk)
    return change(
        ticket,
        lambda state, edition: decide.take_back(events.history(ticket), done_at, who),
        at=at,
        by=who,
    )
