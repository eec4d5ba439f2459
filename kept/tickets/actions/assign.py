"""Somebody takes the ticket, or gives it to another."""

from __future__ import annotations

from datetime import datetime

from kept.core import decide
from kept.core.decide import Refused
from kept.core.events import Actor
from kept.people.models import Staff
from kept.tickets.write import Done, change


def assign(ticket: int, to: Staff | None, *, by: Staff, at: datetime) -> Done | Refused:
    """Make `to` answer for the ticket; None: nobody does."""
    if to is not None and not to.is_active:
        return Refused("inactive", "%(name)s cannot sign in any more.", {"name": to.name})
    return change(
        ticket,
        lambda state, edition: decide.assign(state, to.pk if to else None),
        at=at,
        by=Actor("staff", by.pk),
    )
