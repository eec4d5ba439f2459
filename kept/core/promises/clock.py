"""What follows for the promises when something happens on a ticket.

`unfold` is called once, when an event is about to be recorded; what follows is recorded beside
it. Folding the facts again later gives the same promises: verdicts come from the instants of
events, never from the moment a watcher looked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kept.core import events as e
from kept.core.calendar.owed import Elapsed
from kept.core.policy import Policy, PromiseRule
from kept.core.ticket import Ticket, fold


@dataclass(frozen=True, slots=True)
class Edition:
    """A published policy under its version number."""

    version: int
    policy: Policy


def unfold(
    before: Ticket, facts: Iterable[e.Event], at: datetime, by: e.Actor, edition: Edition
) -> tuple[list[e.Recorded], Ticket]:
    """`facts` with all that follows from each, in order, and the ticket after them."""
    recorded: list[e.Recorded] = []
    state = before
    for fact in facts:
        if isinstance(fact, e.Acknowledged) and state.next_owed:
            fact = replace(fact, promise=state.next_owed.number)
        one = e.Recorded(fact, at, e.DESK if isinstance(fact, _THE_DESKS_OWN) else by)
        after = fold((one,), state)
        follows = [e.Recorded(x, at, e.DESK) for x in _follows(state, after, fact, at, edition)]
        state = fold(follows, after)
        recorded += [one, *follows]
    return recorded, state


#: What the desk itself does when a customer writes.
_THE_DESKS_OWN = (e.Acknowledged, e.Resent, e.Repeated)


def overdue(state: Ticket, now: datetime) -> list[e.Event]:
    """The promises that `now` finds broken: kept means done at or before the due moment."""
    return [
        e.PromiseBroken(promise=p.number, due_at=p.due_at)
        for p in state.promises
        if p.state == "running" and now > p.due_at
    ]


def _follows(
    before: Ticket, after: Ticket, fact: e.Event, at: datetime, edition: Edition
) -> Iterator[e.Event]:
    match fact:
        case e.MessageReceived(stranger=False):
            rules = _owed_by_message(before, edition.policy)
            yield from _start(rules, after, edition, later=at if before.messages else None)
        case e.ReplySent():
            yield from _met(after, ("first_reply", "next_reply"), at, edition, fact.message)
        case e.Classified() if before.status not in ("solved", "closed"):
            yield from _start(_owed_by_kind(after, edition.policy), after, edition)
        case e.Solved():
            yield from _met(after, ("fix",), at, edition)
        case e.Closed():
            yield from _met(after, ("fix",), at, edition)
            yield from _released_by_customer(after, at)
        case e.Reopened() if before.status in ("solved", "closed"):
            yield from _rearmed(after, at, edition)
        case e.DeliveryFailed(permanent=True):
            yield from _owed_again(after, fact.message, at)


def _applies(rule: PromiseRule, state: Ticket) -> bool:
    facts = {"kind": state.kind, "channel": state.channel, "language": state.language}
    return all(facts.get(name, "") in allowed for name, allowed in rule.when.items())


def _owed_by_message(before: Ticket, policy: Policy) -> list[PromiseRule]:
    """A request owes a first reply (and a fix, if it says so); a later run owes a next reply.

    Where nobody has replied yet (the first run was released, or the customer closed and comes
    back), the reply to a later run is the first.
    """
    if before.messages == 0:
        return [r for r in policy.promises if r.kind in ("first_reply", "fix")]
    if before.unanswered_since is None:
        kind = "next_reply" if before.replied else "first_reply"
        return [r for r in policy.promises if r.kind == kind]
    return []


def _owed_by_kind(after: Ticket, policy: Policy) -> list[PromiseRule]:
    """New facts start what they owe; what was owed stays (PROMISES.md 14)."""
    started = {p.rule for p in after.promises}
    return [
        r
        for r in policy.promises
        if r.name not in started
        and (r.kind == "fix" or (r.kind == "first_reply" and not after.replied))
    ]


def _start(
    rules: Iterable[PromiseRule],
    state: Ticket,
    edition: Edition,
    *,
    later: datetime | None = None,
) -> Iterator[e.Event]:
    """Each rule that applies, counted from when the request was received, or `later`."""
    start = later or state.opened_at
    assert start is not None
    applying = (rule for rule in rules if _applies(rule, state))
    for number, rule in enumerate(applying, start=len(state.promises) + 1):
        calendar = edition.policy.calendars[rule.calendar]
        yield _started(
            rule,
            edition,
            number=number,
            message=state.messages if later else 1,
            start=start,
            due=rule.owed.due(start, calendar),
            aim=rule.aim.due(start, calendar) if rule.aim else None,
        )


def _started(
    rule: PromiseRule,
    edition: Edition,
    *,
    number: int,
    message: int,
    start: datetime,
    due: datetime,
    aim: datetime | None,
) -> e.PromiseStarted:
    return e.PromiseStarted(
        promise=number,
        rule=rule.name,
        kind=rule.kind,
        clause=rule.clause,
        policy=edition.version,
        calendar=edition.policy.calendars[rule.calendar].version,
        message=message,
        started_at=start,
        due_at=due,
        aim_at=aim,
        warn_at=max(start, due - rule.warns[0].before) if rule.warns else due,
    )


def _met(
    state: Ticket,
    kinds: tuple[e.PromiseKind, ...],
    at: datetime,
    edition: Edition,
    message: int | None = None,
) -> Iterator[e.Event]:
    for promise in state.promises:
        if not promise.owed or promise.kind not in kinds:
            continue
        if promise.state == "running" and at <= promise.due_at:
            yield e.PromiseKept(promise=promise.number, kept_at=at, message=message)
            continue
        if promise.state == "running":
            yield e.PromiseBroken(promise=promise.number, due_at=promise.due_at)
        calendar = edition.policy.calendars[edition.policy.promise(promise.rule).calendar]
        yield e.PromiseMetLate(
            promise=promise.number,
            met_at=at,
            late_seconds=(at - promise.due_at).total_seconds(),
            late_open_seconds=calendar.between(promise.due_at, at).total_seconds(),
            message=message,
        )


def _released_by_customer(state: Ticket, at: datetime) -> Iterator[e.Event]:
    for promise in state.promises:
        if not promise.owed or promise.kind == "fix":
            continue
        if promise.state == "running" and at > promise.due_at:
            yield e.PromiseBroken(promise=promise.number, due_at=promise.due_at)
        yield e.PromiseReleased(
            promise=promise.number,
            reason="The customer closed the request.",
            clause=promise.clause,
        )


def _rearmed(state: Ticket, at: datetime, edition: Edition) -> Iterator[e.Event]:
    """A kept fix is owed again with what was left of it (PROMISES.md 12)."""
    fixes = [p for p in state.promises if p.kind == "fix"]
    last = {p.rule: p for p in fixes}
    number = len(state.promises)
    for promise in last.values():
        if promise.state != "kept" or promise.met_at is None:
            continue
        rule = edition.policy.promise(promise.rule)
        calendar = edition.policy.calendars[rule.calendar]
        if isinstance(rule.owed, Elapsed):
            due = at + (promise.due_at - promise.met_at)
        else:
            due = calendar.add(at, calendar.between(promise.met_at, promise.due_at))
        number += 1
        yield _started(
            rule, edition, number=number, message=state.messages, start=at, due=due, aim=None
        )


def _owed_again(state: Ticket, message: int, at: datetime) -> Iterator[e.Event]:
    for promise in state.promises:
        if promise.met_by != message:
            continue
        yield e.PromiseOwedAgain(promise=promise.number, message=message)
        if promise.state == "kept" and at > promise.due_at:
            yield e.PromiseBroken(promise=promise.number, due_at=promise.due_at)


def resendable(state: Ticket, at: datetime, edition: Edition) -> timedelta | None:
    """How long the customer has waited, if writing now is a resend (PROMISES.md 18)."""
    rule = edition.policy.resend
    if rule is None or state.unanswered_since is None or state.last_customer_at is None:
        return None
    calendar = edition.policy.calendar
    due = rule.after.due(state.last_customer_at, calendar)
    return at - state.last_customer_at if at >= due else None
