"""What is owed when two tickets become one, or one becomes two (PROMISES.md 15).

Of what a reply keeps, of updates, and of each kind of settling, the promise that is due first
survives, on the ticket that remains and with its own start and verdict; the other is released.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kept.core import events as e
from kept.core.promise import REPLIES, SETTLING, UPDATES, Promise, amended
from kept.core.promises.edition import Edition
from kept.core.promises.ending import done
from kept.core.promises.pausing import resuming
from kept.core.ticket import Ticket

_FAMILIES: Final[tuple[tuple[e.PromiseKind, ...], ...]] = (
    REPLIES,
    UPDATES,
    *((kind,) for kind in SETTLING),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a merge does to the promises: on the ticket that ends, and on the one that remains."""

    ending: tuple[e.Event, ...]
    remaining: tuple[e.Event, ...]


def merged(
    ending: Ticket,
    remaining: Ticket,
    at: datetime,
    edition: Edition,
    places: Mapping[int, int],
    ticket: int,
) -> Outcome:
    """`ticket` is the number of the one that ends, `edition` its own; `places`: where its messages
    stand now."""
    over: list[e.Event] = []
    goes_on: list[e.Event] = []
    number = len(remaining.promises)
    for theirs, ours in _pairs(ending, remaining):
        first = min((*ours, *theirs), key=lambda one: _due(one, at, edition, theirs))
        for one in theirs:
            over.append(_ended(one, "carried" if one is first else "merged"))
        if any(one is first for one in ours):
            continue
        goes_on += [_ended(one, "merged") for one in ours]
        number += 1
        going = _going(first, at, edition)
        goes_on.append(_carried(going, number, places.get(first.message, 1), ticket))
        if first.state == "broken" or at > going.due_at:
            goes_on.append(e.PromiseBroken(promise=number, due_at=going.due_at))
    return Outcome(tuple(over), tuple(goes_on))


def _pairs(ending: Ticket, remaining: Ticket) -> Iterator[tuple[list[Promise], list[Promise]]]:
    """What is owed of one family, told or the team's own: there, and here."""
    for family in _FAMILIES:
        for internal in (False, True):
            theirs = _owed(ending, family, internal=internal)
            if theirs:
                yield theirs, _owed(remaining, family, internal=internal)


def _owed(state: Ticket, family: tuple[e.PromiseKind, ...], *, internal: bool) -> list[Promise]:
    return [
        one
        for one in state.promises
        if one.owed and one.kind in family and one.internal == internal
    ]


def _due(one: Promise, at: datetime, edition: Edition, theirs: list[Promise]) -> datetime:
    """When it would be due if its clock went on now; of equals, what is there already stays."""
    return _going(one, at, edition).due_at if any(one is x for x in theirs) else one.due_at


def _going(one: Promise, at: datetime, edition: Edition) -> Promise:
    """The promise with its clock running: the merge is the end of its pause."""
    return amended(resuming(one, at, edition), one, at) if one.state == "paused" else one


def _ended(one: Promise, code: e.ReleaseCode) -> e.PromiseReleased:
    return e.PromiseReleased(promise=one.number, reason="", clause=one.clause, code=code)


def _carried(one: Promise, number: int, message: int, ticket: int) -> e.PromiseStarted:
    """The same promise on the other ticket: same rule, same start, same moment."""
    return e.PromiseStarted(
        promise=number,
        rule=one.rule,
        kind=one.kind,
        clause=one.clause,
        policy=one.policy,
        calendar=one.calendar,
        message=message,
        started_at=one.started_at,
        due_at=one.due_at,
        aim_at=one.aim_at,
        warn_at=one.warn_at,
        warns=one.warns[one.warned :],
        pauses=one.pauses,
        internal=one.internal,
        carried_from=ticket,
    )


def undelivered(
    ended: Ticket,
    remaining: Ticket,
    at: datetime,
    edition: Edition,
    places: Mapping[int, int],
    ticket: int,
) -> Outcome:
    """A reply of `ticket`, which has `ended` in the remaining one, never arrived: what it had kept
    is owed again, and goes on there. What was answered there since is no reason to end another
    promise: it meets the one that goes on. `edition` and `places` as in `merged`."""
    owed = [one for one in ended.promises if one.owed]
    since = min((places.get(one.message, 1) for one in owed), default=0)
    if not any(reply.message > since for reply in remaining.replies):
        return merged(ended, remaining, at, edition, places, ticket)
    numbers = range(len(remaining.promises) + 1, len(remaining.promises) + len(owed) + 1)
    return Outcome(
        tuple(_ended(one, "carried") for one in owed),
        tuple(
            _carried(one, number, places.get(one.message, 1), ticket)
            for number, one in zip(numbers, owed, strict=True)
        ),
    )


def answered(state: Ticket, started: e.PromiseStarted, edition: Edition) -> Iterator[e.Event]:
    """What was written since the message of a promise that was carried over has met it."""
    promise = state.promise(started.promise)
    if promise.kind in REPLIES:
        later = (reply for reply in state.replies if reply.message > promise.message)
        if (first := next(later, None)) is not None:
            yield from done(promise, first.at, edition, first.message)


def unmerged(ending: Iterable[e.Event], remaining: Iterable[e.Event]) -> Outcome:
    """What undoing gives back, by what the merge did to the promises of either ticket."""
    here = list(remaining)
    back = [
        e.PromiseReleased(promise=one.promise, reason="", clause=one.clause, code="carried")
        for one in here
        if isinstance(one, e.PromiseStarted)
    ]
    return Outcome(tuple(_restored(ending)), (*back, *_restored(here)))


def _restored(did: Iterable[e.Event]) -> Iterator[e.PromiseRestored]:
    for one in did:
        if isinstance(one, e.PromiseReleased):
            yield e.PromiseRestored(promise=one.promise)


def moved(state: Ticket, messages: Collection[int]) -> Iterator[e.Event]:
    """The replies that are owed for messages that another ticket has now: owed there, and counted
    from the same moment."""
    for one in state.promises:
        if one.owed and one.kind in REPLIES and one.message in messages:
            yield _ended(one, "moved")
