"""Somebody takes the ticket, or gives it to another."""

from __future__ import annotations

from datetime import datetime

from kept.core import decide
from kept.core.decide import Decision, Refused
from kept.core.events import Actor
from kept.core.promises import Edition
from kept.core.ticket import Ticket as State
from kept.people.models import Staff
from kept.tickets.access import sees
from kept.tickets.write import Done, change

_PRIVATE = "%(name)s is not of this team, whose tickets are its own: first make them a member."


def unseen_by(to: Staff, state: State) -> Refused | None:
    """Why somebody cannot answer for the ticket: its team keeps it to itself."""
    return None if sees(to, state.team) else Refused("private", _PRIVATE, {"name": to.name})


def assign(ticket: int, to: Staff | None, *, by: Staff, at: datetime) -> Done | Refused:
    """Make `to` answer for the ticket; None: nobody does. Refused for somebody who could not see
    it."""
    if to is not None and not to.is_active:
        return Refused("inactive", "%(name)s cannot sign in any more.", {"name": to.name})

    def decided(state: State, edition: Edition) -> Decision:
        if to is not None and (refused := unseen_by(to, state)):
            return refused
        return decide.assign(state, to.pk if to else None)

    return change(ticket, decided, at=at, by=Actor("staff", by.pk))
