"""A ticket as its events tell it: `fold` is the only definition of a ticket's state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import singledispatch
from typing import Any, Literal, Protocol, TypeVar

from kept.core import events as e

Status = Literal["open", "waiting", "solved", "closed"]
PromiseState = Literal["running", "kept", "broken", "released"]

#: What the inbox shows first. Within a rank, the earlier moment comes first.
URGENT, OWED, UNANSWERED, QUIET, WAITING, SETTLED = range(6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What a clause owes on this ticket (PROMISES.md 1). `number` is its place in the ticket."""

    number: int
    rule: str
    kind: e.PromiseKind
    clause: str
    policy: int
    calendar: str
    message: int
    started_at: datetime
    due_at: datetime
    aim_at: datetime | None
    warn_at: datetime | None
    state: PromiseState = "running"
    met_at: datetime | None = None
    met_by: int | None = None
    late_open_seconds: float | None = None
    reason: str = ""

    @property
    def owed(self) -> bool:
        return is_owed(self.state, self.met_at)


def is_owed(state: str, met_at: datetime | None) -> bool:
    """Whether the customer still waits: it runs, or it is broken and not yet made good."""
    return state == "running" or (state == "broken" and met_at is None)


class Owable(Protocol):
    """A promise in any of its shapes: folded, a row, part of a row."""

    @property
    def owed(self) -> bool: ...
    @property
    def due_at(self) -> datetime: ...


P = TypeVar("P", bound=Owable)


def next_owed(promises: Iterable[P]) -> P | None:
    """The promise that matters next: of those still owed, the one due first."""
    return min((p for p in promises if p.owed), key=lambda p: p.due_at, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """The state of one ticket. Instants are UTC; `messages` counts all messages and notes."""

    customer: int = 0
    channel: e.Channel = "mail"
    language: str = ""
    policy: int = 0
    status: Status = "open"
    assignee: int | None = None
    kind: str = ""
    cause: str = ""
    urgent: bool = False
    opened_at: datetime | None = None
    changed_at: datetime | None = None
    messages: int = 0
    last_public: int = 0
    last_customer_at: datetime | None = None
    unanswered_since: datetime | None = None
    replied: bool = False
    repetitions: int = 0
    promises: tuple[Promise, ...] = ()

    @property
    def next_owed(self) -> Promise | None:
        return next_owed(self.promises)

    @property
    def rank(self) -> int:
        if self.status in ("solved", "closed"):
            return SETTLED
        if self.next_owed or self.unanswered_since:
            return URGENT if self.urgent else OWED if self.next_owed else UNANSWERED
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
        state = replace(state, changed_at=one.at, **changes)
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
        "opened_at": at,
    }


@_changes.register
def _(event: e.MessageReceived, state: Ticket, at: datetime) -> Changes:
    said: Changes = {"messages": event.message, "last_public": event.message}
    if event.stranger:
        return said
    return said | {
        "status": "open" if state.status == "waiting" else state.status,
        "last_customer_at": at,
        "unanswered_since": state.unanswered_since or at,
    }


@_changes.register
def _(event: e.ReplySent, state: Ticket, at: datetime) -> Changes:
    return {
        "messages": event.message,
        "last_public": event.message,
        "unanswered_since": None,
        "replied": True,
        "urgent": False,
        "repetitions": 0,
    }


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
def _(event: e.MarkedWaiting, state: Ticket, at: datetime) -> Changes:
    return {"status": "waiting"}


@_changes.register
def _(event: e.Solved, state: Ticket, at: datetime) -> Changes:
    return {"status": "solved", "urgent": False, "unanswered_since": None}


@_changes.register
def _(event: e.Closed, state: Ticket, at: datetime) -> Changes:
    return {"status": "closed", "urgent": False, "unanswered_since": None}


@_changes.register
def _(event: e.Reopened, state: Ticket, at: datetime) -> Changes:
    return {"status": "open"}


@_changes.register
def _(event: e.DeliveryFailed, state: Ticket, at: datetime) -> Changes:
    if not event.permanent or state.unanswered_since or event.message != state.last_public:
        return {}
    return {"unanswered_since": state.last_customer_at}


@_changes.register
def _(event: e.PromiseStarted, state: Ticket, at: datetime) -> Changes:
    started = Promise(
        number=event.promise,
        rule=event.rule,
        kind=event.kind,
        clause=event.clause,
        policy=event.policy,
        calendar=event.calendar,
        message=event.message,
        started_at=event.started_at,
        due_at=event.due_at,
        aim_at=event.aim_at,
        warn_at=event.warn_at,
    )
    return {"promises": (*state.promises, started)}


def _amended(ticket: Ticket, number: int, **changes: Any) -> Changes:
    promise = replace(ticket.promise(number), **changes)
    return {"promises": (*ticket.promises[: number - 1], promise, *ticket.promises[number:])}


@_changes.register
def _(event: e.PromiseKept, state: Ticket, at: datetime) -> Changes:
    return _amended(state, event.promise, state="kept", met_at=event.kept_at, met_by=event.message)


@_changes.register
def _(event: e.PromiseBroken, state: Ticket, at: datetime) -> Changes:
    return _amended(state, event.promise, state="broken")


@_changes.register
def _(event: e.PromiseMetLate, state: Ticket, at: datetime) -> Changes:
    return _amended(
        state,
        event.promise,
        met_at=event.met_at,
        met_by=event.message,
        late_open_seconds=event.late_open_seconds,
    )


@_changes.register
def _(event: e.PromiseOwedAgain, state: Ticket, at: datetime) -> Changes:
    was = state.promise(event.promise).state
    return _amended(
        state,
        event.promise,
        state="running" if was == "kept" else was,
        met_at=None,
        met_by=None,
        late_open_seconds=None,
    )


@_changes.register
def _(event: e.PromiseReleased, state: Ticket, at: datetime) -> Changes:
    was = state.promise(event.promise)
    # A promise that was already broken stays broken: releasing it only ends the waiting.
    if was.state == "broken":
        changes = _amended(state, event.promise, met_at=at, reason=event.reason)
    else:
        changes = _amended(state, event.promise, state="released", reason=event.reason)
    return changes if was.kind == "fix" else changes | {"unanswered_since": None}
