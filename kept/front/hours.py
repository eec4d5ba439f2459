"""Whether the desk is open, and its week as one line, on the reader's own clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import override

from kept.core import say
from kept.core.calendar import Calendar, Interval, Week
from kept.core.policy.typography import set_type

#: The drawing is 700 units wide, 100 a day; its line lies at this height.
_DAY: Final = 100
_LINE: Final = "22.5"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayShown:
    """A day of the week: its names, and where on the line the desk is open, or would have been."""

    name: str
    brief: str
    middle: int
    today: bool
    opened: str
    skipped: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """What `front/hours.html` shows. `said` tells the week to who can't see it."""

    open: bool
    strong: str
    words: str
    said: str
    days: Sequence[DayShown]
    now: str


def hours(
    calendar: Calendar, *, now: datetime, zone: tzinfo, language: str, own: bool = True
) -> Hours:
    """The desk's hours at `now` (aware), told to a reader of `language` in `zone`; `own`: it is
    theirs."""
    week = _Week(calendar, now, zone, language)
    told = say.open_now(calendar, now, zone, language, own=own)
    with override(language):
        return Hours(
            open=told.is_open,
            strong=told.state,
            words=told.rest,
            said=week.said(own=own),
            days=tuple(week.days()),
            now=f"{week.place(now):.1f}",
        )


class _Week:
    """The seven days around a moment, Monday first, from midnight to midnight of the reader."""

    def __init__(self, calendar: Calendar, now: datetime, zone: tzinfo, language: str) -> None:
        self._zone, self._language = zone, language
        self._today = now.astimezone(zone).date()
        monday = self._today - timedelta(days=self._today.weekday())
        self._dates = [monday + timedelta(days=n) for n in range(8)]
        self._midnights = [self._midnight(day) for day in self._dates]
        ends = self._midnights[0], self._midnights[-1]
        self._open = calendar.openings(*ends)
        usual = _usually(calendar.zone, calendar.week).openings(*ends)
        self._skipped = [one for one in usual if not any(_meet(one, other) for other in self._open)]

    def place(self, at: datetime) -> float:
        """Where on the line an instant lies; a day of 23 or 25 hours is as wide as any other."""
        day = max(n for n, midnight in enumerate(self._midnights[:-1]) if midnight <= at)
        start, end = self._midnights[day : day + 2]
        return _DAY * (day + (at - start) / (end - start))

    def days(self) -> Iterator[DayShown]:
        for n, day in enumerate(self._dates[:-1]):
            opened, skipped = self._on(self._open, n), self._on(self._skipped, n)
            works = bool(opened or skipped)
            short = format_date(day, "EEE d" if works else "EEE", self._language)
            yield DayShown(
                name=_("{day}, closed").format(day=short) if skipped and not opened else short,
                brief=str(day.day) if works else short.rstrip("."),
                middle=_DAY * n + _DAY // 2,
                today=day == self._today,
                opened=self._path(opened),
                skipped=self._path(skipped),
            )

    def said(self, *, own: bool) -> str:
        """'This week, your time: Monday 10:00 to 19:00; Tuesday closed; …', or 'Paris: …'"""
        days = "; ".join(self._day_said(n) for n in range(7))
        if not own:
            return set_type(f"{say.zone_name(self._zone, self._language)}: {days}", self._language)
        return _("This week, your time: {days}").format(days=days)

    def _day_said(self, n: int) -> str:
        name = format_date(self._dates[n], "EEEE", self._language)
        stretches = [
            say.hours_range(self._clock(one.opens), self._clock(one.closes), self._language)
            for one in self._on(self._open, n)
        ]
        if not stretches:
            return _("{day} closed").format(day=name)
        return f"{name} {say.list_of(stretches, self._language)}"

    def _on(self, stretches: Sequence[Interval], n: int) -> list[Interval]:
        """The stretches of day `n`, cut at its midnights."""
        start, end = self._midnights[n : n + 2]
        cut = (Interval(max(one.opens, start), min(one.closes, end)) for one in stretches)
        return [one for one in cut if one.opens < one.closes]

    def _path(self, stretches: Sequence[Interval]) -> str:
        return "".join(self._line(one) for one in stretches)

    def _line(self, one: Interval) -> str:
        start = self.place(one.opens)
        # the midnight that ends the day is also the next day's; the last instant is not
        end = self.place(one.closes - timedelta(microseconds=1))
        return f"M{start:.1f} {_LINE}H{end:.1f}"

    def _clock(self, at: datetime) -> time:
        return at.astimezone(self._zone).time()

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._zone).astimezone(UTC)


@lru_cache(maxsize=8)
def _usually(zone: str, week: Week) -> Calendar:
    """The hours without days off: where the desk would have been open."""
    return Calendar(zone, week)


def _meet(one: Interval, other: Interval) -> bool:
    return one.opens < other.closes and other.opens < one.closes
