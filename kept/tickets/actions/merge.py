"""Two tickets turn out to be one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kept.core import decide_moves
from kept.core.decide import Refused
from kept.core.decide_moves import Both
from kept.core.events import Actor, Event, Recorded, TakenIn, TookIn
from kept.core.ticket import fold
from kept.people.models import Staff
from kept.record import events, policy
from kept.tickets import elsewhere
from kept.tickets.models import Ticket
from kept.tickets.write import Done, change


def merge(ticket: int, into: int, *, by: Staff, at: datetime) -> Done | Refused:
    """Let `ticket` go on as `into`, with all its messages, people and what is owed for it
    (PROMISES.md 15): its reply address, Message-IDs and number lead there for ever.

    Who asked in `ticket` takes part in `into` from then on. Answers with `into`. Raises
    Ticket.DoesNotExist.
    """
    with transaction.atomic():
        elsewhere.lock(ticket, into)
        ending, remaining = fold(events.history(ticket)), fold(events.history(into))
        versions = {promise.policy for promise in ending.promises}
        said = elsewhere.standing(ticket)
        decided = decide_moves.merge(
            ending,
            remaining,
            (ticket, into),
            said,
            at=at,
            edition=policy.pinned(ending.policy, versions),
        )
        if isinstance(decided, Refused):
            return decided
        _both(ticket, into, decided, by, at, versions)
        took = next(one for one in decided.there if isinstance(one, TookIn))
        elsewhere.move(ticket, into, {one.was: one.place for one in took.messages})
        return Done(into, _recorded(decided.there, by, at))


def undo_merge(ticket: int, *, by: Staff, at: datetime) -> Done | Refused:
    """Take `ticket` out of the one that it was merged into, as both were before; only while
    nothing else has happened on either. Answers with `ticket`. Raises Ticket.DoesNotExist."""
    with transaction.atomic():
        into = Ticket.objects.get(pk=ticket).merged_into_id or ticket
        elsewhere.lock(ticket, into)
        ended, goes_on = events.history(ticket), events.history(into)
        decided = decide_moves.undo_merge(ticket, into, ended, goes_on)
        if isinstance(decided, Refused):
            return decided
        versions = {promise.policy for promise in fold(ended).promises}
        places = [one.place for one in _taken(goes_on, ticket)]
        _both(ticket, into, decided, by, at, versions)
        elsewhere.bring_back(ticket, into, places)
        return Done(ticket, _recorded(decided.here, by, at))


def _taken(history: Sequence[Recorded], ticket: int) -> Sequence[TakenIn]:
    took = [one.event for one in history if isinstance(one.event, TookIn)]
    return next(one.messages for one in reversed(took) if one.ticket == ticket)


def _both(
    ticket: int, into: int, decided: Both, by: Staff, at: datetime, versions: set[int]
) -> None:
    for number, told in ((ticket, decided.here), (into, decided.there)):
        _happen(number, told, by, at, versions)


def _happen(number: int, told: list[Event], by: Staff, at: datetime, versions: set[int]) -> None:
    """Write down what was decided on both tickets while they are locked."""
    done = change(
        number,
        lambda state, edition: told,
        at=at,
        by=Actor("staff", by.pk),
        applied=versions,
        merged_too=True,
    )
    assert isinstance(done, Done), "it was decided under the lock"


def _recorded(told: list[Event], by: Staff, at: datetime) -> list[Recorded]:
    return [Recorded(event, at, Actor("staff", by.pk)) for event in told]
