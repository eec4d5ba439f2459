"""What a change would have meant for requests that came: later for so many, earlier for so many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from kept.core.calendar import Instants
from kept.core.calendar.many import as_micros
from kept.core.policy.model import Policy, PromiseRule

_NOTHING = np.iinfo(np.int64).min
_NO_RULE = -1


@dataclass(frozen=True, slots=True)
class Starts:
    """Moments at which a promise of one kind could start: instants, as the calendar takes them.

    `facts`: for each fact that a rule may ask for ('kind', 'channel', …) an array of values, one
    for each start. A fact that is missing is known of none: no rule that asks for it applies.
    """

    at: Instants
    facts: Mapping[str, npt.NDArray[np.str_]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Past:
    """A desk's own history from `since` on: for each kind of promise, what could start one."""

    since: date
    by_kind: Mapping[str, Starts]


@dataclass(frozen=True, slots=True)
class Shift:
    """How the due moments of one rule move over the past. The five counts sum up to `requests`.

    `begins`: owed only under the new policy; `ends`: only under the old.
    """

    rule: str
    kind: str
    requests: int
    later: int
    earlier: int
    same: int
    begins: int
    ends: int

    @property
    def moved(self) -> int:
        return self.requests - self.same


def shifts(old: Policy, new: Policy, past: Past) -> tuple[Shift, ...]:
    """For each rule of either policy of which the past has a request, what moves."""
    groups = dict.fromkeys((rule.kind, rule.internal) for rule in (*new.promises, *old.promises))
    return tuple(
        shift
        for kind, internal in groups
        if kind in past.by_kind
        for shift in _of_kind(kind, internal, old, new, past.by_kind[kind])
    )


def _of_kind(
    kind: str, internal: bool, old: Policy, new: Policy, starts: Starts
) -> Iterator[Shift]:
    names = list(dict.fromkeys(rule.name for rule in (*new.promises, *old.promises)))
    was, before = _due(kind, internal, old, starts, names)
    now, after = _due(kind, internal, new, starts, names)
    named = np.where(now == _NO_RULE, was, now)
    for number, rule in enumerate(names):
        of_rule = named == number
        if not of_rule.any():
            continue
        one, other = before[of_rule], after[of_rule]
        both = (one != _NOTHING) & (other != _NOTHING)
        yield Shift(
            rule=rule,
            kind=kind,
            requests=int(of_rule.sum()),
            later=int((both & (other > one)).sum()),
            earlier=int((both & (other < one)).sum()),
            same=int((both & (other == one)).sum()),
            begins=int((one == _NOTHING).sum()),
            ends=int((other == _NOTHING).sum()),
        )


def _due(
    kind: str, internal: bool, policy: Policy, starts: Starts, names: list[str]
) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int64]]:
    """Which rule applies to each start (the first whose facts hold) and when it is due.

    A rule of the team's own takes no told rule's place, so the two are looked at apart.
    """
    at = as_micros(starts.at)
    owes = ~_excluded(policy, starts, at.size)
    rules = np.full(at.size, _NO_RULE, dtype=np.int16)
    due = np.full(at.size, _NOTHING, dtype=np.int64)
    for rule in policy.promises:
        if (rule.kind, rule.internal) != (kind, internal):
            continue
        applies = _applies(rule, starts, at.size) & (rules == _NO_RULE) & owes
        rules[applies] = names.index(rule.name)
        calendar = policy.calendars[rule.calendar]
        due[applies] = as_micros(rule.owed.due_many(at[applies], calendar))
    return rules, due


def _applies(rule: PromiseRule, starts: Starts, size: int) -> npt.NDArray[np.bool_]:
    holds = np.ones(size, dtype=np.bool_)
    for fact, allowed in rule.when.items():
        known = starts.facts.get(fact)
        holds &= np.isin(known, allowed) if known is not None else np.zeros(size, np.bool_)
    return holds


def _excluded(policy: Policy, starts: Starts, size: int) -> npt.NDArray[np.bool_]:
    """The starts of which nothing is owed, as the subscription has ended."""
    known = starts.facts.get("subscription")
    if known is None or not policy.subscription_required:
        return np.zeros(size, np.bool_)
    ended: npt.NDArray[np.bool_] = known == "ended"
    return ended
