"""The weekly hours of a desk, and what replaces them on a date."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Self

from kept.core.calendar.instants import DAY, SECOND

Names = Mapping[str, str]
"""A name or reason in each language: {'en': 'Armistice', 'fr': 'Armistice'}."""

NO_NAMES: Names = {}


@dataclass(frozen=True, slots=True, order=True)
class Opening:
    """One opening of a day, half-open: [opens, closes), by the wall clock of the desk's zone.

    It belongs to the date on which it opens. A `closes` at or before `opens` is on the next day:
    22:00 to 06:00 passes midnight, 10:00 to 00:00 ends at midnight, 00:00 to 00:00 is a whole day.
    """

    opens: time
    closes: time

    def __post_init__(self) -> None:
        for clock in (self.opens, self.closes):
            if clock.tzinfo is not None:
                raise ValueError(f"An opening is told by the desk's own clock, not {clock!r}.")

    @classmethod
    def at(cls, opens: str, closes: str) -> Self:
        """`Opening.at("10:00", "19:00")`; '24:00' is the midnight that ends the day."""
        return cls(_clock(opens), _clock("00:00" if closes == "24:00" else closes))

    @property
    def offsets(self) -> tuple[int, int]:
        """Microseconds from the date's midnight by the wall clock to opening and to closing."""
        opens, closes = _past_midnight(self.opens), _past_midnight(self.closes)
        return opens, closes if closes > opens else closes + DAY

    def __str__(self) -> str:
        closes = "24:00" if self.closes == time() else f"{self.closes:%H:%M}"
        return f"{self.opens:%H:%M} to {closes}"


Openings = tuple[Opening, ...]
Week = tuple[Openings, Openings, Openings, Openings, Openings, Openings, Openings]
"""The openings of each weekday, Monday first."""


@dataclass(frozen=True, slots=True)
class ExceptionalDay:
    """A date that replaces its weekday and its day off: closed if `openings` is empty."""

    openings: Openings = ()
    reason: Names = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "openings", tuple(sorted(self.openings)))
        object.__setattr__(self, "reason", dict(self.reason))


def weekly(days: Iterable[int], *openings: Opening) -> Week:
    """The same openings on each of `days` (Monday is 0), nothing on the others."""
    chosen = set(days)
    if not chosen <= set(range(7)):
        raise ValueError(f"Weekdays are 0 (Monday) to 6 (Sunday), not {sorted(chosen)}.")
    return week(openings if day in chosen else () for day in range(7))


def week(days: Iterable[Iterable[Opening]]) -> Week:
    """A week from the openings of its seven days, Monday first."""
    seven = [tuple(sorted(openings)) for openings in days]
    if len(seven) != 7:
        raise ValueError(f"A week has hours for seven days, Monday first, not {len(seven)}.")
    return (seven[0], seven[1], seven[2], seven[3], seven[4], seven[5], seven[6])


def open_per_week(week: Week) -> int:
    """Open microseconds of a week without dated days or changes of summer time.

    Openings that overlap count once, also past midnight and past Sunday.
    """
    spans = sorted(
        (day * DAY + opens, day * DAY + closes)
        for day, openings in enumerate((*week[-2:], *week), start=-2)
        for opens, closes in (opening.offsets for opening in openings)
    )
    total, end = 0, 0
    for opens, closes in spans:
        closes = min(closes, 7 * DAY)
        total += max(closes - max(opens, end), 0)
        end = max(end, closes)
    return total


def _clock(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a time of day. Write it as '09:30'.") from None


def _past_midnight(clock: time) -> int:
    seconds = (clock.hour * 60 + clock.minute) * 60 + clock.second
    return seconds * SECOND + clock.microsecond
