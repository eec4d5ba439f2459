"""What happens on the demo desk, in the order in which it does."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

Happen = Callable[[datetime], object]


@dataclass(order=True)
class _Turn:
    at: datetime
    order: int
    happen: Happen = field(compare=False)


class Timeline:
    """Moments, each with what happens then; that may plan what follows from it."""

    def __init__(self) -> None:
        self._order = itertools.count()
        self._turns: list[_Turn] = []

    def plan(self, at: datetime, happen: Happen) -> None:
        """Let something happen at `at`; of one moment, what was planned first."""
        heapq.heappush(self._turns, _Turn(at, next(self._order), happen))

    def run(self, until: datetime, after_each: Happen) -> None:
        """Let everything happen that does before `until`, and `after_each` after each of it."""
        while self._turns and self._turns[0].at < until:
            turn = heapq.heappop(self._turns)
            turn.happen(turn.at)
            after_each(turn.at)
