"""Rebuild what the events say and compare it with what the rows hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kept.core import events as e
from kept.core import ticket as core
from kept.core.promises import Edition, unfold
from kept.core.ticket import whereabouts
from kept.deadlines import promises
from kept.deadlines.models import Promise
from kept.people import teams
from kept.record import events, policy
from kept.tickets import attention, elsewhere, ratings, tags, taking_part
from kept.tickets.models import Ticket
from kept.tickets.write import columns

_BATCH = 500
#: Written because a moment passed, not because somebody acted: nothing else causes them.
_BY_THE_CLOCK = (e.PromiseBroken, e.PromiseWarned)
#: Consequences where the desk wrote them, facts where a person decided.
_BY_ANYBODY = (e.PromiseStarted, e.PromiseReleased)
#: What the facts of another ticket have caused.
_ELSEWHERE = ("merged", "carried", "moved")
_CONSEQUENCES = (
    e.PromisePaused,
    e.PromiseResumed,
    e.PromiseKept,
    e.PromiseBroken,
    e.PromiseMetLate,
    e.PromiseOwedAgain,
)


#: What pins a promise to a version of the policy.
_PINNING = (e.PromiseStarted, e.PromiseImproved)
_EARLY_REASON = "The customer closed the request."


def differences() -> Iterator[str]:
    """One sentence for each place where the desk does not agree with its events; none is good.

    Compares each ticket's row and promises with the fold of its events, and each recorded
    consequence with what the facts before it call for under the ticket's own policy version.
    """
    yield from teams.differences()
    for number in policy.altered():
        yield f"Policy version {number} is not what was published: its bytes have changed."
    last = 0
    while rows := list(Ticket.objects.filter(pk__gt=last).order_by("pk")[:_BATCH]):
        last = rows[-1].number
        told = dict(events.histories(row.number for row in rows))
        held = promises.of_tickets(row.number for row in rows)
        people = taking_part.of_tickets(row.number for row in rows)
        tagged = tags.of_tickets(row.number for row in rows)
        concerned = attention.of_tickets(row.number for row in rows)
        moved = elsewhere.moved_of(row.number for row in rows)
        rated = ratings.of_tickets(row.number for row in rows)
        for row in rows:
            history = told.get(row.number, [])
            if not history:
                yield f"Ticket {row.number} has no events."
                continue
            yield from _row(row, core.fold(history))
            yield from _promises(row, core.fold(history), held.get(row.number, []))
            if people.get(row.number, {}) != taking_part.of_state(core.fold(history)):
                yield f"Ticket {row.number}: who takes part is not who was let in."
            if tagged.get(row.number, []) != row.tags:
                yield f"Ticket {row.number}: it is not found by the tags that it has."
            if concerned.get(row.number, {}) != attention.of_state(core.fold(history)):
                yield f"Ticket {row.number}: whom it concerns is not who follows or was mentioned."
            if moved.get(row.number, {}) != whereabouts(history):
                yield f"Ticket {row.number}: its messages do not stand where they were moved."
            yield from _ratings(row, core.fold(history), whereabouts(history), rated)
            yield from _story(row, history)


def _ratings(
    row: Ticket, state: core.Ticket, gone: Mapping[int, int], rated: Mapping[int, Mapping[int, str]]
) -> Iterator[str]:
    """An answer that came from elsewhere may have been rated there."""
    told: dict[int, str] = {
        one.message: one.rating for one in state.ratings if one.message not in gone
    }
    held = rated.get(row.number, {})
    for place in sorted(told.keys() | held.keys()):
        if told.get(place) == held.get(place):
            continue
        if place in told or not ratings.came_from_elsewhere(row.number, place):
            yield (
                f"Ticket {row.number}: answer {place} is rated {held.get(place)!r}, "
                f"its events say {told.get(place)!r}."
            )


def _row(row: Ticket, state: core.Ticket) -> Iterator[str]:
    for column, expected in columns(state).items():
        found = getattr(row, column)
        if found != expected:
            yield f"Ticket {row.number}: {column} is {found!r}, its events say {expected!r}."


def _promises(row: Ticket, state: core.Ticket, held: Sequence[Promise]) -> Iterator[str]:
    expected = [_facts(promises.row(row.number, p)) for p in state.promises]
    found = [_facts(p) for p in held]
    if expected != found:
        yield f"Ticket {row.number}: its promises are {found!r}, its events say {expected!r}."


def _facts(row: Promise) -> dict[str, object]:
    return {k: v for k, v in vars(row).items() if k not in ("_state", "id")}


def _story(row: Ticket, history: list[e.Recorded]) -> Iterator[str]:
    """Replay the facts: what follows from them must be what was recorded after them."""
    versions = {r.event.policy for r in history if isinstance(r.event, _PINNING)}
    edition = policy.pinned(row.policy, versions)
    facts = [r for r in history if not _follows(r)]
    early = {
        r.event.promise
        for r in history
        if isinstance(r.event, e.PromiseStarted) and not r.event.warns
    }
    called_for = Counter(_as_early(event, early) for event in _replay(facts, edition))
    recorded = Counter(_as_now(r.event) for r in history)
    if called_for != recorded:
        missing, added = called_for - recorded, recorded - called_for
        yield (
            f"Ticket {row.number}: its facts call for {list(missing)!r}, "
            f"recorded is {list(added)!r}."
        )


def _as_early(event: e.Event, early: set[int]) -> e.Event:
    """Before there were warnings, a promise that started said nothing of them."""
    if isinstance(event, e.PromiseStarted) and event.promise in early:
        return replace(event, warns=())
    return event


def _as_now(event: e.Event) -> e.Event:
    """Before there were codes, the desk gave its one reason in words."""
    if isinstance(event, e.PromiseReleased) and event.reason == _EARLY_REASON:
        return replace(event, reason="", code="closed_by_customer")
    return event


def _follows(recorded: e.Recorded) -> bool:
    match recorded.event:
        case e.PromiseReleased(code=code) if code in _ELSEWHERE:
            return False
        case e.PromiseStarted(carried_from=int()):
            return False
    if isinstance(recorded.event, _BY_ANYBODY):
        return recorded.by == e.DESK
    return isinstance(recorded.event, _CONSEQUENCES) and not isinstance(
        recorded.event, _BY_THE_CLOCK
    )


def _replay(facts: list[e.Recorded], edition: Edition) -> Iterator[e.Event]:
    """The facts with what follows. The clock's verdicts stand where the clock wrote them."""
    state = core.Ticket()
    for fact in facts:
        if isinstance(fact.event, _BY_THE_CLOCK):
            broken = state.promise(fact.event.promise).state == "broken"
            if broken and isinstance(fact.event, e.PromiseBroken):
                continue  # it followed from the fact before
            state = core.fold((fact,), state)
            yield fact.event
            continue
        new, state = unfold(state, [fact.event], fact.at, fact.by, edition)
        yield from (one.event for one in new)
