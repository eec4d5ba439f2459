"""Two tickets are about the same matter, and stay two."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kept.core import decide_moves
from kept.core.decide import Refused
from kept.core.events import DESK, Actor
from kept.people.models import Staff
from kept.tickets.write import Done, change


def link(ticket: int, to: int, *, by: Staff | None, at: datetime) -> Done | Refused:
    """Let each of the two tickets name the other; `by` None: the desk itself saw that they belong
    together. Raises Ticket.DoesNotExist."""
    if ticket == to:
        return Refused("itself", "A ticket cannot be linked to itself.")
    return _both(ticket, to, decide_moves.link, by, at)


def unlink(ticket: int, to: int, *, by: Staff, at: datetime) -> Done | Refused:
    """Let neither name the other any more. Raises Ticket.DoesNotExist."""
    return _both(ticket, to, decide_moves.unlink, by, at)


def _both(
    ticket: int, to: int, decided: decide_moves.Linking, by: Staff | None, at: datetime
) -> Done | Refused:
    """In the order of their numbers, so that two links at once never wait for each other."""
    done: dict[int, Done | Refused] = {}
    with transaction.atomic():
        for one, other in sorted(((ticket, to), (to, ticket))):
            done[one] = change(
                one,
                lambda state, edition, other=other: decided(state, other),  # type: ignore[misc]
                at=at,
                by=Actor("staff", by.pk) if by else DESK,
            )
            if isinstance(done[one], Refused):
                transaction.set_rollback(True)
                return done[one]
    return done[ticket]
