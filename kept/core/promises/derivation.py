"""How the due moment of a promise came about."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from kept.core.calendar import Derivation, derive
from kept.core.policy import Policy


class Promised(Protocol):
    """What is known of a promise: one that was folded, or its row."""

    @property
    def rule(self) -> str: ...
    @property
    def started_at(self) -> datetime: ...
    @property
    def due_at(self) -> datetime: ...


def derivation_of(promise: Promised, policy: Policy) -> Derivation | None:
    """Each step to the due moment under `policy`, the version that the promise is pinned to.

    None where it is what was left of an earlier promise (PROMISES.md 12): its own start and rule
    do not lead there. Raises KeyError for a policy that makes no such promise.
    """
    rule = policy.promise(promise.rule)
    found = derive(rule.owed, promise.started_at, policy.calendars[rule.calendar])
    return found if found.due == promise.due_at else None
