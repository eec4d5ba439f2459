"""The worker's part: a little at a time, for mail comes first."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from kept.erasing import forgetting, sweeping
from kept.record import policy

#: Seconds that one step takes from the rest of the worker's work, but for its last piece.
STEP: Final = 0.2


class Eraser:
    """Forgets who is to be forgotten. Where it was is in no file: after a crash it begins anew."""

    def __init__(self, ticks: Callable[[], float] = time.monotonic) -> None:
        self._ticks = ticks
        self._steps: Iterator[None] | None = None

    def step(self, at: datetime) -> int:
        """Go on for a while; how many pieces of the work were done."""
        if self._steps is None:
            if not forgetting.due(at):
                return int(sweeping.sweep(at, lambda: _is_open(at)))
            self._steps = forgetting.steps(at)
        try:
            return self._some(self._steps)
        except BaseException:
            self._steps = None
            raise

    def _some(self, steps: Iterator[None]) -> int:
        until, done = self._ticks() + STEP, 0
        for _ in steps:
            done += 1
            if self._ticks() >= until:
                return done
        self._steps = None
        return done


def _is_open(at: datetime) -> bool:
    return bool(policy.in_force(at).policy.calendar.is_open(at))
