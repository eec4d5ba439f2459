"""The clock warns of promises, and finds them broken."""

from __future__ import annotations

from datetime import datetime

from kept.core.decide import Refused
from kept.core.events import DESK
from kept.core.promises import passed
from kept.tickets.write import Done, change


def expire(ticket: int, *, at: datetime) -> Done | Refused:
    """Record the warnings whose moment has come, and as broken what was due before `at` and was
    not done. Safe to call at any time: the verdict comes from the events, and a second call finds
    nothing."""
    return change(ticket, lambda state, edition: passed(state, at), at=at, by=DESK)
