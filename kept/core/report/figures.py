"""What was kept and what was not, rule by rule and day by day, summed up from the tallies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

import numpy as np

from kept.core.calendar import Elapsed
from kept.core.calendar.grid import Micros
from kept.core.policy import Policy, PromiseRule
from kept.core.report.facts import NEVER
from kept.core.report.tallies import Days, Key, Tallies, Tally

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
    tallies: Tallies, policies: Mapping[int, Policy], current: int, *, at: datetime, days: Days
) -> Report:
    """The figures of `days`, as of `at`. `tallies` may hold other days: they are left out.

    `policies` has every version that a promise was made under, and the `current` one, whose rules
    come first, in its order, also where none of their promises fell due.
    """
    by_rule: dict[str, dict[Key, Tally]] = {
        rule.name: {} for rule in policies[current].promises if not rule.internal
    }
    asked = set(days.dates)
    for key in sorted(key for key in tallies if key.day in asked):
        by_rule.setdefault(key.rule, {})[key] = tallies[key]
    return Report(
        at=at,
        zone=policies[current].calendar.zone,
        since=days.dates[0],
        until=days.dates[-1],
        rules=tuple(
            _of_rule(name, found, policies, current, days.dates) for name, found in by_rule.items()
        ),
    )


def _of_rule(
    name: str,
    found: Mapping[Key, Tally],
    policies: Mapping[int, Policy],
    current: int,
    dates: Sequence[date],
) -> RuleFigures:
    holds = _rule(policies[current], name)
    version = current if holds else max(key.policy for key in found)
    rule = holds or policies[version].promise(name)
    owed = {policies[key.policy].promise(name).owed for key in found}
    taken = np.sort(np.concatenate([np.empty(0, np.int64), *(t.taken for t in found.values())]))
    return RuleFigures(
        rule=name,
        kind=rule.kind,
        clause=rule.clause,
        version=version,
        current=holds is not None,
        measure="elapsed" if isinstance(rule.owed, Elapsed) else "open",
        changed=len({rule.owed, *owed}) > 1,
        kept=sum(tally.kept for tally in found.values()),
        broken=sum(tally.broken for tally in found.values()),
        released=sum(tally.released for tally in found.values()),
        undone=int((taken == NEVER).sum()),
        half=_within(taken, 1, 2),
        nine_in_ten=_within(taken, 9, 10),
        longest=_within(taken, 1, 1),
        days=_days(found, dates),
    )


def _rule(policy: Policy, name: str) -> PromiseRule | None:
    return next((rule for rule in policy.promises if rule.name == name), None)


def _days(found: Mapping[Key, Tally], dates: Sequence[date]) -> tuple[DayFigures, ...]:
    by_day: dict[date, list[Tally]] = {day: [] for day in dates}
    for key, tally in found.items():
        by_day[key.day].append(tally)
    return tuple(
        DayFigures(day, sum(t.kept for t in these), sum(t.broken for t in these))
        for day, these in by_day.items()
    )


def _within(taken: Micros, part: int, of: int) -> timedelta | None:
    """Within how long `part` of `of` were done, by nearest rank; None where so many were not."""
    if len(taken) == 0:
        return None
    rank = -(-len(taken) * part // of) - 1
    found = int(taken[rank])
    return None if found == NEVER else timedelta(microseconds=found)
