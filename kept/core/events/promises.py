"""Part of the vocabulary: what is owed, from its first moment to its last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from kept.core.events.fact import Fact

PromiseKind = Literal["first_reply", "next_reply", "update", "fix", "resolution"]
Tells = Literal["assignee", "team", "lead"]
#: Why the desk itself ends a promise; a person gives a reason in their own words.
ReleaseCode = Literal["closed_by_customer", "settled", "earlier_due", "undelivered", "withdrawn",
                      "merged", "carried", "moved", "erased"]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ToWarn(Fact):
    """Part of a promise that starts: so long before its due moment, whom to warn."""

    before_seconds: float
    tells: Tells


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseStarted(Fact):
    """A clause owes the customer something by `due_at`. `promise` is its place in the ticket.

    `warns` are in the order of their moments, the first of which is `warn_at`. `pauses`: its
    clock stands still while the desk waits for the customer. `internal`: not told to customers.
    `carried_from`: the ticket, merged into this one, on which it was owed before.
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
    carried_from: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseImproved(Fact):
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
class PromiseWarned(Fact):
    """The promise is due soon: `tells` heard of it. `warning` counts from 1 in its `warns`."""

    promise: int
    warning: int
    tells: Tells
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisePaused(Fact):
    """The clock stands still: the desk waits for the customer. Seconds that are left: open time
    where the promise counts in open time, else time on the clock."""

    promise: int
    left_seconds: float
    aim_left_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseResumed(Fact):
    """The clock runs again, and what was left leads to these moments. `resumed_at`: since when,
    where that was found out later."""

    promise: int
    paused_at: datetime
    due_at: datetime
    aim_at: datetime | None = None
    resumed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseKept(Fact):
    """What was owed was done at `kept_at`, at or before `due_at`. `message`: the reply, if one."""

    promise: int
    kept_at: datetime
    message: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseBroken(Fact):
    """`due_at` went by and what was owed was not done. It stays broken."""

    promise: int
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseMetLate(Fact):
    """What a broken promise owed was done after all; it stays broken. Seconds of delay."""

    promise: int
    met_at: datetime
    late_seconds: float
    late_open_seconds: float
    message: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseOwedAgain(Fact):
    """The reply that had kept the promise never arrived: it is owed from its first start."""

    promise: int
    message: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseReleased(Fact):
    """Nothing is owed any more: `reason` says why in a person's words, `code` why the desk itself
    ended it, without words (early records have an English sentence instead)."""

    promise: int
    reason: str
    clause: str
    code: ReleaseCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseRestored(Fact):
    """The merge that had ended the promise was taken back: it is owed as it was."""

    promise: int


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
