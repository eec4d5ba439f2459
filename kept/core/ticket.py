"""A ticket as its events tell it: `fold` is the only definition of a ticket's state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import singledispatch
from typing import Any

from kept.core import events as e
from kept.core import moving
from kept.core.moving import Heard
from kept.core.promise import (
    REPLIES,
    SETTLING,
    Promise,
    PromiseState,
    amended,
    begun,
    is_owed,
    next_owed,
    told,
)
from kept.core.replies import Reply, Status, Unanswered, with_again, without

__all__ = [
    "REPLIES",
    "SETTLING",
    "Promise",
    "PromiseState",
    "Ticket",
    "fold",
    "is_owed",
    "next_owed",
    "told",
]

#: What the inbox shows first. Within a rank, the earlier moment comes first.
URGENT, OWED, UNANSWERED, QUIET, WAITING, SETTLED, GONE = range(7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """The state of one ticket. Instants are UTC; `messages` counts all messages and notes.

    `unanswered_since` and `unanswered_message` are the oldest message that waits for a reply.
    `asked_at` and `asked_message` are from when what settles the request is owed: its first
        message, or what opened it again. `doubted` are the messages that wait for a person's
    word. `renewed_at` is when the team said last that a subscription
    does not, or not any more, stand as ended.
    """

    customer: int = 0
    channel: e.Channel = "mail"
    language: str = ""
    policy: int = 0
    status: Status = "open"
    assignee: int | None = None
    kind: str = ""
    cause: str = ""
    product: str = ""
    plan: str = ""
    priority: str = ""
    mailbox: str = ""
    subscription: str = ""
    renewed_at: datetime | None = None
    follows: int | None = None
    settled_at: datetime | None = None
    urgent: bool = False
    opened_at: datetime | None = None
    changed_at: datetime | None = None
    messages: int = 0
    last_public: int = 0
    last_customer_at: datetime | None = None
    last_customer_message: int = 0
    unanswered_since: datetime | None = None
    unanswered_message: int = 0
    asked_at: datetime | None = None
    asked_message: int = 1
    replies: tuple[Reply, ...] = ()
    repetitions: int = 0
    imported: bool = False
    doubted: tuple[int, ...] = ()
    promises: tuple[Promise, ...] = ()
    heard: tuple[Heard, ...] = ()
    participants: tuple[int, ...] = ()
    links: tuple[int, ...] = ()
    merged_into: int | None = None
    before: Ticket | None = None

    @property
    def facts(self) -> dict[str, str]:
        """What the conditions of a policy's rules look at."""
        return {
            "kind": self.kind,
            "channel": self.channel,
            "language": self.language,
            "product": self.product,
            "plan": self.plan,
            "priority": self.priority,
            "subscription": self.subscription,
        }

    @property
    def settled(self) -> bool:
        return self.status in ("solved", "closed")

    @property
    def replied(self) -> bool:
        return bool(self.replies)

    @property
    def next_owed(self) -> Promise | None:
        return next_owed(self.promises)

    @property
    def rank(self) -> int:
        if self.settled:
            return SETTLED if self.merged_into is None else GONE
        owed = self.next_owed
        runs = owed is not None and owed.state != "paused"
        if runs or self.unanswered_since:
            return URGENT if self.urgent else OWED if runs else UNANSWERED
        return WAITING if self.status == "waiting" else QUIET

    @property
    def matters_at(self) -> datetime:
        """The moment the inbox sorts by, within `rank`."""
        owed = self.next_owed
        moment = owed.due_at if owed and self.rank <= OWED else None
        moment = moment or self.unanswered_since or self.changed_at
        assert moment is not None, "a ticket has happened at some time"
        return moment

    def promise(self, number: int) -> Promise:
        return self.promises[number - 1]


def fold(recorded: Iterable[e.Recorded], start: Ticket | None = None) -> Ticket:
    """The ticket after `recorded`, from `start` (default: nothing has happened yet)."""
    state = start or Ticket()
    for one in recorded:
        changes = _changes(one.event, state, one.at)
        state = replace(state, **{"changed_at": one.at, **changes})
    return state


Changes = dict[str, Any]


@singledispatch
def _changes(event: object, state: Ticket, at: datetime) -> Changes:
    raise TypeError(f"a ticket does not know the event {type(event).__name__}")


@_changes.register
def _(event: e.TicketOpened, state: Ticket, at: datetime) -> Changes:
    return {
        "customer": event.customer,
        "channel": event.channel,
        "language": event.language,
        "policy": event.policy,
        "product": event.product,
        "plan": event.plan,
        "priority": event.priority,
        "mailbox": event.mailbox,
        "subscription": event.subscription,
        "follows": event.follows,
        "opened_at": at,
        "asked_at": at,
    }


@_changes.register
def _(event: e.TicketImported, state: Ticket, at: datetime) -> Changes:
    """Without `asked_at`: whoever opens it again asks then."""
    return {
        "customer": event.customer,
        "channel": event.channel,
        "language": event.language,
        "policy": event.policy,
        "mailbox": event.mailbox,
        "status": "solved",
        "imported": True,
        "opened_at": at,
        "settled_at": at,
    }


@_changes.register
def _(event: e.MessageImported, state: Ticket, at: datetime) -> Changes:
    """Mails of a time that is over may come in any order."""
    latest = max(at, state.changed_at or at)
    return {
        "messages": event.message,
        "last_public": event.message,
        "changed_at": latest,
        "settled_at": latest,
    }


@_changes.register
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


@_changes.register
def _(event: e.MessageVouched, state: Ticket, at: datetime) -> Changes:
    """It is the customer's since it was received; what was settled meanwhile is open again."""
    since = event.received_at
    oldest = state.unanswered_since is None or since < state.unanswered_since
    newest = event.message > state.last_customer_message
    changes: Changes = {
        "doubted": _others(state.doubted, event.message),
        "status": "open",
        "unanswered_since": since if oldest else state.unanswered_since,
        "unanswered_message": event.message if oldest else state.unanswered_message,
        "last_customer_at": max(since, state.last_customer_at or since),
        "last_customer_message": event.message if newest else state.last_customer_message,
    }
    if state.settled:
        changes |= {"asked_at": since, "asked_message": event.message, "imported": False}
    return changes


@_changes.register
def _(event: e.MessageDiscarded, state: Ticket, at: datetime) -> Changes:
    return {"doubted": _others(state.doubted, event.message)}


def _others(messages: tuple[int, ...], one: int) -> tuple[int, ...]:
    return tuple(message for message in messages if message != one)


@_changes.register
def _(event: e.ReplySent, state: Ticket, at: datetime) -> Changes:
    return {
        "messages": event.message,
        "last_public": event.message,
        "unanswered_since": None,
        "replies": (*state.replies, Reply(event.message, at, _unanswered(state))),
        "urgent": False,
        "repetitions": 0,
    }


def _unanswered(state: Ticket) -> Unanswered:
    return Unanswered(
        state.status,
        state.unanswered_since,
        state.unanswered_message,
        state.urgent,
        state.repetitions,
        state.settled_at,
    )


@_changes.register
def _(event: e.ReplyWithdrawn, state: Ticket, at: datetime) -> Changes:
    """As if it had never been written, whatever happened meanwhile."""
    taken = next(reply for reply in state.replies if reply.message == event.message)
    others = without(state.replies, event.message)
    if others and others[-1].message > event.message:
        return {"replies": others}
    over = taken.over
    answered = over.since is None
    return {
        "replies": others,
        "status": over.status if state.status in ("waiting", "solved") else state.status,
        "settled_at": over.settled_at if state.status == "solved" else state.settled_at,
        "unanswered_since": state.unanswered_since if answered else over.since,
        "unanswered_message": state.unanswered_message if answered else over.message,
        "urgent": state.urgent or over.urgent,
        "repetitions": state.repetitions + over.repetitions,
    }


@_changes.register
def _(event: e.ReplySentAgain, state: Ticket, at: datetime) -> Changes:
    again = Reply(event.message, at, _unanswered(state))
    replies = with_again(state.replies, again)
    if state.last_customer_message > event.message:  # it does not answer what came after it
        return {"replies": replies}
    return {"replies": replies, "unanswered_since": None, "urgent": False, "repetitions": 0}


@_changes.register
def _(event: e.NoteWritten, state: Ticket, at: datetime) -> Changes:
    return {"messages": event.message}


@_changes.register
def _(event: e.Acknowledged, state: Ticket, at: datetime) -> Changes:
    return {}


@_changes.register
def _(event: e.Resent, state: Ticket, at: datetime) -> Changes:
    return {"urgent": True}


@_changes.register
def _(event: e.Repeated, state: Ticket, at: datetime) -> Changes:
    return {"repetitions": state.repetitions + 1}


@_changes.register
def _(event: e.Assigned, state: Ticket, at: datetime) -> Changes:
    return {"assignee": event.to}


@_changes.register
def _(event: e.Classified, state: Ticket, at: datetime) -> Changes:
    return {"kind": event.kind, "cause": event.cause or ""}


@_changes.register
def _(event: e.FactsChanged, state: Ticket, at: datetime) -> Changes:
    said = {name: getattr(event, name) for name in ("product", "plan", "priority", "subscription")}
    changes: Changes = {fact: value for fact, value in said.items() if value is not None}
    renewed = state.subscription == "ended" and event.subscription in ("", "active")
    return changes | ({"renewed_at": at} if renewed else {})


@_changes.register
def _(event: e.MarkedWaiting, state: Ticket, at: datetime) -> Changes:
    return {"status": "waiting"}


@_changes.register
def _(event: e.Solved, state: Ticket, at: datetime) -> Changes:
    settled: Changes = {"urgent": False, "unanswered_since": None, "settled_at": at}
    return settled | {"status": "solved"}


@_changes.register
def _(event: e.Closed, state: Ticket, at: datetime) -> Changes:
    settled: Changes = {"urgent": False, "unanswered_since": None, "settled_at": at}
    return settled | {"status": "closed"}


@_changes.register
def _(event: e.Reopened, state: Ticket, at: datetime) -> Changes:
    if not state.settled:
        return {"status": "open"}
    return {
        "status": "open",
        "asked_at": at,
        "asked_message": state.messages,
        "imported": False,
    }


@_changes.register
def _(event: e.DeliveryFailed, state: Ticket, at: datetime) -> Changes:
    if not event.permanent:
        return {}
    arrived = without(state.replies, event.message)
    last = state.last_customer_message
    answered = event.message < last or (arrived and arrived[-1].message > last)
    if state.unanswered_since or answered:
        return {"replies": arrived}
    return {
        "replies": arrived,
        "unanswered_since": state.last_customer_at,
        "unanswered_message": last,
    }


_changes.register(e.TookIn, moving.took_in)
_changes.register(e.MergedInto, moving.merged_into)
_changes.register(e.MergeUndone, moving.merge_undone)
_changes.register(e.MessagesMoved, moving.messages_moved)
_changes.register(e.Linked, moving.linked)
_changes.register(e.Unlinked, moving.unlinked)
_changes.register(e.LetIn, moving.let_in)
_changes.register(e.TakenOut, moving.taken_out)
for _silent in (e.SplitOff, e.RequestJoined, e.CopyFailed):
    _changes.register(_silent, moving.unchanged)


@_changes.register
def _(event: e.PromiseStarted, state: Ticket, at: datetime) -> Changes:
    return {"promises": (*state.promises, begun(event))}


@_changes.register(e.PromiseImproved)
@_changes.register(e.PromiseKept)
@_changes.register(e.PromiseBroken)
@_changes.register(e.PromiseMetLate)
@_changes.register(e.PromiseOwedAgain)
@_changes.register(e.PromiseWarned)
@_changes.register(e.PromisePaused)
@_changes.register(e.PromiseResumed)
@_changes.register(e.PromiseRestored)
def _amended(event: e.OnPromise, state: Ticket, at: datetime) -> Changes:
    number = event.promise
    after = amended(event, state.promise(number), at)
    return {"promises": (*state.promises[: number - 1], after, *state.promises[number:])}


@_changes.register
def _(event: e.PromiseReleased, state: Ticket, at: datetime) -> Changes:
    changes = _amended(event, state, at)
    if state.promise(event.promise).kind not in REPLIES or event.code in _STILL_WAITING:
        return changes
    return changes | {"unanswered_since": None}


#: A reply was released, but another one is owed in its place.
_STILL_WAITING = ("earlier_due", "undelivered", "withdrawn", "merged", "carried", "moved")
