"""What keeps a promise, breaks it or releases it (PROMISES.md 3 and 10 to 12)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from kept.core import events as e
from kept.core.promise import REPLIES, SETTLING, Promise, amended
from kept.core.promises.edition import Edition
from kept.core.promises.pausing import resuming
from kept.core.ticket import Ticket


def met(
    state: Ticket,
    kinds: Collection[e.PromiseKind],
    at: datetime,
    edition: Edition,
    message: int | None = None,
) -> Iterator[e.Event]:
    """What is owed of these kinds is done at `at`, in time or late; by a `message`, only what was
    asked before it."""
    for promise in state.promises:
        if not promise.owed or promise.kind not in kinds:
            continue
        if message is not None and promise.message > message:
            continue
        if promise.state == "paused":
            resumes = resuming(promise, at, edition)
            yield resumes
            promise = amended(resumes, promise, at)
        yield from done(promise, at, edition, message)


def done(
    promise: Promise, at: datetime, edition: Edition, message: int | None
) -> Iterator[e.Event]:
    """What the promise owes is done at `at`. Kept means done at or before the due moment."""
    if promise.state == "running" and at <= promise.due_at:
        yield e.PromiseKept(promise=promise.number, kept_at=at, message=message)
        return
    if promise.state == "running":
        yield e.PromiseBroken(promise=promise.number, due_at=promise.due_at)
    calendar = edition.measure(promise).calendar
    yield e.PromiseMetLate(
        promise=promise.number,
        met_at=at,
        late_seconds=(at - promise.due_at).total_seconds(),
        late_open_seconds=calendar.between(promise.due_at, at).total_seconds(),
        message=message,
    )


def released(
    state: Ticket, kinds: Collection[e.PromiseKind], at: datetime, code: e.ReleaseCode
) -> Iterator[e.Event]:
    """Nothing is owed of these kinds any more; what was due before stays broken."""
    for promise in state.promises:
        if promise.owed and promise.kind in kinds:
            yield from _released(promise, at, code)


def _released(promise: Promise, at: datetime, code: e.ReleaseCode) -> Iterator[e.Event]:
    if promise.state == "running" and at > promise.due_at:
        yield e.PromiseBroken(promise=promise.number, due_at=promise.due_at)
    yield _ended(promise, code)


def _ended(promise: Promise, code: e.ReleaseCode) -> e.PromiseReleased:
    return e.PromiseReleased(promise=promise.number, reason="", clause=promise.clause, code=code)


def undelivered(state: Ticket, message: int, at: datetime, edition: Edition) -> Iterator[e.Event]:
    """A reply never arrived. What it had kept is owed again from its first start, unless a later
    reply did arrive; the wait for news that it had started was none."""
    later = next((reply for reply in state.replies if reply.message > message), None)
    for promise in state.promises:
        if promise.kind == "update" and promise.message == message and promise.owed:
            yield from _released(promise, at, "undelivered")
        if promise.met_by != message:
            continue
        again = e.PromiseOwedAgain(promise=promise.number, message=message)
        yield again
        if later is not None:
            yield from done(amended(again, promise, at), later.at, edition, later.message)
        elif promise.state == "kept" and at > promise.due_at:
            yield e.PromiseBroken(promise=promise.number, due_at=promise.due_at)


def withdrawn(
    was: Ticket, state: Ticket, message: int, at: datetime, edition: Edition
) -> Iterator[e.Event]:
    """A reply was taken back before it left. What it had kept, and what settling the request
    with it had kept, is owed from its first start; what it had begun is owed no more."""
    taken = next(reply for reply in was.replies if reply.message == message)
    later = next((reply for reply in state.replies if reply.message > message), None)
    opened = was.settled and not state.settled
    owed: list[Promise] = []
    for promise in state.promises:
        if promise.kind == "update" and promise.message == message and promise.owed:
            yield from _released(promise, at, "withdrawn")
        settled = opened and promise.kind in SETTLING and promise.met_at is not None
        if promise.met_by != message and not (settled and promise.met_at >= taken.at):  # type: ignore[operator]
            continue
        again = e.PromiseOwedAgain(promise=promise.number, message=message)
        yield again
        if later is not None and promise.met_by == message:
            yield from done(amended(again, promise, at), later.at, edition, later.message)
            continue
        owed.append(promise)
        if promise.state == "kept" and at > promise.due_at:
            yield e.PromiseBroken(promise=promise.number, due_at=promise.due_at)
    yield from _one_for_a_run(state, message, owed, at)
    if taken.over.settled:  # what opening it again had begun
        for promise in state.promises:
            opened_by_it = promise.kind in SETTLING and promise.started_at == taken.at
            if opened_by_it and (state.settled or promise.owed):
                yield _ended(promise, "withdrawn")


def _one_for_a_run(
    state: Ticket, message: int, again: list[Promise], at: datetime
) -> Iterator[e.Event]:
    """What the customer wrote since belongs to the run that waits again (PROMISES.md 11): of two
    promises for it the one that is due earlier stays."""
    for promise in state.promises:
        if promise.owed and promise.kind in REPLIES and promise.message > message:
            instead = (one for one in again if one.kind in REPLIES)
            if any(
                one.internal == promise.internal and one.due_at <= promise.due_at for one in instead
            ):
                yield from _released(promise, at, "withdrawn")


def overdue(state: Ticket, now: datetime) -> list[e.Event]:
    """The promises that `now` finds broken: kept means done at or before the due moment."""
    return [
        e.PromiseBroken(promise=p.number, due_at=p.due_at)
        for p in state.promises
        if p.state == "running" and now > p.due_at
    ]


def passed(state: Ticket, now: datetime) -> list[e.Event]:
    """What the clock has to say by `now`: warnings whose moment has come, broken promises.

    A warning that nobody could give in time is not given: the promise is broken by then.
    """
    return [*_warnings(state, now), *overdue(state, now)]


def _warnings(state: Ticket, now: datetime) -> Iterator[e.Event]:
    for promise in state.promises:
        if promise.state != "running" or now > promise.due_at:
            continue
        for number in range(promise.warned + 1, len(promise.warns) + 1):
            moment = promise.warning_at(number)
            if moment is None or moment > now:
                break
            yield e.PromiseWarned(
                promise=promise.number,
                warning=number,
                tells=promise.warns[number - 1].tells,
                due_at=promise.due_at,
            )
