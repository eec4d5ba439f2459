"""The promises of a replay, as columns that grow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from kept.core.calendar.grid import Micros
from kept.core.replay.history import Codes, Ints, Mask

NEVER = np.iinfo(np.int64).max
"""`met_at` of a promise that nothing has ended."""


class State(IntEnum):
    """How a promise stands at the end of the history."""

    RUNNING = 0
    KEPT = 1
    BROKEN = 2
    RELEASED = 3
    PAUSED = 4


@dataclass(frozen=True, eq=False)
class Promises:
    """Every promise that a policy would have made for a history: one entry each.

    `ticket` and `rule` are places in the history's numbers and in the policy's promises. `met_at`
    is when what was owed was done or given up, NEVER where it was not. Microseconds, UTC.
    """

    ticket: Codes
    rule: Codes
    started_at: Micros
    due_at: Micros
    met_at: Micros
    state: Codes

    def __len__(self) -> int:
        return len(self.ticket)

    def chosen(self, which: Mask | Ints | slice) -> Promises:
        """Only those."""
        return Promises(**{name: getattr(self, name)[which] for name in _COLUMNS})

    def joined(self, other: Promises) -> Promises:
        """These and the others."""
        both = {
            name: np.concatenate([getattr(self, name), getattr(other, name)]) for name in _COLUMNS
        }
        return Promises(**both)


_COLUMNS: Mapping[str, type[np.generic]] = {
    "ticket": np.int32,
    "rule": np.int16,
    "started_at": np.int64,
    "due_at": np.int64,
    "met_at": np.int64,
    "state": np.int8,
}


class Ledger:
    """Columns of promises. `older`: the promise that the ticket owed before it, of its kind;
    `message`: for which it is owed; `left`: of it, while it is paused."""

    def __init__(self, room: int) -> None:
        self._size = 0
        self._columns = {name: np.empty(room, of) for name, of in _COLUMNS.items()}
        self._columns["older"] = np.empty(room, np.int32)
        self._columns["message"] = np.empty(room, np.int32)
        self._columns["left"] = np.empty(room, np.int64)

    def __getitem__(self, column: str) -> npt.NDArray[np.int64]:
        return self._columns[column]

    def start(
        self,
        ticket: Codes,
        rule: int,
        started: Micros,
        due: Micros,
        message: Codes,
        older: Codes,
    ) -> npt.NDArray[np.int32]:
        """Add a running promise for each ticket; their rows."""
        first, last = self._size, self._size + len(ticket)
        if last > len(self._columns["ticket"]):
            self._grow(last)
        new = {
            "ticket": ticket,
            "rule": rule,
            "started_at": started,
            "due_at": due,
            "met_at": NEVER,
            "state": State.RUNNING,
            "message": message,
            "older": older,
            "left": 0,
        }
        for name, values in new.items():
            self._columns[name][first:last] = values
        self._size = last
        return np.arange(first, last, dtype=np.int32)

    def _grow(self, least: int) -> None:
        room = max(least, 2 * self._size)
        for name, column in self._columns.items():
            larger = np.empty(room, column.dtype)
            larger[: self._size] = column[: self._size]
            self._columns[name] = larger

    def end(self, rows: Codes, at: Micros, in_time: State) -> None:
        """What these owed was done or given up `at`: `in_time` until the due moment, then broken.

        How late a promise was met does not change that it was broken; one that is paused is
        not late.
        """
        late = (at > self["due_at"][rows]) & (self["state"][rows] == State.RUNNING)
        self["state"][rows] = np.where(late, State.BROKEN, in_time)
        self["met_at"][rows] = at if in_time == State.KEPT else np.where(late, at, NEVER)

    def promises(self, until: int) -> Promises:
        """All of them as they stand at `until`."""
        columns = {name: self._columns[name][: self._size] for name in _COLUMNS}
        overdue = (columns["state"] == State.RUNNING) & (columns["due_at"] < until)
        columns["state"][overdue] = State.BROKEN
        return Promises(**columns)
