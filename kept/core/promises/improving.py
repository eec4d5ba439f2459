"""A new version of the policy for what is owed already, where it is better (PROMISES.md 2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kept.core import events as e
from kept.core.calendar.owed import Elapsed
from kept.core.promise import SETTLING, Promise
from kept.core.promises.edition import Edition, Measure
from kept.core.promises.starting import ALL, Start, owed_of, start_of, started
from kept.core.ticket import Ticket


def improved(state: Ticket, at: datetime, edition: Edition, new: Edition) -> Iterator[e.Event]:
    """What `new` owes on this ticket that is better for the customer, decided at `at`.

    A promise that runs is due earlier, counted from where it started, or stays as it is. What
    only the new version owes begins, counted from where it would have. Neither where the moment
    is past: nobody could keep it any more. What is settled, on hold or broken stays.
    """
    if state.settled:
        return
    number = len(state.promises)
    for rule in new.policy.applying(ALL, state.facts):
        owed = owed_of(rule, state)
        if owed is not None:
            start = Start(owed.started_at, owed.message)
            would = started(rule, new, owed.number, start, instead_of=owed)
            if owed.state == "running" and at < would.due_at < owed.due_at:
                yield _improved(owed, would, edition, new)
            continue
        begins = start_of(rule, state, new.policy)
        if begins is None or _answered((rule.kind, rule.internal), begins, state):
            continue
        would = started(rule, new, number + 1, begins)
        if at < would.due_at:
            number += 1
            yield would


def _answered(kind: tuple[e.PromiseKind, bool], start: Start, state: Ticket) -> bool:
    """Whether a promise of this kind has had its say: what is over does not begin again."""
    return any(
        (p.kind, p.internal) == kind and (p.kind in SETTLING or p.message == start.message)
        for p in state.promises
    )


def _improved(
    owed: Promise, would: e.PromiseStarted, edition: Edition, new: Edition
) -> e.PromiseImproved:
    rule = new.policy.promise(would.rule)
    measure = Measure(rule, new.policy.calendars[rule.calendar])
    return e.PromiseImproved(
        promise=owed.number,
        rule=would.rule,
        clause=would.clause,
        policy=would.policy,
        calendar=would.calendar,
        due_at=would.due_at,
        aim_at=would.aim_at,
        warns=would.warns,
        pauses=owed.pauses and would.pauses and _alike(edition.measure(owed), measure),
        was_policy=owed.policy,
        was_due_at=owed.due_at,
    )


def _alike(old: Measure, new: Measure) -> bool:
    """Whether a pause moves both by the same: else one to come could make the better promise
    the later one after all."""
    return (
        isinstance(old.rule.owed, Elapsed) == isinstance(new.rule.owed, Elapsed)
        and old.calendar.version == new.calendar.version
    )
