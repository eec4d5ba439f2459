"""One promise as its events tell it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import singledispatch
from typing import Final, Literal, Protocol, TypeVar

from kept.core import events as e

PromiseState = Literal["running", "paused", "kept", "broken", "released"]

#: What a reply keeps for good, what it keeps and starts anew, what settling the request keeps.
REPLIES: Final[tuple[e.PromiseKind, ...]] = ("first_reply", "next_reply")
UPDATES: Final[tuple[e.PromiseKind, ...]] = ("update",)
SETTLING: Final[tuple[e.PromiseKind, ...]] = ("fix", "resolution")


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What a clause owes on a ticket (PROMISES.md 1). `number` is its place in the ticket.

    While it is paused, `left_seconds` are left of it, in its own measure, and `due_at` is what it
    was before. `held` are its pauses that are over. `reason` says why it was released: in a
    person's words, or a code of the desk's own (events.ReleaseCode).
    """

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
    internal: bool = False
    pauses: bool = False
    paused_at: datetime | None = None
    left_seconds: float | None = None
    aim_left_seconds: float | None = None
    held: tuple[tuple[datetime, datetime], ...] = ()
    warns: tuple[e.ToWarn, ...] = ()
    warned: int = 0
    #: The versions that it was pinned to before a better one (PROMISES.md 2), and its rules there.
    formerly: tuple[tuple[int, str], ...] = ()
    #: What it was before a merge ended it: undoing the merge brings that back.
    was: Promise | None = None

    @property
    def rules(self) -> tuple[tuple[int, str], ...]:
        """What has made it, in each version: (version, rule)."""
        return (*self.formerly, (self.policy, self.rule))

    @property
    def owed(self) -> bool:
        return is_owed(self.state, self.met_at)

    @property
    def next_at(self) -> datetime | None:
        """When the watcher must look: a warning is due, or the promise itself."""
        if self.state != "running":
            return None
        warning = self.warning_at(self.warned + 1)
        return min(warning, self.due_at) if warning else self.due_at

    def warning_at(self, number: int) -> datetime | None:
        """The moment of a warning, counted from 1; None when there are not so many.

        What would have been before the clock began, or went on, is told then.
        """
        if number > len(self.warns):
            return None
        before = timedelta(seconds=self.warns[number - 1].before_seconds)
        return max(self.due_at - before, self.held[-1][1] if self.held else self.started_at)


def is_owed(state: str, met_at: datetime | None) -> bool:
    """Whether the customer still waits: it is not over, or it is broken and not made good."""
    return state in ("running", "paused") or (state == "broken" and met_at is None)


class Owable(Protocol):
    """A promise in any of its shapes: folded, a row, part of a row."""

    @property
    def owed(self) -> bool: ...
    @property
    def state(self) -> str: ...
    @property
    def due_at(self) -> datetime: ...


P = TypeVar("P", bound=Owable)


def next_owed(promises: Iterable[P]) -> P | None:
    """The promise that matters next: of those still owed, the one due first. One whose clock
    stands still comes after all that run."""
    owed = (p for p in promises if p.owed)
    return min(owed, key=lambda p: (p.state == "paused", p.due_at), default=None)


class Tellable(Owable, Protocol):
    """A promise of which a customer may have been told."""

    @property
    def internal(self) -> bool: ...


T = TypeVar("T", bound=Tellable)


def told(promises: Iterable[T]) -> list[T]:
    """The promises that customers know of: not the team's own."""
    return [promise for promise in promises if not promise.internal]


def begun(event: e.PromiseStarted) -> Promise:
    return Promise(
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
        internal=event.internal,
        pauses=event.pauses,
        warns=event.warns,
    )


@singledispatch
def amended(event: object, was: Promise, at: datetime) -> Promise:
    """The promise after an event that changes it."""
    raise TypeError(f"a promise does not know the event {type(event).__name__}")


@amended.register
def _(event: e.PromiseKept, was: Promise, at: datetime) -> Promise:
    return replace(was, state="kept", met_at=event.kept_at, met_by=event.message)


@amended.register
def _(event: e.PromiseBroken, was: Promise, at: datetime) -> Promise:
    return replace(was, state="broken")


@amended.register
def _(event: e.PromiseMetLate, was: Promise, at: datetime) -> Promise:
    return replace(
        was,
        met_at=event.met_at,
        met_by=event.message,
        late_open_seconds=event.late_open_seconds,
    )


@amended.register
def _(event: e.PromiseOwedAgain, was: Promise, at: datetime) -> Promise:
    return replace(
        was,
        state="running" if was.state == "kept" else was.state,
        met_at=None,
        met_by=None,
        late_open_seconds=None,
    )


@amended.register
def _(event: e.PromiseReleased, was: Promise, at: datetime) -> Promise:
    ended = replace(was, reason=event.reason or event.code or "", paused_at=None)
    if event.code in ("merged", "carried"):
        ended = replace(ended, was=was)
    if event.code == "carried":  # it goes on elsewhere, and its verdict with it
        return replace(ended, state="released", met_at=None, left_seconds=None)
    # A promise that was already broken stays broken, also where no watcher had looked yet:
    # releasing it only ends the waiting.
    if was.state == "broken" or (was.state == "running" and at > was.due_at):
        return replace(ended, state="broken", met_at=at)
    return replace(ended, state="released", left_seconds=None, aim_left_seconds=None)


@amended.register
def _(event: e.PromiseRestored, was: Promise, at: datetime) -> Promise:
    return was.was or was


@amended.register
def _(event: e.PromiseImproved, was: Promise, at: datetime) -> Promise:
    better = replace(
        was,
        rule=event.rule,
        clause=event.clause,
        policy=event.policy,
        calendar=event.calendar,
        due_at=event.due_at,
        aim_at=event.aim_at,
        warns=event.warns,
        warned=0,  # of the new moment nobody was told
        pauses=event.pauses,
        formerly=(*was.formerly, (was.policy, was.rule)),
    )
    return replace(better, warn_at=better.warning_at(1) or better.due_at)


@amended.register
def _(event: e.PromiseWarned, was: Promise, at: datetime) -> Promise:
    return replace(was, warned=event.warning)


@amended.register
def _(event: e.PromisePaused, was: Promise, at: datetime) -> Promise:
    return replace(
        was,
        state="paused",
        paused_at=at,
        left_seconds=event.left_seconds,
        aim_left_seconds=event.aim_left_seconds,
    )


@amended.register
def _(event: e.PromiseResumed, was: Promise, at: datetime) -> Promise:
    going = replace(
        was,
        state="running",
        due_at=event.due_at,
        aim_at=event.aim_at,
        paused_at=None,
        left_seconds=None,
        aim_left_seconds=None,
        held=(*was.held, (event.paused_at, event.resumed_at or at)),
    )
    return replace(going, warn_at=going.warning_at(1) or going.due_at)
