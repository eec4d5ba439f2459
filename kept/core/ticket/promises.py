"""What becomes of a ticket when something is owed in it, until it is over."""

from __future__ import annotations

from datetime import datetime

from kept.core import events as e
from kept.core.promise import REPLIES, amended, begun
from kept.core.ticket.folding import Changes, changes
from kept.core.ticket.state import Ticket


@changes.register
def _(event: e.PromiseStarted, state: Ticket, at: datetime) -> Changes:
    return {"promises": (*state.promises, begun(event))}


@changes.register
def _amended(event: e.OnPromise, state: Ticket, at: datetime) -> Changes:
    number = event.promise
    after = amended(event, state.promise(number), at)
    return {"promises": (*state.promises[: number - 1], after, *state.promises[number:])}


@changes.register  # instead of `_amended`, which was asked of all that changes a promise
def _(event: e.PromiseReleased, state: Ticket, at: datetime) -> Changes:
    news = _amended(event, state, at)
    if state.promise(event.promise).kind not in REPLIES or event.code in _STILL_WAITING:
        return news
    return news | {"unanswered_since": None}


#: A reply was released, but another one is owed in its place.
_STILL_WAITING = ("earlier_due", "undelivered", "withdrawn", "merged", "carried", "moved")
