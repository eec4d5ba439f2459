"""A person of the team says that a doubted message is the customer's own."""

from __future__ import annotations

from datetime import datetime

from kept.core import decide
from kept.core.decide import Decision, Refused
from kept.core.events import Actor
from kept.core.promises import Edition
from kept.core.ticket import Ticket as State
from kept.people.models import Staff
from kept.tickets.models import Message
from kept.tickets.write import Done, change


def vouch(ticket: int, message: int, *, by: Staff, at: datetime) -> Done | Refused:
    """Let the doubted `message` count as the customer's, from when it was received."""

    def decided(state: State, edition: Edition) -> Decision:
        said = Message.objects.filter(ticket=ticket, place=message, doubted=True)
        received = said.values_list("at", flat=True).first()
        decision = decide.vouch(state, message, received or at, edition)
        if not isinstance(decision, Refused):
            said.update(doubted=False, stranger=False)  # under the ticket's lock
        return decision

    return change(ticket, decided, at=at, by=Actor("staff", by.pk))
