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
from kept.core.promise import REPLIES, SETTLING, UPDATES, Promise, amended, begun
from kept.core.promises.edition import Edition
from kept.core.promises.ending import done, undelivered
from kept.core.promises.pausing import resuming
from kept.core.ticket import Ticket, fold

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
    ending: Ticket, remaining: Ticket, at: datetime, edition: Edition, places: Mapping[int, int]
) -> Outcome:
    """`edition` is that of the ticket that ends; `places`: where its messages stand now."""
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
        goes_on.append(_carried(going, number, places.get(first.message, 1)))
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


def _carried(one: Promise, number: int, message: int) -> e.PromiseStarted:
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
    )


def undelivered_there(
    ended: Ticket,
    remaining: Ticket,
    hop: tuple[int, int],
    at: datetime,
    edition: Edition,
    places: Mapping[int, int],
) -> Outcome:
    """A reply never arrived, and the ticket that it was written in was merged meanwhile. `hop`: its
    place there and where it stands now; `edition` and `places` as in `merged`. What it had kept is
    owed again, on the ticket that goes on, unless a later reply there did arrive."""
    message, place = hop
    again = list(undelivered(ended, message, at, edition))
    state = fold((e.Recorded(event, at, e.DESK) for event in again), ended)
    later = next((reply for reply in remaining.replies if reply.message > place), None)
    if later is None:
        outcome = merged(state, remaining, at, edition, places)
        return Outcome((*again, *outcome.ending), outcome.remaining)
    over: list[e.Event] = []
    goes_on: list[e.Event] = []
    owed = (one for one in state.promises if one.owed)
    for number, one in enumerate(owed, start=len(remaining.promises) + 1):
        over.append(_ended(one, "carried"))
        carried = _carried(one, number, places.get(one.message, 1))
        goes_on += [carried, *done(begun(carried), later.at, edition, later.message)]
    return Outcome((*again, *over), tuple(goes_on))


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
