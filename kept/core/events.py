"""The vocabulary: everything that can happen on a ticket, one frozen dataclass each.

An event is in the past tense, written once and never changed. It carries the facts that decided
it (rule, clause, policy version, instants), so that a webhook or a replay tells the story as it
was. It carries no personal data: people, words and files stand in rows that events name (a
customer by number, a message by its place in the ticket), and erasing those rows erases the
person from the record.

A type's meaning never changes; a new meaning is a new type. How events are written down and read
back: `event_json`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from pydantic import ConfigDict

from kept.core.moves import OnMoves, PromiseRestored

Channel = Literal["mail", "form", "portal", "desk"]
PromiseKind = Literal["first_reply", "next_reply", "update", "fix", "resolution"]
Tells = Literal["assignee", "team", "lead"]
#: What is known of a customer's subscription; '' where the desk does not know.
Subscription = Literal["", "active", "ended"]
#: Why the desk itself ends a promise; a person gives a reason in their own words.
ReleaseCode = Literal["closed_by_customer", "settled", "earlier_due", "undelivered", "withdrawn",
                      "merged", "carried", "moved"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: a customer, a member of staff, or the desk itself (rules and clocks)."""

    kind: Literal["customer", "staff", "desk"]
    id: int | None = None

    def __str__(self) -> str:
        return self.kind if self.id is None else f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> Actor:
        kind, _, number = text.partition(":")
        if kind not in ("customer", "staff", "desk"):
            raise ValueError(f"no such actor: {text!r}")
        return cls(kind, int(number) if number else None)  # type: ignore[arg-type]


DESK = Actor("desk")

_STRICT = ConfigDict(extra="forbid", strict=False)


class _Event:
    __pydantic_config__ = _STRICT
    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketOpened(_Event):
    """A customer asked for something. `policy` is the version the ticket runs under; product,
    plan and priority are names that it declares, empty where nobody has said. `mailbox`: the
    address of ours that the request came to, empty where it came to none. `subscription` is the
    customer's at that moment; `follows` the settled ticket in which it was written too late to open
    that one again."""

    customer: int
    channel: Channel
    language: str
    policy: int
    product: str = ""
    plan: str = ""
    priority: str = ""
    mailbox: str = ""
    subscription: Subscription = ""
    follows: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketImported(_Event):
    """A request from before this desk kept its record was found in an old mailbox: settled, and
    nothing is owed (PROMISES.md 17). `policy` is the version a new request would have run under."""

    customer: int
    channel: Channel
    language: str
    policy: int
    mailbox: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageImported(_Event):
    """A mail of that time: of `customer`, or of the team where that is None. It starts, keeps and
    tells nothing."""

    message: int
    customer: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(_Event):
    """A customer's message reached the ticket. `stranger`: the sender does not belong to it.

    `doubted`: it says that it is from somebody who does, and its authentication failed. It stands
    there as a stranger's until a person of the team says what it is.
    """

    message: int
    customer: int
    channel: Channel
    stranger: bool = False
    doubted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageVouched(_Event):
    """A person of the team took a doubted message for the customer's own. It counts from when it
    was received."""

    message: int
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDiscarded(_Event):
    """A person of the team holds a doubted message to be nothing of this request. `ticket`: the
    request of its own that it became, if it did."""

    message: int
    ticket: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplySent(_Event):
    """A person of the team answered the customer. `copies`: who else of the ticket was sent it."""

    message: int
    copies: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyWithdrawn(_Event):
    """Who had written a reply took it back before its mail left: the customer never saw it."""

    message: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplySentAgain(_Event):
    """A reply that no server had taken was handed over once more, by a person's word."""

    message: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten(_Event):
    """A person of the team left a note that only the team sees."""

    message: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged(_Event):
    """The desk told the customer that a message arrived and what is owed. Keeps no promise.

    `clause`: by which nothing is owed to them; empty where none says so.
    """

    message: int
    occasion: Literal["request", "resend", "repetition"]
    promise: int | None = None
    clause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resent(_Event):
    """The customer asked again after the waiting time of `clause`: legitimate, and urgent."""

    message: int
    clause: str
    policy: int
    waited_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated(_Event):
    """The customer sent the same text again before the waiting time of `clause` was over."""

    message: int
    clause: str
    policy: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned(_Event):
    """The ticket belongs to `to` now; None: to nobody."""

    to: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified(_Event):
    """The team said what the request is; `cause` only for a bug (§2)."""

    kind: str
    cause: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsChanged(_Event):
    """Somebody said what the request is about, or how it ranks. None: that stays as it was."""

    product: str | None = None
    plan: str | None = None
    priority: str | None = None
    subscription: Subscription | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedWaiting(_Event):
    """The team asked the customer for something and waits for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved(_Event):
    """The team holds the request to be settled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(_Event):
    """The customer said that the request is settled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened(_Event):
    """The ticket is open again: a person said so, or the customer wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFailed(_Event):
    """A reply did not reach the customer: the server's words say why."""

    message: int
    permanent: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToWarn(_Event):
    """Part of a promise that starts: so long before its due moment, whom to warn."""

    before_seconds: float
    tells: Tells


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseStarted(_Event):
    """A clause owes the customer something by `due_at`. `promise` is its place in the ticket.

    `warns` are in the order of their moments, the first of which is `warn_at`. `pauses`: its
    clock stands still while the desk waits for the customer. `internal`: not told to customers.
    """

    promise: int
    rule: str
    kind: PromiseKind
    clause: str
    policy: int
    calendar: str
    message: int
    started_at: datetime
    due_at: datetime
    aim_at: datetime | None
    warn_at: datetime | None
    warns: tuple[ToWarn, ...] = ()
    pauses: bool = False
    internal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseImproved(_Event):
    """A lead let version `policy` apply to a promise that runs, as it is due earlier under it:
    `due_at` instead of `was_due_at`, counted from where it started."""

    promise: int
    rule: str
    clause: str
    policy: int
    calendar: str
    due_at: datetime
    aim_at: datetime | None
    warns: tuple[ToWarn, ...]
    pauses: bool
    was_policy: int
    was_due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseWarned(_Event):
    """The promise is due soon: `tells` heard of it. `warning` counts from 1 in its `warns`."""

    promise: int
    warning: int
    tells: Tells
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisePaused(_Event):
    """The clock stands still: the desk waits for the customer. Seconds that are left: open time
    where the promise counts in open time, else time on the clock."""

    promise: int
    left_seconds: float
    aim_left_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseResumed(_Event):
    """The clock runs again, and what was left leads to these moments. `resumed_at`: since when,
    where that was found out later."""

    promise: int
    paused_at: datetime
    due_at: datetime
    aim_at: datetime | None = None
    resumed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseKept(_Event):
    """What was owed was done at `kept_at`, at or before `due_at`. `message`: the reply, if one."""

    promise: int
    kept_at: datetime
    message: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseBroken(_Event):
    """`due_at` went by and what was owed was not done. It stays broken."""

    promise: int
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseMetLate(_Event):
    """What a broken promise owed was done after all; it stays broken. Seconds of delay."""

    promise: int
    met_at: datetime
    late_seconds: float
    late_open_seconds: float
    message: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseOwedAgain(_Event):
    """The reply that had kept the promise never arrived: it is owed from its first start."""

    promise: int
    message: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseReleased(_Event):
    """Nothing is owed any more: `reason` says why in a person's words, `code` why the desk itself
    ended it, without words (early records have an English sentence instead)."""

    promise: int
    reason: str
    clause: str
    code: ReleaseCode | None = None


OnPromise: TypeAlias = (
    PromiseImproved
    | PromiseWarned
    | PromisePaused
    | PromiseResumed
    | PromiseKept
    | PromiseBroken
    | PromiseMetLate
    | PromiseOwedAgain
    | PromiseReleased
    | PromiseRestored
)
"""What changes a promise that has started."""

Event: TypeAlias = (
    TicketOpened
    | TicketImported
    | MessageImported
    | MessageReceived
    | MessageVouched
    | MessageDiscarded
    | ReplySent
    | ReplyWithdrawn
    | ReplySentAgain
    | NoteWritten
    | Acknowledged
    | Resent
    | Repeated
    | Assigned
    | Classified
    | FactsChanged
    | MarkedWaiting
    | Solved
    | Closed
    | Reopened
    | DeliveryFailed
    | PromiseStarted
    | OnPromise
    | OnMoves
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event in its place: what happened, when, and by whom. `at` is when it happened."""

    event: Event
    at: datetime
    by: Actor
