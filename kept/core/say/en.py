"""English, as it is written for readers everywhere: 24-hour clock, day before month."""

from collections.abc import Mapping, Sequence
from datetime import date, time

from kept.core.say.words import StepWord, Unit, Words, joined, month_name, weekday_name

_NBSP = "\u00a0"


class English:
    """Words and word order of English."""

    code = "en"
    number_space = _NBSP
    short_units: Mapping[Unit, str] = {"second": "s", "minute": "min", "hour": "h", "day": "d"}
    midnight = "midnight"
    near_days: Mapping[int, str] = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    end_of_first_hour = "end of the first hour of a business day"
    day_and_night = "Day and night, every day."
    step: Mapping[StepWord, str] = {
        "received": "received",
        "again": "counted again, {owed} left",
        "opens": "opens",
        "first_hour": "the first hour ends, due",
        "over": "due, after {owed}",
        "weekend": "weekend",
        "day_off": "public holiday",
        "closed": "closed",
    }

    def list_of(self, items: Sequence[str]) -> str:
        """'a, b and c'."""
        return joined([", ".join(items[:-1]), *items[-1:]], by=" and ")

    def clock(self, at: time) -> str:
        """'11:00'."""
        return f"{at.hour}:{at.minute:02}"

    def hours_range(self, opens: time, closes: time) -> str:
        """'10:00 to 19:00'."""
        if opens == closes == time():
            return "all day"
        closing = self.midnight if closes == time() else self.clock(closes)
        return f"{self.clock(opens)} to {closing}"

    def weekdays(self, runs: Sequence[Sequence[int]]) -> str:
        """'Monday to Friday'."""
        if len(runs[0]) == 7:
            return "every day"
        return self.list_of([" to ".join(weekday_name("en", day) for day in run) for run in runs])

    def full_date(self, day: date) -> str:
        """'28 February 2024'."""
        return f"{day.day} {month_name('en', day.month)} {day.year}"

    def day(self, day: date, with_year: bool) -> str:
        """'Thursday 12 November'."""
        said = f"{self.day_of_month(day)} {month_name('en', day.month)}"
        return f"{said} {day.year}" if with_year else said

    def day_of_month(self, day: date) -> str:
        """'Thursday 12'."""
        return f"{weekday_name('en', day.weekday())} {day.day}"

    def at(self, day: str, clock: str) -> str:
        """'today, 19:20'."""
        return f"{day}, {clock}"

    def by(self, day: str, clock: str) -> str:
        """'Thursday by 11:00'."""
        return f"{day} by {clock}"

    def amount(self, count: int, unit: Unit, business: bool) -> str:
        """'1 business hour'."""
        return f"{count}{_NBSP}{'business ' if business else ''}{unit}{'' if count == 1 else 's'}"

    def open_now(self, left: str, day: str, clock: str, place: str, own: bool) -> tuple[str, str]:
        """('Open now.', 'Closes in 8 h 38, at 14:00 your time, New York.')."""
        return "Open now.", f"Closes in {left}, {self._at_time(day, clock, place, own)}."

    def closed_now(self, left: str, day: str, clock: str, place: str, own: bool) -> tuple[str, str]:
        """('Closed.', 'Opens in 13 h 24, tomorrow at 10:00 your time, London.')."""
        return "Closed.", f"Opens in {left}, {self._at_time(day, clock, place, own)}."

    def _at_time(self, day: str, clock: str, place: str, own: bool) -> str:
        said = joined([day, "at", clock])
        if own:
            return f"{said} your time, {place}"
        return f"{said} {place}" if place.startswith("UTC") else f"{said} in {place}"

    def received(self, day: str, clock: str) -> str:
        """'received Tuesday 18:20'."""
        return f"received {day} {clock}"

    def closed_at(self, day: str, clock: str, name: str, counted: str) -> str:
        """'closed at 19:00'."""
        said = joined(["closed", day, "at", clock, f"({name})" if name else ""])
        return f"{said}, {counted} counted" if counted else said

    def closed_then(self) -> str:
        """The desk was closed when the request came."""
        return "closed at that time"

    def closed_weekend(self) -> str:
        """The desk has no hours on these days of the weekend."""
        return "closed for the weekend"

    def closed_days(self, first: date, last: date, name: str) -> str:
        """'closed on Thursday 24 (Moving)'."""
        return joined(["closed", self._from_to(first, last, "on "), f"({name})" if name else ""])

    def holidays(self, first: date, last: date, name: str) -> str:
        """'Wednesday 11 is a holiday (Armistice)'."""
        is_holiday = "is a holiday" if first == last else "are holidays"
        return joined([self._from_to(first, last), is_holiday, f"({name})" if name else ""])

    def _from_to(self, first: date, last: date, on: str = "") -> str:
        if first == last:
            return on + self.day_of_month(first)
        return f"{self.day_of_month(first)} to {self.day_of_month(last)}"

    def opens(self, day: str, clock: str, name: str) -> str:
        """'opens Thursday 10:00'."""
        return joined(["opens", day, clock, f"({name})" if name else ""])

    def first_hour_ends(self, day: str, clock: str) -> str:
        """'first hour ends 11:00'."""
        return joined(["first hour ends", day, clock])

    def short_day_ends(self, day: str, clock: str) -> str:
        """'closes 10:40, before its first hour is over'."""
        return f"{joined(['closes', day, clock])}, before its first hour is over"

    def due(self, day: str, clock: str, owed: str) -> str:
        """'due Monday 10:30, after 1 business hour'."""
        return f"{joined(['due', day, clock])}, after {owed}"


words: Words = English()
