"""What becomes of a ticket when messages come and go, and people with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from kept.core import events as e
from kept.core.ticket.folding import Changes, changes
from kept.core.ticket.state import Heard, Ticket

#: What undoing a merge brings back of the ticket as it was before.
_BROUGHT_BACK: Final = (
    *("status", "urgent", "unanswered_since", "unanswered_message", "heard"),
    *("last_customer_at", "last_customer_message", "asked_at", "asked_message", "repetitions"),
)


@changes.register
def _(event: e.TookIn, state: Ticket, at: datetime) -> Changes:
    """The other ticket's messages stand here, after those that were here, with their moments."""
    said = [one for one in event.messages if one.kind == "customer" and not one.stranger]
    public = [one.place for one in event.messages if one.kind != "note"]
    heard = (*state.heard, *(Heard(one.place, one.at) for one in said))
    return {
        "messages": max((one.place for one in event.messages), default=state.messages),
        "last_public": max(public, default=state.last_public),
        "urgent": state.urgent or event.urgent,
        "before": replace(state, before=None),
        **_heard(heard, state),
        **_waiting(event, state),
    }


def _heard(heard: tuple[Heard, ...], state: Ticket) -> Changes:
    last = max(heard, key=lambda one: one.at, default=None)
    if last is None:
        return {"heard": heard}
    return {
        "heard": heard,
        "last_customer_at": last.at,
        "last_customer_message": last.place,
    }


def _waiting(event: e.TookIn, state: Ticket) -> Changes:
    waits = next((one for one in event.messages if one.place == event.unanswered), None)
    if waits is None:
        return {}
    news: Changes = {"status": "open"} if state.status == "waiting" else {}
    if state.unanswered_since is None or waits.at < state.unanswered_since:
        news |= {"unanswered_since": waits.at, "unanswered_message": waits.place}
    return news


@changes.register
def _(event: e.MergedInto, state: Ticket, at: datetime) -> Changes:
    return {
        "merged_into": event.ticket,
        "status": "closed",
        "urgent": False,
        "unanswered_since": None,
        "before": replace(state, before=None),
    }


@changes.register
def _(event: e.MergeUndone, state: Ticket, at: datetime) -> Changes:
    was = state.before
    assert was is not None, "a merge is undone where there was one"
    before = {name: getattr(was, name) for name in _BROUGHT_BACK}
    return before | {"merged_into": None, "before": None}


@changes.register
def _(event: e.MessagesMoved, state: Ticket, at: datetime) -> Changes:
    """What was moved is heard elsewhere; the oldest that waits and stays is waited for here."""
    heard = tuple(one for one in state.heard if one.place not in event.messages)
    news = _heard(heard, state)
    if state.unanswered_since is None:
        return news
    since = state.unanswered_since
    waits = min((one for one in heard if one.at >= since), key=lambda one: one.at, default=None)
    if waits is None:
        return news | {"unanswered_since": None, "urgent": False}
    return news | {"unanswered_since": waits.at, "unanswered_message": waits.place}


@changes.register
def _(event: e.Linked, state: Ticket, at: datetime) -> Changes:
    return {"links": (*state.links, event.ticket)}


@changes.register
def _(event: e.Unlinked, state: Ticket, at: datetime) -> Changes:
    return {"links": tuple(one for one in state.links if one != event.ticket)}


@changes.register
def _(event: e.LetIn, state: Ticket, at: datetime) -> Changes:
    return {
        "participants": _with(state.participants, event.customer),
        "readers": _with(state.readers, event.customer) if event.reads else state.readers,
    }


@changes.register
def _(event: e.TakenOut, state: Ticket, at: datetime) -> Changes:
    return {
        "participants": _without(state.participants, event.customer),
        "readers": _without(state.readers, event.customer),
    }


def _with(people: tuple[int, ...], one: int) -> tuple[int, ...]:
    return people if one in people else (*people, one)


def _without(people: tuple[int, ...], one: int) -> tuple[int, ...]:
    return tuple(other for other in people if other != one)


@changes.register
def _(event: e.SplitOff | e.RequestJoined | e.CopyFailed, state: Ticket, at: datetime) -> Changes:
    return {}
