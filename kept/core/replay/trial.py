"""A draft tried on a history, beside the policy that is in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kept.core.policy import Policy, PromiseKind
from kept.core.replay.history import History
from kept.core.replay.ledger import Promises
from kept.core.replay.replay import replay
from kept.core.replay.tables import Count, Moved, Table, moved, table, totals


@dataclass(frozen=True, eq=False)
class Side:
    """A policy and what it would have promised."""

    policy: Policy
    promises: Promises
    tables: tuple[Table, ...]

    @classmethod
    def of(cls, history: History, policy: Policy) -> Side:
        """The history under a policy."""
        promises = replay(history, policy)
        return cls(policy, promises, table(promises, policy))

    @cached_property
    def kinds(self) -> Mapping[PromiseKind, Count]:
        """All promises of each kind, in the order of the policy."""
        return totals(self.tables)


@dataclass(frozen=True, eq=False)
class Trial:
    """What a draft would have made of a history. `current`: what the policy in force makes of
    it; None where there is none, or it is the same."""

    history: History
    draft: Side
    current: Side | None

    @cached_property
    def kinds(self) -> tuple[PromiseKind, ...]:
        """Every kind of promise that either policy makes, the draft's first."""
        both = (*self.draft.kinds, *(self.current.kinds if self.current else ()))
        return tuple(dict.fromkeys(both))

    def moved(self, kind: PromiseKind) -> Moved:
        """For how many requests the draft's due moment is another one."""
        if self.current is None:
            return Moved(0, 0, 0)
        old, new = self.current, self.draft
        return moved(old.promises, old.policy, new.promises, new.policy, kind)


def tried(history: History, draft: Policy, in_force: Policy | None = None) -> Trial:
    """The history under `draft` and, to compare, under the policy in force."""
    other = in_force is not None and in_force != draft
    current = Side.of(history, in_force) if in_force and other else None
    return Trial(history, Side.of(history, draft), current)
