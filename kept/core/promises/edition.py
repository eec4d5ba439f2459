"""A policy as promises are pinned to it (PROMISES.md 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from kept.core.calendar import Calendar
from kept.core.policy import Policy, PromiseRule
from kept.core.promise import Promise


class Measure(NamedTuple):
    """What a promise is counted by: its rule, on the rule's calendar."""

    rule: PromiseRule
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Edition:
    """A published policy under its version number: what a ticket runs under.

    `others`: the further versions that promises of the ticket are pinned to, since a lead let
    them apply where they were better.
    """

    version: int
    policy: Policy
    others: tuple[Edition, ...] = ()

    def at_hand(self, version: int) -> Edition:
        """This edition or one of the others. Raises LookupError for a version that is neither."""
        for edition in (self, *self.others):
            if edition.version == version:
                return edition
        raise LookupError(f"Policy version {version} is not at hand.")

    def measure(self, promise: Promise) -> Measure:
        """By what `promise` counts, in the version that it is pinned to."""
        policy = self.at_hand(promise.policy).policy
        rule = policy.promise(promise.rule)
        return Measure(rule, policy.calendars[rule.calendar])
