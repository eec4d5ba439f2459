"""How a due moment came about, also after a pause and after the request was opened again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kept.core.calendar import Derivation, Elapsed, OpenTime, derive
from kept.core.policy import Policy
from kept.core.promises import derivation_of
from kept.core.ticket import Promise


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The derivation of a due moment.

    `left`: what was left to count from `derivation.start` on, where that is not where the
    promise started (a pause was over, or the request was opened again); None where the rule
    itself leads there.
    """

    derivation: Derivation
    left: timedelta | None = None


def reckoning(promise: Promise, policy: Policy) -> Reckoning | None:
    """Each step to the due moment, under the version that the promise is pinned to.

    None for a policy that makes no such promise, and where nothing was left to count.
    """
    rule = next((rule for rule in policy.promises if rule.name == promise.rule), None)
    if rule is None:
        return None
    found = None if promise.held else derivation_of(promise, policy)
    if found is not None:
        return Reckoning(found)
    calendar = policy.calendars[rule.calendar]
    again: datetime = promise.held[-1][1] if promise.held else promise.started_at
    elapsed = isinstance(rule.owed, Elapsed)
    left = promise.due_at - again if elapsed else calendar.between(again, promise.due_at)
    if left <= timedelta():
        return None
    found = derive(Elapsed(left) if elapsed else OpenTime(left), again, calendar)
    return Reckoning(found, left) if found.due == promise.due_at else None
