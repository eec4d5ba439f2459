"""The moment in a line such as `lundi 5 janvier 2026 à 09:00`, as mail programs write it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

# The beginnings of the months' names in the languages of the quoted headers that we know.
_BEGINNINGS = (
    "jan ene gen sty led янв січ tam", "feb fév fev lut únor фев лют helm şub",
    "mar mär maa mrt mars bře мар бер", "apr avr abr kwi dub апр кві huh nis",
    "may mai mag maj mei kvě май мая тра tou", "jun juin giu cze čer июн чер kes haz",
    "jul juil lug lip июл лип hei tem", "aug aoû aou ago sie srp авг сер elo ağu",
    "sep set wrz zář сен вер syy eyl", "oct okt ott out paź říj окт жов lok eki",
    "nov lis ноя marr kas", "dec déc dez dic des gru pro дек гру jou ara",
)  # fmt: skip
_MONTHS = {word: month for month, line in enumerate(_BEGINNINGS, 1) for word in line.split()}
_LONGEST_BEGINNING = max(map(len, _MONTHS))

_STANDARD = re.compile(r"\d{1,2} [A-Z][a-z]{2} \d{4} \d{1,2}:\d\d(?::\d\d)? (?:[+-]\d{4}|GMT|UTC?)")
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.年]\s?(\d{1,2})[-/.月]\s?(\d{1,2})(?!\d)")
_DIGITS = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-]((?:19|20)?\d\d)(?!\d)")
_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})(?:\.|er|º|ª|th|st|nd|rd)?\s+(?:de\s+)?([^\W\d_]{3,})[.,]?\s+(?:de\s+|del\s+)?"
    r"((?:19|20)\d\d)",
    re.I,
)
_MONTH_FIRST = re.compile(
    r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)", re.I
)
_TIME = re.compile(
    r"(?<![\d.:])(\d{1,2})\s?[:h.]\s?(\d\d)(?::\d\d)?(?![\d.])"
    r"\s*(am\b|pm\b|a\.\s?m|p\.\s?m)?",
    re.I,
)
_LONGEST = 200


def spoken_date(text: str, offset: timedelta | None) -> datetime | None:
    """The moment that `text` names, in UTC; None where it names no day with a time.

    `offset` is the distance from UTC of the clock that was read, None counts as UTC.
    """
    text = text[:_LONGEST]
    if standard := _STANDARD.search(text):
        try:
            return parsedate_to_datetime(standard[0]).astimezone(UTC)
        except (ValueError, OverflowError):
            return None
    day = _day(text)
    if day is None:
        return None
    time = next((one for one in _TIME.finditer(text) if not _in_date(text, one)), None)
    if time is None:
        return None
    hour = int(time[1])
    if time[3]:
        hour = hour % 12 + (12 if time[3].lower().startswith("p") else 0)
    try:
        local = datetime(*day, hour, int(time[2]), tzinfo=timezone(offset or timedelta()))
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _in_date(text: str, time: re.Match[str]) -> bool:
    """Whether what looks like a time (`05.01`) is a piece of the date."""
    return any(
        found is not None and found.start() <= time.start() < found.end()
        for found in (_ISO.search(text), _DIGITS.search(text))
    )


def _day(text: str) -> tuple[int, int, int] | None:
    """Year, month and day."""
    if iso := _ISO.search(text):
        return int(iso[1]), int(iso[2]), int(iso[3])
    if (found := _DAY_FIRST.search(text)) and (month := _month(found[2])):
        return int(found[3]), month, int(found[1])
    if (found := _MONTH_FIRST.search(text)) and (month := _month(found[1])):
        return int(found[3]), month, int(found[2])
    if digits := _DIGITS.search(text):
        first, second, year = (int(one) for one in digits.groups())
        # Americans write the month first, and the time by a clock of twelve hours.
        american = second > 12 or (first <= 12 and re.search(r"\d\s?[ap]m\b", text, re.I))
        day, month = (second, first) if american else (first, second)
        return year + 2000 if year < 100 else year, month, day
    return None


def _month(name: str) -> int:
    name = name.lower()
    for length in range(_LONGEST_BEGINNING, 2, -1):
        if month := _MONTHS.get(name[:length]):
            return month
    return 0
