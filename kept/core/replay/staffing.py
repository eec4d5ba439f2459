"""How many people it takes, and when, to keep a chosen share of the replies.

A search over simulated desks (`desk`): first somebody is added where it helps most, until the
share is kept; then everybody is taken away who is not needed for it. What comes out is least in
the sense that nobody can be taken from any part of a day without falling below the share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from math import exp, log, sqrt
from statistics import NormalDist
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from kept.core.calendar import Calendar
from kept.core.calendar.grid import Micros
from kept.core.calendar.instants import DAY, HOUR, MICROSECOND, span
from kept.core.policy import Policy
from kept.core.promise import REPLIES
from kept.core.replay.desk import Plan, Shifts, Work, in_time
from kept.core.replay.history import Act, History
from kept.core.replay.ledger import Promises, State
from kept.core.replay.tables import count
from kept.core.replay.wall import wall_many

Part = Literal["night", "morning", "afternoon", "evening"]
Progress = Callable[[int], None]

#: The parts of a day that somebody can be asked to work, by their hours.
PARTS: dict[Part, range] = {
    "night": range(6),
    "morning": range(6, 13),
    "afternoon": range(13, 19),
    "evening": range(19, 24),
}
#: The work of so many replies, the latest, is simulated: more only makes the answer wait.
MOST = 6_000
#: A gap between two replies of one person is the time that one took, unless it is longer.
LONGEST = 45 * 60 * 10**6
#: With fewer gaps than this a history says too little about how long a reply takes.
FEWEST = 50
#: Where nothing is known or given.
USUAL = timedelta(minutes=10)
#: Somebody more who keeps less than this more of all replies says that people are not missing.
WORTH = 0.0025

_THURSDAY = 3


class Shift(NamedTuple):
    """A part of a weekday (Monday is 0)."""

    weekday: int
    part: Part


@dataclass(frozen=True, slots=True)
class Chance:
    """Where chance comes from: so many numbers, at least 0 and under 1, that `seed` repeats."""

    seed: int
    numbers: Callable[[int], npt.NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Handling:
    """How long a reply takes, in microseconds: the times to draw from, and where they are from."""

    times: Micros
    source: Literal["history", "given", "usual"]

    @property
    def mean(self) -> timedelta:
        return round(float(self.times.mean())) * MICROSECOND


@dataclass(frozen=True)
class Staffing:
    """The answer. Shares are 0 to 1, of `replies` simulated replies.

    `history`: what was kept, of those decided, as the replies were really given; `share`: what
    the simulated desk keeps with `today`'s people. `more`: who has to come in addition to reach
    `goal`, which then keeps `reached`; `reached` < `goal` where people alone do not help.
    `least`: the smallest plan that was found for `goal`, and its share.
    """

    goal: float
    seed: int
    replies: int
    handling: Handling
    zone: str
    today: Plan
    history: float
    share: float
    more: dict[Shift, int]
    reached: float
    least: Plan
    least_share: float


def handling(history: History, given: timedelta | None = None) -> Handling:
    """How long replies take: `given` on average, or the gaps between replies of one person.

    What is given is spread as a log-normal whose deviation is its mean.
    """
    if given is None:
        gaps = _gaps(history)
        if len(gaps) >= FEWEST:
            return Handling(gaps, "history")
    spread = sqrt(log(2))
    normal = NormalDist()
    times = np.array([exp(spread * normal.inv_cdf((n + 0.5) / 1_000)) for n in range(1_000)])
    scaled = times / times.mean() * span(given or USUAL)
    return Handling(scaled.astype(np.int64), "given" if given else "usual")


def _gaps(history: History) -> Micros:
    replies = (history.act == Act.REPLIED) & (history.value > 0)
    person, at = history.value[replies], history.at[replies]
    order = np.lexsort((at, person))
    gaps: Micros = np.diff(at[order])
    gaps = gaps[np.diff(person[order]) == 0]
    return gaps[(gaps > 0) & (gaps <= LONGEST)]


def presence(history: History, zone: tzinfo) -> Plan:
    """How many people answer at which hour: from each one's first reply of a day to their last,
    on average over the days on which anybody answered, rounded."""
    replies = (history.act == Act.REPLIED) & (history.value > 0)
    present = np.zeros((7, 24))
    if not replies.any():
        return present.astype(np.int64)
    readings = wall_many(history.at[replies], zone)
    day, hour = readings // DAY, readings % DAY // HOUR
    pairs, which = np.unique(
        np.stack([day, history.value[replies].astype(np.int64)]), axis=1, return_inverse=True
    )
    first, last = np.full(pairs.shape[1], 24), np.full(pairs.shape[1], -1)
    np.minimum.at(first, which.ravel(), hour)
    np.maximum.at(last, which.ravel(), hour)
    weekday = (pairs[0] + _THURSDAY) % 7
    for one in range(24):
        here = (first <= one) & (one <= last)
        present[:, one] = np.bincount(weekday[here], minlength=7)
    days = np.bincount((np.unique(day) + _THURSDAY) % 7, minlength=7)
    mean = present / np.maximum(days, 1)[:, None]
    return np.floor(mean + 0.5).astype(np.int64)


def shifts_of(calendar: Calendar) -> tuple[Shift, ...]:
    """The parts of the week in which the desk is open for an hour at least."""
    return tuple(shift for shift in _every_shift() if len(_open_hours(calendar, shift)))


def _every_shift() -> Iterator[Shift]:
    return (Shift(weekday, part) for weekday in range(7) for part in PARTS)


def _open_hours(calendar: Calendar, shift: Shift) -> list[int]:
    openings = [opening.offsets for opening in calendar.week[shift.weekday]]
    return [
        hour
        for hour in PARTS[shift.part]
        if any(opens < (hour + 1) * HOUR and hour * HOUR < closes for opens, closes in openings)
    ]


def staffing(
    history: History,
    policy: Policy,
    promises: Promises,
    *,
    goal: float,
    chance: Chance,
    takes: timedelta | None = None,
    progress: Progress = lambda desks: None,
) -> Staffing | None:
    """How many people keep `goal` (0 to 1) of the replies that `policy` promises.

    `promises` is the replay of `history` under `policy`; `takes` is how long a reply takes on
    average, where the history should not say. None where no reply was promised.
    """
    wanted = _wanted(policy, promises)
    if not len(wanted):
        return None
    calendar, times = policy.calendar, handling(history, takes)
    drawn = times.times[(chance.numbers(len(wanted)) * len(times.times)).astype(np.int64)]
    work = Work(wanted.started_at, wanted.due_at, drawn)
    today = presence(history, calendar.tzinfo)
    search = _Search(work, Shifts.around(work, calendar.tzinfo), calendar, progress)
    share = search.share(today)
    enough, more = search.more(today, goal)
    least = search.least(enough, goal)
    return Staffing(
        goal=goal,
        seed=chance.seed,
        replies=len(work),
        handling=times,
        zone=calendar.zone,
        today=today,
        history=count(wanted).share or 0.0,
        share=share,
        more=more,
        reached=search.share(enough),
        least=least,
        least_share=search.share(least),
    )


def _wanted(policy: Policy, promises: Promises) -> Promises:
    """The replies that somebody had to give, the latest of them, by start."""
    places = [place for place, rule in enumerate(policy.promises) if rule.kind in REPLIES]
    which = np.isin(promises.rule, places) & (promises.state != State.RELEASED)
    wanted = promises.chosen(which)
    order = np.argsort(wanted.started_at, kind="stable")
    return wanted.chosen(order[-MOST:])


class _Search:
    """Plans that are tried on the same work."""

    def __init__(self, work: Work, hours: Shifts, calendar: Calendar, progress: Progress) -> None:
        self._work, self._hours = work, hours
        self._shifts = {shift: _open_hours(calendar, shift) for shift in shifts_of(calendar)}
        self._progress = progress
        self._tried: dict[bytes, int] = {}

    def share(self, plan: Plan) -> float:
        """What a plan keeps, of all."""
        return self._kept(plan) / len(self._work)

    def _kept(self, plan: Plan) -> int:
        key = plan.tobytes()
        if key not in self._tried:
            self._tried[key] = int(in_time(self._work, self._hours, plan).sum())
            self._progress(len(self._tried))
        return self._tried[key]

    def more(self, today: Plan, goal: float) -> tuple[Plan, dict[Shift, int]]:
        """`today` and who has to come in addition; nobody of them can be spared."""
        plan, added = today, dict.fromkeys(self._shifts, 0)
        while self.share(plan) < goal:
            best = max(self._shifts, key=lambda shift: self._kept(self._with(plan, shift, 1)))
            better = self.share(self._with(plan, best, 1))
            if better < goal and better - self.share(plan) < WORTH:
                break
            plan = self._with(plan, best, 1)
            added[best] += 1
        for shift in self._shifts:
            while added[shift] and self.share(self._with(plan, shift, -1)) >= goal:
                plan = self._with(plan, shift, -1)
                added[shift] -= 1
        return plan, {shift: people for shift, people in added.items() if people}

    def least(self, plan: Plan, goal: float) -> Plan:
        """`plan` without anybody whom `goal` does not need; outside opening hours nobody."""
        open_ = np.zeros_like(plan)
        for shift, hours in self._shifts.items():
            open_[shift.weekday, hours] = 1
        trimmed = plan * open_
        plan = trimmed if self.share(trimmed) >= goal else plan
        spared = True
        while spared and self.share(plan) >= goal:
            fewer = [
                self._with(plan, shift, -1)
                for shift, hours in self._shifts.items()
                if plan[shift.weekday, hours].any()
            ]
            best = max(fewer, key=self._kept, default=plan)
            spared = best is not plan and self.share(best) >= goal
            plan = best if spared else plan
        return plan

    def _with(self, plan: Plan, shift: Shift, people: int) -> Plan:
        changed = plan.copy()
        hours = self._shifts[shift]
        changed[shift.weekday, hours] = np.maximum(changed[shift.weekday, hours] + people, 0)
        return changed
