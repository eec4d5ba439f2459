"""A policy as promises are pinned to it (PROMISES.md 2)."""

from __future__ import annotations

from dataclasses import dataclass

from kept.core.policy import Policy


@dataclass(frozen=True, slots=True)
class Edition:
    """A published policy under its version number."""

    version: int
    policy: Policy
