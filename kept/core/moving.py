"""What becomes of a ticket when messages come and go, and people with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kept.core import events as e

if TYPE_CHECKING:
    from kept.core.ticket import Ticket

Changes = dict[str, Any]

#: What undoing a merge brings back of the ticket as it was before.
_BROUGHT_BACK: Final = (
    *("status", "urgent", "unanswered_since", "unanswered_message", "heard"),
    *("last_customer_at", "last_customer_message", "asked_at", "asked_message", "repetitions"),
)


class Heard(NamedTuple):
    """A message of somebody who belongs to the ticket."""

    place: int
    at: datetime


def took_in(event: e.TookIn, state: Ticket, at: datetime) -> Changes:
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


def merged_into(event: e.MergedInto, state: Ticket, at: datetime) -> Changes:
    return {
        "merged_into": event.ticket,
        "status": "closed",
        "urgent": False,
        "unanswered_since": None,
        "before": replace(state, before=None),
    }


def merge_undone(event: e.MergeUndone, state: Ticket, at: datetime) -> Changes:
    was = state.before
    assert was is not None, "a merge is undone where there was one"
    before = {name: getattr(was, name) for name in _BROUGHT_BACK}
    return before | {"merged_into": None, "before": None}


def messages_moved(event: e.MessagesMoved, state: Ticket, at: datetime) -> Changes:
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


def linked(event: e.Linked, state: Ticket, at: datetime) -> Changes:
    return {"links": (*state.links, event.ticket)}


def unlinked(event: e.Unlinked, state: Ticket, at: datetime) -> Changes:
    return {"links": tuple(one for one in state.links if one != event.ticket)}


def let_in(event: e.LetIn, state: Ticket, at: datetime) -> Changes:
    return {"participants": (*state.participants, event.customer)}


def taken_out(event: e.TakenOut, state: Ticket, at: datetime) -> Changes:
    return {"participants": tuple(one for one in state.participants if one != event.customer)}


def unchanged(event: object, state: Ticket, at: datetime) -> Changes:
    return {}


def whereabouts(history: Iterable[e.Recorded]) -> dict[int, int]:
    """The messages of a ticket that stand in another now: its number, by their place here."""
    gone: dict[int, int] = {}
    merged: dict[int, int] = {}
    withdrawn: set[int] = set()
    places = 0
    for one in history:
        match one.event:
            case e.MessagesMoved(ticket=ticket, messages=messages):
                gone |= dict.fromkeys(messages, ticket)
            case e.MergedInto(ticket=ticket):
                stands = {*range(1, places + 1)} - gone.keys() - withdrawn
                merged = dict.fromkeys(stands, ticket)
            case e.MergeUndone(ticket=ticket, messages=messages):
                merged = {}
                gone |= dict.fromkeys(messages, ticket)
            case e.TookIn(messages=taken):
                places = max((message.place for message in taken), default=places)
            case (
                e.MessageReceived(message=place)
                | e.MessageImported(message=place)
                | e.ReplySent(message=place)
                | e.NoteWritten(message=place)
            ):
                places = place
            case e.ReplyWithdrawn(message=place):
                withdrawn.add(place)
    return gone | merged
