"""A desk at work, simulated: who asks when, and when somebody has time to answer.

Each owed reply is a piece of work that waits from the moment its promise started. Whoever is free
takes the work that is due first; work that was begun is finished, after the shift if need be.
Everything is decided by the arguments: the same work and the same plan end the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from heapq import heappop, heappush

import numpy as np
import numpy.typing as npt

from kept.core.calendar.grid import Micros
from kept.core.calendar.instants import DAY, HOUR
from kept.core.replay.wall import wall_many

Plan = npt.NDArray[np.int64]
"""How many people answer: `plan[weekday, hour]`, Monday first, by the clock of a zone."""

#: After the last request the desk goes on for so long, so that what is late is answered too.
AFTERWARDS = 28 * DAY
_THURSDAY = 3
_WEEK_HOURS = 7 * 24


@dataclass(frozen=True, eq=False)
class Work:
    """Replies that are owed: from when, by when, and how long each takes. By start, in
    microseconds."""

    start: Micros
    due: Micros
    takes: Micros

    def __len__(self) -> int:
        return len(self.start)


@dataclass(frozen=True, eq=False)
class Shifts:
    """The hours in which a plan is asked: when each begins, and its place in the week."""

    begins: Micros
    cells: Micros

    @classmethod
    def around(cls, work: Work, zone: tzinfo) -> Shifts:
        """The hours from the first request to a while after the last."""
        first = int(work.start.min()) // HOUR * HOUR
        begins = np.arange(first, int(work.start.max()) + AFTERWARDS, HOUR)
        readings = wall_many(begins, zone)
        weekday = (readings // DAY + _THURSDAY) % 7
        return cls(begins, weekday * 24 + readings % DAY // HOUR)

    def changes(self, plan: Plan) -> list[tuple[int, int]]:
        """When the number of people changes, and to how many."""
        people = plan.reshape(_WEEK_HOURS)[self.cells]
        at = np.flatnonzero(np.diff(people, prepend=-1))
        return list(zip(self.begins[at].tolist(), people[at].tolist(), strict=True))


def in_time(work: Work, shifts: Shifts, plan: Plan) -> npt.NDArray[np.bool_]:
    """Which of the replies are given by their due moment."""
    done = finished(work, shifts, plan)
    return done <= work.due


def finished(work: Work, shifts: Shifts, plan: Plan) -> Micros:
    """When each reply is given; long after everything where nobody comes to it."""
    start, due, takes = work.start.tolist(), work.due.tolist(), work.takes.tolist()
    done = np.full(len(work), np.iinfo(np.int64).max, np.int64)
    never = int(shifts.begins[-1]) + HOUR
    moments = [*shifts.changes(plan), (never, 0)]
    waiting: list[tuple[int, int]] = []
    busy: list[int] = []
    people, asked, change = 0, 0, 0
    while True:
        now = moments[change][0]
        if asked < len(start) and start[asked] < now:
            now = start[asked]
        if busy and busy[0] < now:
            now = busy[0]
        if now >= never:
            return done
        while busy and busy[0] <= now:
            heappop(busy)
        while moments[change][0] <= now:
            people = moments[change][1]
            change += 1
        while asked < len(start) and start[asked] <= now:
            heappush(waiting, (due[asked], asked))
            asked += 1
        while waiting and len(busy) < people:
            _, job = heappop(waiting)
            done[job] = now + takes[job]
            heappush(busy, int(done[job]))
