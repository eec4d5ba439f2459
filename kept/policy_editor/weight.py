"""Which changes weigh so much that customers should hear of them: what makes a version major."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np

from kept.core.calendar.many import as_micros
from kept.core.policy import Policy, PromiseRule
from kept.core.policy.compare import Change, Comparison

#: What else changes what customers may expect, beside the promises themselves.
_HEAVY: Final = ("scope", "conduct", "resend", "reopening", "subscription")
_WEEKS: Final = 8


def heavy(comparison: Comparison) -> tuple[Change, ...]:
    """The changes by which a customer gets less or later: promises that end, begin to pause, hold
    for fewer, or come later at some moment; hours that are shorter; and whatever touches scope,
    grounds and asking again.
    """
    old, new = comparison.old, comparison.new
    worse = {rule.name for rule in _worse(old, new)}
    shorter = {name for name in old.calendars if _shorter(name, old, new)}
    return tuple(change for change in comparison.meaning if _weighs(change, worse, shorter))


def _weighs(change: Change, worse: set[str], shorter: set[str]) -> bool:
    match change.path:
        case ("promises", name, *_):
            return name in worse
        case ("calendars", name, *_):
            return bool(worse) or name in shorter
        case (first, *_):
            return first in _HEAVY
        case _:
            return False


def _shorter(name: str, old: Policy, new: Policy) -> bool:
    """Whether customers were told of hours in which nobody is there any more."""
    if name not in old.calendar_clauses:
        return False
    now = new.calendars.get(name)
    if now is None:
        return True
    start = _first(new)
    end = start + timedelta(weeks=_WEEKS)
    still = now.openings(start, end)
    return any(
        not any(one.opens <= was.opens and was.closes <= one.closes for one in still)
        for was in old.calendars[name].openings(start, end)
    )


def _worse(old: Policy, new: Policy) -> Iterator[PromiseRule]:
    now = {rule.name: rule for rule in new.promises if not rule.internal}
    for was in old.promises:
        if was.internal:
            continue
        rule = now.get(was.name)
        if (
            rule is None
            or (rule.pauses and not was.pauses)
            or _narrower(was, rule)
            or _later(was, old, rule, new)
        ):
            yield was


def _narrower(was: PromiseRule, rule: PromiseRule) -> bool:
    """Whether some ticket had it and has it no more."""
    return any(
        fact not in was.when or not set(was.when[fact]) <= set(values)
        for fact, values in rule.when.items()
    )


def _later(was: PromiseRule, old: Policy, rule: PromiseRule, new: Policy) -> bool:
    """Whether it is due later at any half hour of some weeks after the draft's own date."""
    start = np.datetime64(_first(new).replace(tzinfo=None), "us")
    at = start + np.arange(_WEEKS * 7 * 48) * np.timedelta64(30, "m")
    before = as_micros(was.owed.due_many(at, old.calendars[was.calendar]))
    after = as_micros(rule.owed.due_many(at, new.calendars[rule.calendar]))
    return bool((after > before).any())


def _first(policy: Policy) -> datetime:
    return datetime.combine(policy.updated, datetime.min.time(), UTC)
