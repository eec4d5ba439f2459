"""What became of the promises of one rule that fell due on one day: the figures' smallest part.

A promise counts on the day on which it fell due: by then its verdict is certain, and neither a
quick answer nor a slow one can choose the day that it counts on. Days are those of the desk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import numpy.typing as npt

from kept.core.calendar import Calendar, Elapsed
from kept.core.calendar.grid import Micros
from kept.core.calendar.instants import micros, span
from kept.core.policy import Policy, PromiseRule
from kept.core.report.facts import NEVER, Facts


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Which promises: the day of the desk, the rule, the version it was made under."""

    day: date
    rule: str
    policy: int


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """What became of them. `taken`: how long each that counts took, as its clause owes it, in
    microseconds and in order; NEVER for those that nobody did."""

    kept: int
    broken: int
    released: int
    taken: Micros


Tallies = Mapping[Key, Tally]


class Days:
    """Days of a desk, in a row, up to a moment; `end` is that moment, or the last midnight."""

    def __init__(self, calendar: Calendar, dates: Sequence[date], until: datetime) -> None:
        midnights = [_midnight(day, calendar) for day in (*dates, dates[-1] + timedelta(days=1))]
        self.dates = tuple(dates)
        self.starts = np.array([micros(at) for at in midnights[:-1]], np.int64)
        self.begin, self.end = midnights[0], min(until, midnights[-1])

    @classmethod
    def last(cls, policy: Policy, number: int, at: datetime) -> Days:
        """The last `number` days of the desk under `policy`, the day of `at` included."""
        today = at.astimezone(policy.calendar.tzinfo).date()
        dates = [today - timedelta(days=n) for n in reversed(range(number))]
        return cls(policy.calendar, dates, at)

    def day_of(self, at: Micros) -> npt.NDArray[np.intp]:
        """The place of the day of each instant."""
        return np.searchsorted(self.starts, at, side="right") - 1


def _midnight(day: date, calendar: Calendar) -> datetime:
    return datetime.combine(day, time(), calendar.tzinfo).astimezone(UTC)


def tallies(facts: Facts, policies: Mapping[int, Policy], days: Days) -> dict[Key, Tally]:
    """The promises that fell due in these days, by day, rule and version.

    The verdict is that of the instants: what was due and was not done is broken, whether or not a
    watcher has looked. What is on hold has no due moment until it goes on. What is internal to the
    team was promised to nobody.
    """
    due = (facts.due >= micros(days.begin)) & (facts.due < micros(days.end))
    chosen = np.flatnonzero(due & (facts.state != "paused"))
    return {
        Key(days.dates[day], rule, version): tally
        for (rule, version), places in _by_rule(facts.made, chosen).items()
        if not policies[version].promise(rule).internal
        for day, tally in _by_day(facts, places, policies[version], rule, days)
    }


def _by_rule(
    made: Sequence[tuple[str, int]], chosen: npt.NDArray[np.intp]
) -> dict[tuple[str, int], npt.NDArray[np.intp]]:
    known = {one: code for code, one in enumerate(dict.fromkeys(made))}
    codes = np.fromiter((known[one] for one in made), np.int64, len(made))[chosen]
    found = ((one, chosen[codes == code]) for one, code in known.items())
    return {one: places for one, places in found if len(places)}


def _by_day(
    facts: Facts, places: npt.NDArray[np.intp], policy: Policy, rule: str, days: Days
) -> Iterator[tuple[int, Tally]]:
    state = facts.state[places]
    kept, released = state == "kept", state == "released"
    broken = ~kept & ~released
    taken = _taken(facts, places, policy.promise(rule), policy)
    day = days.day_of(facts.due[places])
    for one in np.unique(day).tolist():
        here = day == one
        yield (
            one,
            Tally(
                kept=int((kept & here).sum()),
                broken=int((broken & here).sum()),
                released=int((released & here).sum()),
                taken=np.sort(taken[here & ~released]),
            ),
        )


def _taken(facts: Facts, places: npt.NDArray[np.intp], rule: PromiseRule, policy: Policy) -> Micros:
    """How long each promise took, as its clause owes it; NEVER where nobody did it.

    What was owed less what was left of it, so that the time on hold is not counted, nor the time
    in which a fixed bug was held to be fixed.
    """
    done = facts.met[places] != NEVER
    started, due, met = (c[places][done] for c in (facts.started, facts.due, facts.met))
    taken = np.full(len(places), NEVER)
    calendar = policy.calendars[rule.calendar]
    if isinstance(rule.owed, Elapsed):
        taken[done] = span(rule.owed.duration) - (due - met)
    else:
        whole = calendar.between_many(started, rule.owed.due_many(started, calendar))
        taken[done] = whole - calendar.between_many(met, due)
    return taken
