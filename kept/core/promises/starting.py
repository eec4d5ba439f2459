"""What starts to be owed, by which rule, from when (PROMISES.md 10 to 12 and 14)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final, NamedTuple, get_args

from kept.core import events as e
from kept.core.policy import Policy, PromiseRule
from kept.core.promise import SETTLING, Promise
from kept.core.promises.edition import Edition
from kept.core.promises.pausing import moved
from kept.core.ticket import Ticket

ALL: Final[tuple[e.PromiseKind, ...]] = get_args(e.PromiseKind)


#: Why what a reply had begun is over that was taken back: as if it had never been owed.
_WITHDRAWN: Final[e.ReleaseCode] = "withdrawn"


class Start(NamedTuple):
    """From when a promise counts, and with which message."""

    at: datetime
    message: int


def asked(state: Ticket, kinds: Collection[e.PromiseKind], edition: Edition) -> Iterator[e.Event]:
    """What is owed from now on, of these kinds: for the oldest message that waits for a reply,
    for the request itself, for the last reply."""
    number = len(state.promises)
    for rule in edition.policy.applying(kinds, state.facts):
        start = start_of(rule, state, edition.policy)
        if start is not None:
            number += 1
            yield started(rule, edition, number, start)


def changed(state: Ticket, at: datetime, edition: Edition) -> Iterator[e.Event]:
    """New facts start what they owe, and what was owed stays, unless the new moment is earlier:
    that one wins, and the other is released."""
    number = len(state.promises)
    for rule in edition.policy.applying(ALL, state.facts):
        start = start_of(rule, state, edition.policy)
        if start is None or _had(rule, start, state, edition):
            continue
        owed = owed_of(rule, state)
        would = started(rule, edition, number + 1, start, instead_of=_own(owed, edition))
        if owed is None:
            yield would
        elif owed.state == "running" and at <= owed.due_at and would.due_at < owed.due_at:
            yield would
            yield e.PromiseReleased(
                promise=owed.number, reason="", clause=owed.clause, code="earlier_due"
            )
        else:
            continue
        number += 1


def rearmed(state: Ticket, at: datetime, edition: Edition) -> Iterator[e.Event]:
    """What settling had kept is owed again with what was left of it (PROMISES.md 12)."""
    policy = edition.policy
    if policy.excluding(state.facts) or policy.too_late(state.settled_at, at):
        return
    last = {
        (p.kind, p.internal): p
        for p in state.promises
        if p.kind in SETTLING and (p.state, p.reason) != ("released", _WITHDRAWN)
    }
    number = len(state.promises)
    for was in last.values():
        if was.state != "kept" or was.met_at is None:
            continue
        number += 1
        pinned = edition.at_hand(was.policy)
        rule, calendar = pinned.measure(was)
        due = moved(was.due_at, was.met_at, max(at, was.met_at), rule.owed, calendar)
        yield replace(
            started(rule, pinned, number, Start(at, state.messages)),
            due_at=due,
            aim_at=None,
            warn_at=_warn_at(rule, at, due),
            pauses=was.pauses,
        )


def start_of(rule: PromiseRule, state: Ticket, policy: Policy) -> Start | None:
    """From when what `rule` owes counts as the ticket stands; None where it owes nothing.

    Where nothing was owed until the subscription was found to run, that is from when it was
    asked, if it could still be done by then, else from that moment (decision 0005).
    """
    start, renewed = _asked(rule.kind, state), state.renewed_at
    if start is None or renewed is None or not policy.subscription_required:
        return start
    over = rule.owed.due(start.at, policy.calendars[rule.calendar]) <= renewed
    return Start(renewed, start.message) if over else start


def _asked(kind: e.PromiseKind, state: Ticket) -> Start | None:
    """What a promise of this kind is owed for; None where none is."""
    if kind in SETTLING:
        return Start(state.asked_at, state.asked_message) if state.asked_at else None
    if kind == "update":
        last = state.replies[-1] if state.replies and not state.settled else None
        return Start(last.at, last.message) if last else None
    if state.unanswered_since is None or (kind == "first_reply") == state.replied:
        return None
    return Start(state.unanswered_since, state.unanswered_message)


def _had(rule: PromiseRule, start: Start, state: Ticket, edition: Edition) -> bool:
    """Whether the rule has had its say: what is over does not begin again by itself."""
    return any(
        (edition.version, rule.name) in p.rules
        and (rule.kind in SETTLING or p.message == start.message)
        for p in state.promises
    )


def _own(owed: Promise | None, edition: Edition) -> Promise | None:
    """Without what only a better version owes, nothing had been on hold: its pauses are no
    reason for a later moment."""
    return owed if owed and any(version == edition.version for version, _ in owed.rules) else None


def owed_of(rule: PromiseRule, state: Ticket) -> Promise | None:
    kind = rule.kind, rule.internal
    return next((p for p in state.promises if p.owed and (p.kind, p.internal) == kind), None)


def started(
    rule: PromiseRule,
    edition: Edition,
    number: int,
    start: Start,
    *,
    instead_of: Promise | None = None,
) -> e.PromiseStarted:
    """The promise of a rule from `start`, moved by the pauses of the one whose place it takes."""
    calendar = edition.policy.calendars[rule.calendar]
    due = rule.owed.due(start.at, calendar)
    for paused, resumed in instead_of.held if instead_of and rule.pauses else ():
        if paused <= due:
            due = moved(due, paused, resumed, rule.owed, calendar)
    return e.PromiseStarted(
        promise=number,
        rule=rule.name,
        kind=rule.kind,
        clause=rule.clause,
        policy=edition.version,
        calendar=calendar.version,
        message=start.message,
        started_at=start.at,
        due_at=due,
        aim_at=rule.aim.due(start.at, calendar) if rule.aim else None,
        warn_at=_warn_at(rule, start.at, due),
        warns=tuple(
            e.ToWarn(before_seconds=warn.before.total_seconds(), tells=warn.tells)
            for warn in rule.warns
        ),
        pauses=rule.pauses,
        internal=rule.internal,
    )


def _warn_at(rule: PromiseRule, start: datetime, due: datetime) -> datetime:
    return max(start, due - rule.warns[0].before) if rule.warns else due
