"""What was kept and what was not, rule by rule and day by day.

A promise counts on the day on which it fell due: by then its verdict is certain, and neither a
quick answer nor a slow one can choose the day that it counts on. Days are those of the desk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal

import numpy as np

from kept.core.calendar import Elapsed
from kept.core.calendar.grid import Micros
from kept.core.calendar.instants import micros, span
from kept.core.policy import Policy, PromiseRule
from kept.core.report.facts import NEVER, Fact, Group, grouped

#: Fewer promises than this are counted and not turned into percentages or percentiles.
ENOUGH: Final = 20

Measure = Literal["open", "elapsed"]


@dataclass(frozen=True, slots=True)
class DayFigures:
    """The promises that fell due on a day."""

    day: date
    kept: int
    broken: int

    @property
    def counted(self) -> int:
        return self.kept + self.broken


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFigures:
    """What became of the promises of one rule.

    `released` ones stand in neither column; of the `broken`, `undone` are those for which nobody
    has done yet, or ever did, what was owed. `half` and `nine_in_ten`: within how long that share
    of all counted promises was done, open time or elapsed as `measure` says, by nearest rank; None
    where so many were not done at all. `changed`: versions in the window owed different things.
    """

    rule: str
    kind: str
    clause: str
    version: int
    current: bool
    measure: Measure
    changed: bool
    kept: int
    broken: int
    released: int
    undone: int
    half: timedelta | None
    nine_in_ten: timedelta | None
    longest: timedelta | None
    days: tuple[DayFigures, ...]

    @property
    def counted(self) -> int:
        return self.kept + self.broken

    @property
    def few(self) -> bool:
        return self.counted < ENOUGH


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The figures of the days from `since` to `until` (the last still runs), as of `at`."""

    at: datetime
    zone: str
    since: date
    until: date
    rules: tuple[RuleFigures, ...]

    @property
    def kept(self) -> int:
        return sum(rule.kept for rule in self.rules)

    @property
    def broken(self) -> int:
        return sum(rule.broken for rule in self.rules)

    @property
    def released(self) -> int:
        return sum(rule.released for rule in self.rules)

    @property
    def counted(self) -> int:
        return self.kept + self.broken

    @property
    def few(self) -> bool:
        return self.counted < ENOUGH

    @property
    def days(self) -> tuple[DayFigures, ...]:
        """All rules together."""
        columns = zip(*(rule.days for rule in self.rules), strict=True)
        return tuple(
            DayFigures(same[0].day, sum(d.kept for d in same), sum(d.broken for d in same))
            for same in columns
        )


def report(
    facts: Iterable[Fact], policies: Mapping[int, Policy], current: int, *, at: datetime, days: int
) -> Report:
    """The figures of the last `days` days of the desk, today included, as of `at`.

    `facts` may hold promises of other days: they are left out. `policies` has every version that
    a promise names, and the `current` one. What is internal to the team is not reported.
    """
    calendar = policies[current].calendar
    dates = _dates(at.astimezone(calendar.tzinfo).date(), days)
    midnights = np.array(
        [micros(datetime.combine(day, time(), calendar.tzinfo).astimezone(UTC)) for day in dates]
    )
    found = grouped(facts, int(midnights[0]), micros(at))
    told = [
        _of_rule(rule, groups, policies, current, dates, midnights)
        for rule, groups in _by_rule(found, policies, current).items()
    ]
    return Report(at=at, zone=calendar.zone, since=dates[0], until=dates[-1], rules=tuple(told))


def first_moment(policy: Policy, *, at: datetime, days: int) -> datetime:
    """When the first of the last `days` days of the desk began."""
    first = _dates(at.astimezone(policy.calendar.tzinfo).date(), days)[0]
    return datetime.combine(first, time(), policy.calendar.tzinfo).astimezone(UTC)


def _dates(today: date, days: int) -> list[date]:
    return [today - timedelta(days=n) for n in reversed(range(days))]


def _by_rule(
    found: Mapping[tuple[str, int], Group], policies: Mapping[int, Policy], current: int
) -> dict[str, dict[int, Group]]:
    """The groups of each rule by version: the rules in force first, in their order."""
    by_rule: dict[str, dict[int, Group]] = {
        rule.name: {} for rule in policies[current].promises if not rule.internal
    }
    for (name, version), group in sorted(found.items(), key=lambda one: one[0]):
        if not policies[version].promise(name).internal:
            by_rule.setdefault(name, {})[version] = group
    return by_rule


def _of_rule(
    name: str,
    groups: Mapping[int, Group],
    policies: Mapping[int, Policy],
    current: int,
    dates: list[date],
    midnights: Micros,
) -> RuleFigures:
    holds = _rule(policies[current], name)
    version = current if holds else max(groups)
    rule = holds or policies[version].promise(name)
    rules = {v: policies[v].promise(name) for v in groups}
    taken = np.sort(
        np.concatenate(
            [_taken(groups[v], rules[v], policies[v]) for v in groups] or [np.empty(0, np.int64)]
        )
    )
    kept = _per_day([(one.due, one.kept) for one in groups.values()], midnights)
    broken = _per_day([(one.due, one.broken) for one in groups.values()], midnights)
    total = sum(len(one.due) for one in groups.values())
    return RuleFigures(
        rule=name,
        kind=rule.kind,
        clause=rule.clause,
        version=version,
        current=holds is not None,
        measure="elapsed" if isinstance(rule.owed, Elapsed) else "open",
        changed=len({one.owed for one in (rule, *rules.values())}) > 1,
        kept=int(kept.sum()),
        broken=int(broken.sum()),
        released=total - int(kept.sum()) - int(broken.sum()),
        undone=int((taken == NEVER).sum()),
        half=_within(taken, 1, 2),
        nine_in_ten=_within(taken, 9, 10),
        longest=_within(taken, 1, 1),
        days=tuple(
            DayFigures(day, int(k), int(b)) for day, k, b in zip(dates, kept, broken, strict=True)
        ),
    )


def _rule(policy: Policy, name: str) -> PromiseRule | None:
    return next((rule for rule in policy.promises if rule.name == name), None)


def _taken(group: Group, rule: PromiseRule, policy: Policy) -> Micros:
    """How long each promise that counts took, as its clause owes it; NEVER where it never was.

    What was owed less what was left of it, so that the time on hold is not counted, nor the time
    in which a fixed bug was held to be fixed.
    """
    counted = group.kept | group.broken
    met = group.met[counted]
    done = met != NEVER
    started, due = group.started[counted][done], group.due[counted][done]
    taken = np.full(len(met), NEVER)
    calendar = policy.calendars[rule.calendar]
    if isinstance(rule.owed, Elapsed):
        taken[done] = span(rule.owed.duration) - (due - met[done])
    else:
        whole = calendar.between_many(started, rule.owed.due_many(started, calendar))
        taken[done] = whole - calendar.between_many(met[done], due)
    return taken


def _within(taken: Micros, part: int, of: int) -> timedelta | None:
    """Within how long `part` of `of` were done, by nearest rank; None where so many were not."""
    if len(taken) == 0:
        return None
    rank = -(-len(taken) * part // of) - 1
    found = int(taken[rank])
    return None if found == NEVER else timedelta(microseconds=found)


def _per_day(columns: list[tuple[Micros, np.ndarray]], midnights: Micros) -> Micros:
    """How many of the chosen fell due on each day; `midnights` begin the days."""
    counts = np.zeros(len(midnights), np.int64)
    for due, chosen in columns:
        day = np.searchsorted(midnights, due[chosen], side="right") - 1
        counts += np.bincount(day, minlength=len(midnights))
    return counts
