"""Moments in words, on the reader's own clock."""

from datetime import date as Date  # noqa: N812  `date` is what a reader is told
from datetime import datetime, time, timedelta

from kept.core.say.places import Zone, resolved
from kept.core.say.words import Words, weekday_name, words

_DAY = timedelta(days=1)


def clock(at: time | datetime, lang: str) -> str:
    """'11:00', '11 h', '19 h 20': a time that is already the reader's local time."""
    return words(lang).clock(at.time() if isinstance(at, datetime) else at)


def hours_range(opens: time, closes: time, lang: str) -> str:
    """'10:00 to 19:00', 'de 10 h à 19 h'; 00:00 as closing is midnight."""
    return words(lang).hours_range(opens, closes)


def date(day: Date, lang: str) -> str:
    """'28 February 2024', '1er mars 2024'."""
    return words(lang).full_date(day)


def day(day: Date, today: Date, lang: str) -> str:
    """'Friday 25 December'; with its year when that is not the year of `today`."""
    return words(lang).day(day, day.year != today.year)


def moment(at: datetime, zone: Zone, now: datetime, lang: str) -> str:
    """'today, 19:20', 'demain à 11 h', 'Thursday 12 November, 11:00': on the clock of `zone`."""
    local, today = local_times(at, zone, now)
    said = words(lang)
    named = said.near_days.get((local.date() - today).days)
    return said.at(named or day(local.date(), today, lang), said.clock(local.time()))


def by(at: datetime, zone: Zone, now: datetime, lang: str) -> str:
    """'today by 19:20', 'demain avant 12 h', 'Thursday by 11:00'; with the date from a week on."""
    local, today = local_times(at, zone, now)
    said = words(lang)
    named, until = _until(local, said)
    return said.by(near_day(named, today, said), until)


def by_date(at: datetime, zone: Zone, lang: str) -> str:
    """'Thursday 12 November by 12:00': for who reads it on another day than it is written."""
    local, _today = local_times(at, zone, at)
    said = words(lang)
    named, until = _until(local, said)
    return said.by(day(named, named, lang), until)


def _until(local: datetime, said: Words) -> tuple[Date, str]:
    """The day and the time before which something is due."""
    if local.time() == time():  # the midnight that ends a day belongs to that day
        return local.date() - _DAY, said.midnight
    return local.date(), said.clock(local.time())


def local_times(at: datetime, zone: Zone, now: datetime) -> tuple[datetime, Date]:
    """`at` on the clock of `zone`, and the date of `now` there. Naive datetimes raise."""
    for instant in (at, now):
        if instant.tzinfo is None:
            raise ValueError(f"{instant!r} names no instant: it has no time zone.")
    place = resolved(zone)
    return at.astimezone(place), now.astimezone(place).date()


def near_day(day: Date, today: Date, said: Words) -> str:
    """'today', 'tomorrow', 'Thursday' for the next six days; else 'Thursday 12 November'."""
    away = (day - today).days
    if away in said.near_days:
        return said.near_days[away]
    if 0 < away < 7:
        return weekday_name(said.code, day.weekday())
    return said.day(day, day.year != today.year)
