"""A policy as its readers may know it."""

from __future__ import annotations

from dataclasses import replace

from kept.core.policy.model import Policy


def as_told(policy: Policy) -> Policy:
    """The policy without what is the team's own: aims, warnings, and rules that are internal."""
    told = (rule for rule in policy.promises if not rule.internal)
    calendars = policy.calendars.items()
    return replace(
        policy,
        calendars={name: one for name, one in calendars if name in policy.calendar_clauses},
        promises=tuple(replace(rule, aim=None, warns=()) for rule in told),
    )
