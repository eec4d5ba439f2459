"""A new version of the policy for all that is open: each ticket by itself, as often as wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from kept.core import events as e
from kept.core import ticket as core
from kept.core.promises import Edition, improved
from kept.people.models import Staff
from kept.record import events, policy
from kept.tickets.actions import Done, Refused, apply_version
from kept.tickets.actions.apply_version import may_apply
from kept.tickets.models import Ticket

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Bettered:
    """What letting a version apply did: promises that fall due earlier, promises that are new,
    and on how many tickets."""

    tickets: int = 0
    earlier: int = 0
    new: int = 0


def apply_to_running(
    version: int, *, by: Staff, at: datetime, progress: Callable[[int], None] = lambda seen: None
) -> Bettered | Refused:
    """Let `version` apply to every open ticket where it is better for the customer.

    Each ticket is a transaction of its own. Broken off, what was done stays; begun again, it
    passes over it and goes on. `progress` hears how many open tickets were looked at.
    """
    if refused := may_apply(version, by=by, at=at):
        return refused
    did: Counter[type[e.Event]] = Counter()
    tickets = seen = last = 0
    while numbers := _open(last):
        for number in _bettered(numbers, version, at):
            done = apply_version(number, version, by=by, at=at)
            if isinstance(done, Refused):
                return done
            tickets += bool(done.recorded)
            did.update(_told(done))
        last, seen = numbers[-1], seen + len(numbers)
        progress(seen)
    return Bettered(tickets, did[e.PromiseImproved], did[e.PromiseStarted])


def outlook(new: Edition, *, at: datetime) -> Bettered:
    """What letting `new` apply would do if it were in force at `at`. Nothing is recorded."""
    did: Counter[type[e.Event]] = Counter()
    tickets = last = 0
    while numbers := _open(last):
        for _number, events_ in _better(numbers, new, at):
            tickets += 1
            did.update(map(type, events_))
        last = numbers[-1]
    return Bettered(tickets, did[e.PromiseImproved], did[e.PromiseStarted])


def _told(done: Done) -> list[type[e.Event]]:
    return [type(one.event) for one in done.recorded]


def _open(after: int) -> list[int]:
    found = Ticket.objects.filter(pk__gt=after, status__in=("open", "waiting")).order_by("pk")
    return list(found.values_list("pk", flat=True)[:_BATCH])


def _bettered(numbers: list[int], version: int, at: datetime) -> list[int]:
    """The tickets on which the version is better, as they stand: the others need no lock."""
    return [number for number, _ in _better(numbers, policy.edition(version), at)]


def _better(numbers: list[int], new: Edition, at: datetime) -> Iterator[tuple[int, list[e.Event]]]:
    """Each of the tickets on which `new` is better, and what it would mean there."""
    for number, history in events.histories(numbers):
        state = core.fold(history)
        edition = policy.pinned(state.policy, (promise.policy for promise in state.promises))
        if would := list(improved(state, at, edition, new)):
            yield number, would
