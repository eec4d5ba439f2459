"""The team puts tags on a ticket, and takes tags off."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from kept.core import decide_handling as decide
from kept.core.decide import Refused
from kept.core.events import Actor
from kept.people.models import Staff
from kept.tickets.write import Done, change


def change_tags(
    ticket: int,
    added: Collection[int] = (),
    removed: Collection[int] = (),
    *,
    by: Staff,
    at: datetime,
) -> Done | Refused:
    """Tags by their numbers (kept.tickets.tags). A tag that is both added and removed is not on
    the ticket afterwards."""
    return change(
        ticket,
        lambda state, edition: decide.change_tags(state, added, removed),
        at=at,
        by=Actor("staff", by.pk),
    )
