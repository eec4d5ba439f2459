"""Durations as people say them, read strictly: what a promise owes.

`48 hours` runs on the clock, day and night; `24 business hours` while the desk is open;
`2 business days` to the same time of day two business days on (PROMISES.md 8). Whatever could be
read in two ways is refused, with its readings.
"""

from __future__ import annotations

import re
from datetime import timedelta

from kept.core.calendar.owed import BusinessDays, Elapsed, EndOfFirstHour, OpenTime, Owed

END_OF_FIRST_HOUR = "end of the first hour of a business day"

_SAID = re.compile(r"([1-9]\d{0,3}) (business )?(minute|hour|day)(s?)")
_BARE = re.compile(r"([1-9]\d{0,3})\s*(h|hr|hrs|d|days?)\.?", re.IGNORECASE)
_BEFORE = re.compile(r"(.+) before")

_EXAMPLES = (
    "“48 hours”, “90 minutes”, “24 business hours”, “2 business days” "
    "or “end of the first hour of a business day”"
)


class DurationMistake(ValueError):  # noqa: N818 -- a mistake of the writer, said to the writer
    """The text is not one duration with one meaning; `sentence` says what to write."""

    def __init__(self, template: str, **facts: object) -> None:
        self.template, self.facts = template, facts
        self.sentence = template % facts
        super().__init__(self.sentence)


def parse_owed(text: str) -> Owed:
    """What `text` owes. Raises DurationMistake when it has no meaning, or more than one."""
    if text == END_OF_FIRST_HOUR:
        return EndOfFirstHour()
    said = _SAID.fullmatch(text)
    if said is None:
        raise _unclear(text)
    amount, business, unit, plural = int(said[1]), bool(said[2]), said[3], bool(said[4])
    if plural == (amount == 1):
        right = f"{amount} {said[2] or ''}{unit}{'' if amount == 1 else 's'}"
        raise DurationMistake("“%(text)s” is written “%(right)s”.", text=text, right=right)
    if unit == "day":
        if not business:
            raise _unclear(text)
        return BusinessDays(amount)
    duration = timedelta(hours=amount) if unit == "hour" else timedelta(minutes=amount)
    return OpenTime(duration) if business else Elapsed(duration)


def parse_before(text: str) -> timedelta:
    """How long before the due moment, on the clock: `1 hour before`. Raises DurationMistake."""
    before = _BEFORE.fullmatch(text)
    owed = parse_owed(before[1]) if before else None
    if not isinstance(owed, Elapsed):
        raise DurationMistake(
            "“%(text)s” is not a moment before the end: write “1 hour before” or "
            "“90 minutes before”.",
            text=text,
        )
    return owed.duration


def _unclear(text: str) -> DurationMistake:
    bare = _BARE.fullmatch(text.strip())
    if bare is None:
        return DurationMistake(
            "“%(text)s” is not a duration that Kept can read: write " + _EXAMPLES + ".", text=text
        )
    if bare[2][0] in "dD":
        days = int(bare[1])
        return DurationMistake(
            "“%(text)s” can be read in two ways: write “%(hours)s” (on the clock, day and night) "
            "or “%(days)s” (the same time of day, counting only days on which the desk opens).",
            text=text,
            hours=_many(days * 24, "hour"),
            days=_many(days, "business day"),
        )
    return _bare_hours(text, int(bare[1]))


def _bare_hours(text: str, hours: int) -> DurationMistake:
    clock, opening = _many(hours, "hour"), _many(hours, "business hour")
    if hours % 24:
        return DurationMistake(
            "“%(text)s” can be read in two ways: write “%(clock)s” (on the clock, day and night) "
            "or “%(open)s” (counting only time while the desk is open).",
            text=text,
            clock=clock,
            open=opening,
        )
    return DurationMistake(
        "“%(text)s” can be read in three ways: write “%(clock)s” (on the clock, day and night), "
        "“%(days)s” (the same time of day, counting only days on which the desk opens) "
        "or “%(open)s” (counting only time while the desk is open).",
        text=text,
        clock=clock,
        days=_many(hours // 24, "business day"),
        open=opening,
    )


def _many(amount: int, unit: str) -> str:
    return f"{amount} {unit}" if amount == 1 else f"{amount} {unit}s"
