"""A clock that stands still while the desk waits for the customer (PROMISES.md 13)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from kept.core import events as e
from kept.core.calendar import Calendar
from kept.core.calendar.owed import Elapsed, Owed
from kept.core.promise import Promise
from kept.core.promises.edition import Edition
from kept.core.ticket import Ticket


def moved(
    due: datetime, since: datetime, until: datetime, owed: Owed, calendar: Calendar
) -> datetime:
    """`due` with what was left of it at `since` left again at `until`: time on the clock where
    that is owed, else open time."""
    return _after(until, _left(due, since, owed, calendar), owed, calendar)


def _left(due: datetime, at: datetime, owed: Owed, calendar: Calendar) -> timedelta:
    return due - at if isinstance(owed, Elapsed) else calendar.between(at, due)


def _after(at: datetime, left: timedelta, owed: Owed, calendar: Calendar) -> datetime:
    return at + left if isinstance(owed, Elapsed) else calendar.add(at, left)


def paused(state: Ticket, at: datetime, edition: Edition) -> Iterator[e.Event]:
    """Waiting for a customer who has an answer stops the clocks that a clause lets stop.

    Marked while a message of the customer's waits for a reply, nothing was asked of them: their
    clocks stop with the reply.
    """
    if state.status != "waiting" or state.unanswered_since is not None:
        return
    for promise in state.promises:
        if promise.state != "running" or not promise.pauses or at > promise.due_at:
            continue
        rule, calendar = edition.measure(promise)
        left = _left(promise.due_at, at, rule.owed, calendar)
        aim = None
        if rule.aim and promise.aim_at and at <= promise.aim_at:
            aim = _left(promise.aim_at, at, rule.aim, calendar).total_seconds()
        yield e.PromisePaused(
            promise=promise.number, left_seconds=left.total_seconds(), aim_left_seconds=aim
        )


def resumed(state: Ticket, at: datetime, edition: Edition) -> Iterator[e.PromiseResumed]:
    """What stood still goes on: the customer wrote, or the team takes the request up again."""
    for promise in state.promises:
        if promise.state == "paused":
            yield resuming(promise, at, edition)


def resumed_since(state: Ticket, since: datetime, edition: Edition) -> Iterator[e.PromiseResumed]:
    """What stood still has gone on since `since`: the customer had written then. What stopped
    after that had no reason to."""
    for promise in state.promises:
        if promise.paused_at is not None:
            began = max(since, promise.paused_at)
            yield replace(resuming(promise, began, edition), resumed_at=began)


def resuming(promise: Promise, at: datetime, edition: Edition) -> e.PromiseResumed:
    """The promise that is paused, going on at `at` with what is left of it."""
    assert promise.paused_at is not None
    assert promise.left_seconds is not None
    rule, calendar = edition.measure(promise)
    aim = promise.aim_at
    if promise.aim_left_seconds is not None and rule.aim is not None:
        aim = _after(at, timedelta(seconds=promise.aim_left_seconds), rule.aim, calendar)
    return e.PromiseResumed(
        promise=promise.number,
        paused_at=promise.paused_at,
        due_at=_after(at, timedelta(seconds=promise.left_seconds), rule.owed, calendar),
        aim_at=aim,
    )
