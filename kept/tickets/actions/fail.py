"""A reply did not reach the customer."""

from __future__ import annotations

from datetime import datetime

from kept.core import decide, decide_moves
from kept.core.decide import Refused
from kept.core.events import DESK
from kept.tickets import elsewhere
from kept.tickets.write import Done, change


def fail(
    ticket: int, message: int, reason: str, *, permanent: bool, at: datetime
) -> Done | Refused:
    """Tell the ticket that delivery failed. For good: what the reply had kept is owed again."""
    ticket, message = elsewhere.now_at(ticket, message)
    return change(
        ticket,
        lambda state, edition: decide.delivery_failed(state, message, reason, permanent),
        at=at,
        by=DESK,
    )


def fail_copy(
    ticket: int, message: int, reason: str, *, customer: int, permanent: bool, at: datetime
) -> Done | Refused:
    """Tell the ticket that the copy of a reply for `customer`, who takes part, did not arrive. What
    the reply kept stays kept: the ticket's own customer has it."""
    ticket, message = elsewhere.now_at(ticket, message)
    return change(
        ticket,
        lambda state, edition: decide_moves.copy_failed(
            state, message, customer, reason, permanent
        ),
        at=at,
        by=DESK,
    )
