"""What becomes of a ticket when something is said in it, and when that does not arrive."""

from __future__ import annotations

from datetime import datetime

from kept.core import events as e
from kept.core.ticket.folding import Changes, changes
from kept.core.ticket.replies import Reply, Settled, Unanswered, inherited, with_again, without
from kept.core.ticket.state import Heard, Rated, Ticket


@changes.register
def _(event: e.MessageReceived, state: Ticket, at: datetime) -> Changes:
    said: Changes = {
        "messages": event.message,
        "last_public": event.message,
        "imported": False,
    }
    if event.doubted:
        return said | {"doubted": (*state.doubted, event.message)}
    if event.stranger:
        return said
    return said | {
        "status": "open" if state.status == "waiting" else state.status,
        "last_customer_at": at,
        "last_customer_message": event.message,
        "heard": (*state.heard, Heard(event.message, at)),
        "unanswered_since": state.unanswered_since or at,
        "unanswered_message": state.unanswered_message if state.unanswered_since else event.message,
    }


@changes.register
def _(event: e.MessageImported, state: Ticket, at: datetime) -> Changes:
    """Mails of a time that is over may come in any order."""
    latest = max(at, state.changed_at or at)
    return {
        "messages": event.message,
        "last_public": event.message,
        "changed_at": latest,
        "settled_at": latest,
    }


@changes.register
def _(event: e.MessageVouched, state: Ticket, at: datetime) -> Changes:
    """It is the customer's since it was received; what was settled meanwhile is open again."""
    since = event.received_at
    oldest = state.unanswered_since is None or since < state.unanswered_since
    newest = event.message > state.last_customer_message
    news: Changes = {
        "doubted": _others(state.doubted, event.message),
        "status": "open",
        "unanswered_since": since if oldest else state.unanswered_since,
        "unanswered_message": event.message if oldest else state.unanswered_message,
        "last_customer_at": max(since, state.last_customer_at or since),
        "last_customer_message": event.message if newest else state.last_customer_message,
    }
    if state.settled:
        news |= {"asked_at": since, "asked_message": event.message, "imported": False}
    return news


@changes.register
def _(event: e.MessageDiscarded, state: Ticket, at: datetime) -> Changes:
    return {"doubted": _others(state.doubted, event.message)}


def _others(messages: tuple[int, ...], one: int) -> tuple[int, ...]:
    return tuple(message for message in messages if message != one)


@changes.register
def _(event: e.ReplySent, state: Ticket, at: datetime) -> Changes:
    return {
        "messages": event.message,
        "last_public": event.message,
        "unanswered_since": None,
        "replies": (*state.replies, Reply(event.message, at, _unanswered(state, at))),
        "urgent": False,
        "repetitions": 0,
    }


def _unanswered(state: Ticket, at: datetime) -> Unanswered:
    return Unanswered(
        state.status,
        state.unanswered_since,
        state.unanswered_message,
        state.urgent,
        state.repetitions,
        state.settled_at,
        was if (was := state.reopened) and was.until == at else None,
    )


@changes.register
def _(event: e.ReplyWithdrawn, state: Ticket, at: datetime) -> Changes:
    """As if it had never been written, whatever happened meanwhile."""
    taken = next(reply for reply in state.replies if reply.message == event.message)
    others = inherited(state.replies, event.message)
    if others and others[-1].message > event.message:
        return {"replies": others}
    over = taken.over
    if over.settled and state.unanswered_since is None:
        return {"replies": others} | _settled_again(over.settled)
    answered = over.since is None
    return _asked_again(state, taken) | {
        "replies": others,
        "status": over.status if state.status in ("waiting", "solved") else state.status,
        "settled_at": over.settled_at if state.status == "solved" else state.settled_at,
        "unanswered_since": state.unanswered_since if answered else over.since,
        "unanswered_message": state.unanswered_message if answered else over.message,
        "urgent": state.urgent or over.urgent,
        "repetitions": state.repetitions + over.repetitions,
    }


def _asked_again(state: Ticket, taken: Reply) -> Changes:
    """Where the reply had opened what was settled, and the customer has written since: it is their
    message that opened it."""
    if taken.over.settled is None or state.asked_at != taken.at:
        return {}
    return {
        "asked_at": state.unanswered_since,
        "asked_message": state.unanswered_message,
        "reopened": None,
    }


def _settled_again(was: Settled) -> Changes:
    return {
        "status": was.status,
        "settled_at": was.at,
        "asked_at": was.asked_at,
        "asked_message": was.asked_message,
        "imported": was.imported,
        "urgent": False,
        "reopened": None,
    }


@changes.register
def _(event: e.ReplySentAgain, state: Ticket, at: datetime) -> Changes:
    again = Reply(event.message, at, _unanswered(state, at))
    replies = with_again(state.replies, again)
    if state.last_customer_message > event.message:  # it does not answer what came after it
        return {"replies": replies}
    return {"replies": replies, "unanswered_since": None, "urgent": False, "repetitions": 0}


@changes.register
def _(event: e.NoteWritten, state: Ticket, at: datetime) -> Changes:
    if not event.mentions:
        return {"messages": event.message}
    return {
        "messages": event.message,
        "mentioned": tuple(dict.fromkeys((*state.mentioned, *event.mentions))),
        "unread": tuple(dict.fromkeys((*state.unread, *event.mentions))),
    }


@changes.register
def _(event: e.AnswerRated, state: Ticket, at: datetime) -> Changes:
    others = (one for one in state.ratings if one.message != event.message)
    return {"ratings": (*others, Rated(event.message, event.rating))}


@changes.register
def _(event: e.Acknowledged, state: Ticket, at: datetime) -> Changes:
    return {}


@changes.register
def _(event: e.Resent, state: Ticket, at: datetime) -> Changes:
    return {"urgent": True}


@changes.register
def _(event: e.Repeated, state: Ticket, at: datetime) -> Changes:
    return {"repetitions": state.repetitions + 1}


@changes.register
def _(event: e.DeliveryFailed, state: Ticket, at: datetime) -> Changes:
    if not event.permanent:
        return {}
    arrived = without(state.replies, event.message)
    last = state.last_customer_message
    answered = event.message < last or (arrived and arrived[-1].message > last)
    if state.unanswered_since or answered or state.merged_into is not None:
        return {"replies": arrived}
    return {
        "replies": arrived,
        "unanswered_since": state.last_customer_at,
        "unanswered_message": last,
    }
