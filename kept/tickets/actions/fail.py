"""A reply did not reach the customer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from kept.core import decide, decide_moves
from kept.core.decide import Refused
from kept.core.events import DESK, Actor, Event
from kept.core.promises.merging import undelivered
from kept.core.ticket import Ticket as State
from kept.core.ticket import fold
from kept.record import events, policy
from kept.tickets import elsewhere
from kept.tickets.write import Done, change

_Station = tuple[int, int]


def fail(
    ticket: int, message: int, reason: str, *, permanent: bool, at: datetime, by: Actor = DESK
) -> Done | Refused:
    """Tell the ticket that delivery failed. For good: what the reply had kept is owed again, also
    where its ticket was merged since, or the reply moved away."""
    *stood, now = elsewhere.stations(ticket, message)
    with transaction.atomic():
        elsewhere.lock(now[0], *(number for number, _place in stood))
        done = _failed(now, reason, permanent=permanent, at=at, by=by)
        for one in stood if permanent else ():
            _owed_again(one, now, reason, at=at, by=by)
        return done


def _failed(
    where: _Station, reason: str, *, permanent: bool, at: datetime, by: Actor
) -> Done | Refused:
    ticket, message = where
    return change(
        ticket,
        lambda state, edition: decide.delivery_failed(message, reason, permanent),
        at=at,
        by=by,
        merged_too=True,
    )


def _owed_again(stood: _Station, now: _Station, reason: str, *, at: datetime, by: Actor) -> None:
    """What the reply had kept of the ticket where it stood before: owed there, or, where that
    ticket was merged, where the reply stands `now`."""
    ticket, message = stood
    kept = {one.met_by for one in fold(events.history(ticket)).promises}
    if message not in kept:
        return
    _failed(stood, reason, permanent=True, at=at, by=by)
    ended = fold(events.history(ticket))
    if ended.merged_into is None:
        return
    versions = {promise.policy for promise in ended.promises}
    outcome = undelivered(
        ended,
        fold(events.history(now[0])),
        at,
        policy.pinned(ended.policy, versions),
        _places(ticket, ended, now[0]),
        ticket,
    )
    _happen(ticket, outcome.ending, versions, at)
    _happen(now[0], outcome.remaining, versions, at)


def _places(ticket: int, ended: State, now: int) -> dict[int, int]:
    """Where the messages for which something was promised stand in the ticket `now`."""
    promised = {promise.message for promise in ended.promises}
    stand = {message: elsewhere.now_at(ticket, message) for message in promised}
    return {message: place for message, (number, place) in stand.items() if number == now}


def _happen(ticket: int, told: Iterable[Event], versions: set[int], at: datetime) -> None:
    change(
        ticket,
        lambda state, edition: list(told),
        at=at,
        by=DESK,
        applied=versions,
        merged_too=True,
    )


def fail_copy(
    ticket: int, message: int, reason: str, *, customer: int, permanent: bool, at: datetime
) -> Done | Refused:
    """Tell the ticket that the copy of a reply for `customer`, who takes part, did not arrive. What
    the reply kept stays kept: the ticket's own customer has it."""
    ticket, message = elsewhere.now_at(ticket, message)
    return change(
        ticket,
        lambda state, edition: decide_moves.copy_failed(message, customer, reason, permanent),
        at=at,
        by=DESK,
    )
