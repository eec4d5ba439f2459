"""What the figures look at of promises, wherever they stand: folded from events, or in rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from kept.core.calendar.grid import Micros
from kept.core.calendar.instants import micros

NEVER: Final = np.iinfo(np.int64).max
"""Stands for the moment that something was done, and for how long it took, where it never was."""


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


@dataclass(frozen=True, slots=True)
class Facts:
    """Promises in columns, one place a promise; instants in microseconds since 1970, UTC.

    `met` is NEVER where nobody did what was owed: also once a broken promise was released.
    """

    made: Sequence[tuple[str, int]]
    """The rule and the version of the policy."""
    state: npt.NDArray[np.str_]
    started: Micros
    due: Micros
    met: Micros


def facts(promises: Iterable[Promised]) -> Facts:
    """Promises of the record, as the figures see them."""
    known = list(promises)
    return Facts(
        made=[(one.rule, one.policy) for one in known],
        state=np.array([one.state for one in known], np.str_),
        started=_instants(one.started_at for one in known),
        due=_instants(one.due_at for one in known),
        met=np.array([_met(one) for one in known], np.int64),
    )


def _instants(moments: Iterable[datetime]) -> Micros:
    return np.array([micros(at) for at in moments], np.int64)


def _met(promise: Promised) -> int:
    """A broken promise that was released also has its moment, but nobody did it by then."""
    done = promise.state == "kept" or promise.late_open_seconds is not None
    return micros(promise.met_at) if done and promise.met_at else NEVER
