"""The promises of a replay, counted: by rule, by week, by weekday and hour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from kept.core.calendar.calendar import Calendar
from kept.core.calendar.grid import Micros, date_of
from kept.core.calendar.instants import DAY, HOUR, MICROSECOND
from kept.core.policy import Policy, PromiseKind, PromiseRule
from kept.core.replay.history import Codes, Ints
from kept.core.replay.ledger import NEVER, Promises, State
from kept.core.replay.wall import wall_many

#: 1970-01-01 was a Thursday: so many days after a Monday.
_THURSDAY = 3
#: What is paused at the end counts as running.
_COUNTED = np.array([State.RUNNING, State.KEPT, State.BROKEN, State.RELEASED, State.RUNNING])
_STATES = 4


@dataclass(frozen=True, slots=True)
class Count:
    """How many promises were started, and how they stood at the end."""

    running: int = 0
    kept: int = 0
    broken: int = 0
    released: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(
            self.running + other.running,
            self.kept + other.kept,
            self.broken + other.broken,
            self.released + other.released,
        )

    @property
    def started(self) -> int:
        return self.running + self.kept + self.broken + self.released

    @property
    def decided(self) -> int:
        """Kept or broken: what a share is a share of."""
        return self.kept + self.broken

    @property
    def share(self) -> float | None:
        """Kept of those decided, 0 to 1; None where nothing is decided."""
        return self.kept / self.decided if self.decided else None


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late what was broken was met, by the clock. `never`: not met before the end."""

    median: timedelta | None
    ninth_decile: timedelta | None
    never: int


@dataclass(frozen=True)
class Table:
    """One rule's promises. A week is named by its Monday, an hour by when the promise started;
    both in the zone of the rule's calendar. `by_hour[weekday][hour]`, Monday first."""

    rule: PromiseRule
    total: Count
    late: Lateness
    by_week: Mapping[date, Count]
    by_hour: tuple[tuple[Count, ...], ...]


def table(promises: Promises, policy: Policy) -> tuple[Table, ...]:
    """One table a rule, in the order of the policy."""
    return tuple(
        _table(rule, promises.chosen(promises.rule == place), policy.calendars[rule.calendar])
        for place, rule in enumerate(policy.promises)
    )


def count(promises: Promises) -> Count:
    """All of them, by state."""
    return Count(*np.bincount(_COUNTED[promises.state], minlength=_STATES).tolist())


def totals(some: Iterable[Table]) -> dict[PromiseKind, Count]:
    """All promises of each kind together."""
    counted: dict[PromiseKind, Count] = {}
    for one in some:
        counted[one.rule.kind] = counted.get(one.rule.kind, Count()) + one.total
    return counted


def _table(rule: PromiseRule, promises: Promises, calendar: Calendar) -> Table:
    readings = wall_many(promises.started_at, calendar.tzinfo)
    days, hours = readings // DAY, readings % DAY // HOUR
    weeks = (days + _THURSDAY) // 7
    cells = (days + _THURSDAY) % 7 * 24 + hours
    return Table(
        rule,
        count(promises),
        _lateness(promises),
        _by_week(weeks, _COUNTED[promises.state]),
        _by_hour(cells, _COUNTED[promises.state]),
    )


def _by_week(weeks: Micros, state: Ints) -> dict[date, Count]:
    if not weeks.size:
        return {}
    first = int(weeks.min())
    counted = _counted(weeks - first, state, int(weeks.max()) - first + 1)
    return {
        date_of((first + week) * 7 - _THURSDAY): Count(*row)
        for week, row in enumerate(counted.tolist())
    }


def _by_hour(cells: Ints, state: Ints) -> tuple[tuple[Count, ...], ...]:
    counted = _counted(cells, state, 7 * 24).reshape(7, 24, _STATES).tolist()
    return tuple(tuple(Count(*cell) for cell in day) for day in counted)


def _counted(groups: Ints, state: Ints, size: int) -> npt.NDArray[np.intp]:
    return np.bincount(groups * _STATES + state, minlength=size * _STATES).reshape(size, _STATES)


def _lateness(promises: Promises) -> Lateness:
    broken = promises.chosen(promises.state == State.BROKEN)
    met = broken.chosen(broken.met_at != NEVER)
    never = len(broken) - len(met)
    if not len(met):
        return Lateness(None, None, never)
    late = np.quantile(met.met_at - met.due_at, [0.5, 0.9])
    median, ninth = (round(one) * MICROSECOND for one in late.tolist())
    return Lateness(median, ninth, never)


@dataclass(frozen=True, slots=True)
class Moved:
    """How the due moments of the same requests differ between two policies, for one kind."""

    both: int
    earlier: int
    later: int

    @property
    def same(self) -> int:
        return self.both - self.earlier - self.later


def moved(old: Promises, old_policy: Policy, new: Promises, new_policy: Policy, kind: str) -> Moved:
    """The promises of `kind` that both policies start at the same moment on the same ticket."""
    before, after = _first_due(old, old_policy, kind), _first_due(new, new_policy, kind)
    ticket, start, due = (np.concatenate(column) for column in zip(before, after, strict=True))
    order = np.lexsort((start, ticket))  # stable: what was before comes first
    ticket, start, due = ticket[order], start[order], due[order]
    both = (ticket[1:] == ticket[:-1]) & (start[1:] == start[:-1])
    later = due[1:][both] - due[:-1][both]
    return Moved(len(later), int((later < 0).sum()), int((later > 0).sum()))


def _first_due(promises: Promises, policy: Policy, kind: str) -> tuple[Codes, Micros, Micros]:
    """Each ticket and start once, and its due moment; where two rules owe it, the earlier."""
    of_kind = [place for place, rule in enumerate(policy.promises) if rule.kind == kind]
    some = promises.chosen(np.isin(promises.rule, of_kind))
    order = np.lexsort((some.due_at, some.started_at, some.ticket))
    some = some.chosen(order)
    first = np.ones(len(some), np.bool_)
    first[1:] = (np.diff(some.ticket) != 0) | (np.diff(some.started_at) != 0)
    some = some.chosen(first)
    return some.ticket, some.started_at, some.due_at
