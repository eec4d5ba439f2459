"""Who wrote a reply takes it back before it leaves."""

from __future__ import annotations

from datetime import datetime

from kept.core import decide
from kept.core.decide import Decision, Refused
from kept.core.events import Actor
from kept.core.promises import Edition
from kept.core.ticket import Ticket as State
from kept.people.models import Staff
from kept.tickets import outgoing
from kept.tickets.write import Done, change


def withdraw(ticket: int, message: int, *, by: Staff, at: datetime) -> Done | Refused:
    """Keep the reply `message` from leaving, exactly once: either it left, or it is taken back.
    The ticket is then as if it had never been written; its words stay for who wrote them."""

    def decided(state: State, edition: Edition) -> Decision:
        said = decide.withdraw(state, message)
        # The mail's row is claimed under the ticket's lock, in the same transaction.
        if isinstance(said, Refused) or outgoing.take_back(ticket, message, by.pk, at):
            return said
        return Refused("left", "Too late: the reply has left.")

    return change(ticket, decided, at=at, by=Actor("staff", by.pk))
