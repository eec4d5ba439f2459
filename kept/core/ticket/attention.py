"""What becomes of a ticket when somebody of the team puts it away, follows it or has read it."""

from __future__ import annotations

from datetime import datetime

from kept.core import events as e
from kept.core.ticket.folding import Changes, changes
from kept.core.ticket.resting import Asleep
from kept.core.ticket.state import Ticket


@changes.register
def _(event: e.Snoozed, state: Ticket, at: datetime) -> Changes:
    asleep = Asleep(event.until, event.waits_for)
    return {"asleep": asleep, "woken": "", **state.leaving(at)}


@changes.register
def _(event: e.Woken, state: Ticket, at: datetime) -> Changes:
    return {"asleep": None, "woken": "" if event.early else "moment"}


@changes.register
def _(event: e.Followed, state: Ticket, at: datetime) -> Changes:
    return _unchanged(state) | {"followers": (*state.followers, event.staff)}


@changes.register
def _(event: e.Unfollowed, state: Ticket, at: datetime) -> Changes:
    mine = () if event.staff in state.mentioned else (event.staff,)
    return _unchanged(state) | {
        "followers": _others(state.followers, event.staff),
        "unread": tuple(who for who in state.unread if who not in mine),
    }


@changes.register
def _(event: e.NewsRead, state: Ticket, at: datetime) -> Changes:
    return _unchanged(state) | {"unread": _others(state.unread, event.staff)}


def _unchanged(state: Ticket) -> Changes:
    """That somebody looks at a ticket moves it in no list."""
    return {"changed_at": state.changed_at}


def _others(people: tuple[int, ...], one: int) -> tuple[int, ...]:
    return tuple(who for who in people if who != one)
