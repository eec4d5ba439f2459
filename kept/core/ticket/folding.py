"""`fold` is the only definition of a ticket's state."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import singledispatch
from typing import Any

from kept.core import events as e
from kept.core.ticket.resting import unread, woken
from kept.core.ticket.state import Ticket

Changes = dict[str, Any]


def fold(recorded: Iterable[e.Recorded], start: Ticket | None = None) -> Ticket:
    """The ticket after `recorded`, from `start` (default: nothing has happened yet).

    Raises TypeError for an event that is not in the vocabulary.
    """
    state = start or Ticket()
    for one in recorded:
        news = {"changed_at": one.at, **changes(one.event, state, one.at)}
        if state.asleep or state.woken:
            news |= woken(one.event, state.asleep)  # whatever else it does
        if state.followers:
            now = news.get("unread", state.unread)
            news["unread"] = unread(one, news.get("followers", state.followers), now)
        state = state.with_news(news)
    return state


@singledispatch
def changes(event: object, state: Ticket, at: datetime) -> Changes:
    """What of the ticket the event changes, and to what: field by field. That it happened at `at`
    goes without saying."""
    raise TypeError(f"a ticket does not know the event {type(event).__name__}")
