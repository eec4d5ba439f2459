"""Days and opening hours as people say them.

`Monday to Friday`, `Monday, Wednesday and Friday`; `10:00 to 12:30 and 14:00 to 19:00`.
Minutes count from midnight of the day on which an opening starts; one that runs past midnight
ends after minute 1440.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY = 24 * 60

Span = tuple[int, int]
Week = Mapping[int, tuple[Span, ...]]

_AND = re.compile(r", and |, | and ")
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")
_NUMBER = {name: number for number, name in enumerate(WEEKDAYS)}


class HoursMistake(ValueError):  # noqa: N818 -- a mistake of the writer, said to the writer
    """The text says no days or hours; `sentence` says what to write."""

    def __init__(self, template: str, **facts: object) -> None:
        self.template, self.facts = template, facts
        self.sentence = template % facts
        super().__init__(self.sentence)


def parse_days(text: str) -> tuple[int, ...]:
    """The weekdays that `text` names, Monday = 0. Raises HoursMistake."""
    if text == "every day":
        return tuple(range(7))
    days: list[int] = []
    for part in _AND.split(text):
        days += _run(part, text)
    twice = next((day for day in days if days.count(day) > 1), None)
    if twice is not None:
        raise HoursMistake("%(day)s stands twice in “%(text)s”.", day=WEEKDAYS[twice], text=text)
    return tuple(days)


def _run(part: str, text: str) -> list[int]:
    ends = [_NUMBER.get(name) for name in part.split(" to ")]
    match ends:
        case [int(day)]:
            return [day]
        case [int(first), int(last)] if first != last:
            return [(first + step) % 7 for step in range((last - first) % 7 + 1)]
        case _:
            raise HoursMistake(
                "“%(text)s” does not name days: write “Monday to Friday”, "
                "“Monday, Wednesday and Friday” or “every day”.",
                text=text,
            )


def parse_openings(text: str) -> tuple[Span, ...]:
    """The openings of a day, in order: (opens, closes) in minutes. Raises HoursMistake."""
    spans = sorted(_opening(part, text) for part in _AND.split(text))
    for (_, closes), (opens, _) in pairwise(spans):
        if opens < closes:
            raise HoursMistake(
                "The openings of “%(text)s” overlap: the desk cannot open at %(opens)s while it "
                "is open until %(closes)s.",
                text=text,
                opens=said(opens),
                closes=said(closes),
            )
    return tuple(spans)


def _opening(part: str, text: str) -> Span:
    match [_minute(clock) for clock in part.split(" to ")]:
        case [int(opens), int(closes)] if opens != closes and opens < DAY:
            return opens, closes if closes > opens else closes + DAY
        case _:
            raise HoursMistake(
                "“%(text)s” does not say opening hours: write “10:00 to 19:00”, "
                "“9:00 to 12:30 and 14:00 to 18:00”, or “0:00 to 24:00” for a whole day.",
                text=text,
            )


def _minute(clock: str) -> int | None:
    read = _CLOCK.fullmatch(clock)
    minute = int(read[1]) * 60 + int(read[2]) if read else None
    return minute if minute is not None and minute <= DAY else None


def said(minute: int) -> str:
    """A minute of the day as it is written here: `9:05`."""
    return f"{minute // 60 % 24 if minute != DAY else 24}:{minute % 60:02}"


def overlap(week: Week) -> tuple[int, int] | None:
    """Two weekdays whose openings overlap past midnight, or None. One day alone never does."""
    spans = sorted(
        (day * DAY + opens, day * DAY + closes, day)
        for day, openings in week.items()
        for opens, closes in openings
    )
    if not spans:
        return None
    first = spans[0]
    around = [*spans, (first[0] + 7 * DAY, first[1] + 7 * DAY, first[2])]
    for (_, closes, day), (opens, _, following) in pairwise(around):
        if opens < closes:
            return day, following
    return None
