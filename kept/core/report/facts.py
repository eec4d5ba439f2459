"""What the figures look at of a promise, wherever it stands: folded from events, or in its row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple, Protocol

import numpy as np

from kept.core.calendar.grid import Micros
from kept.core.calendar.instants import micros


class Promised(Protocol):
    """A promise in any of its shapes."""

    @property
    def rule(self) -> str: ...
    @property
    def policy(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def started_at(self) -> datetime: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def met_at(self) -> datetime | None: ...
    @property
    def late_open_seconds(self) -> float | None: ...


class Fact(NamedTuple):
    """A promise as the figures see it; instants in microseconds since 1970.

    `met_at` is None where nobody did what was owed: also once a broken promise was released.
    """

    rule: str
    policy: int
    state: str
    started_at: int
    due_at: int
    met_at: int | None


def fact(promise: Promised) -> Fact:
    """A promise of the record, as the figures see it."""
    return Fact(
        rule=promise.rule,
        policy=promise.policy,
        state=promise.state,
        started_at=micros(promise.started_at),
        due_at=micros(promise.due_at),
        met_at=micros(promise.met_at) if promise.met_at and _done(promise) else None,
    )


def _done(promise: Promised) -> bool:
    """Whether what was owed was done. A broken promise that was released also has its moment, but
    nobody was late with anything by then."""
    return promise.state == "kept" or promise.late_open_seconds is not None


class Group(NamedTuple):
    """The promises of one rule under one version, in columns. `met`: NEVER where nobody did it."""

    kept: np.ndarray[tuple[int], np.dtype[np.bool_]]
    broken: np.ndarray[tuple[int], np.dtype[np.bool_]]
    started: Micros
    due: Micros
    met: Micros


NEVER: Final = np.iinfo(np.int64).max


def grouped(facts: Iterable[Fact], since: int, until: int) -> dict[tuple[str, int], Group]:
    """Those that fell due in [since, until), by rule and version.

    The verdict is that of the instants: what was due before `until` and was not done is broken,
    whether or not a watcher has looked. What is on hold has no due moment until it goes on.
    """
    found: dict[tuple[str, int], list[tuple[str, int, int, int]]] = {}
    for rule, policy, state, started, due, met in facts:
        if since <= due < until and state != "paused":
            row = (state, started, due, NEVER if met is None else met)
            found.setdefault((rule, policy), []).append(row)
    return {key: _columns(rows) for key, rows in found.items()}


def _columns(rows: list[tuple[str, int, int, int]]) -> Group:
    states, started, due, met = zip(*rows, strict=True)
    state = np.array(states)
    kept, released = state == "kept", state == "released"
    return Group(
        kept=kept,
        broken=~kept & ~released,
        started=np.array(started, np.int64),
        due=np.array(due, np.int64),
        met=np.array(met, np.int64),
    )
