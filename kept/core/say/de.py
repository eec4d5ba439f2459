"""Deutsch. Umbruchfeste Leerzeichen zwischen Zahl und Einheit; Fristen stehen im Nominativ."""

from collections.abc import Mapping, Sequence
from datetime import date, time

from kept.core.say.words import StepWord, Unit, Words, joined, month_name, weekday_name

_NBSP = "\u00a0"
_UNITS: Mapping[Unit, tuple[str, str]] = {
    "second": ("Sekunde", "Sekunden"),
    "minute": ("Minute", "Minuten"),
    "hour": ("Stunde", "Stunden"),
    "day": ("Tag", "Tage"),
}
_WORKED: tuple[Unit, ...] = ("hour", "day")


class German:
    """Words and word order of German."""

    code = "de"
    number_space = _NBSP
    short_units: Mapping[Unit, str] = {"second": "s", "minute": "min", "hour": "h", "day": "T"}
    midnight = f"24:00{_NBSP}Uhr"
    near_days: Mapping[int, str] = {-1: "gestern", 0: "heute", 1: "morgen"}
    end_of_first_hour = "das Ende der ersten Stunde eines Geschäftstags"
    day_and_night = "Täglich rund um die Uhr."
    step: Mapping[StepWord, str] = {
        "received": "eingegangen",
        "again": "neu gezählt, {owed} übrig",
        "opens": "öffnet",
        "first_hour": "die erste Stunde endet, fällig",
        "over": "fällig, Frist: {owed}",
        "weekend": "Wochenende",
        "day_off": "Feiertag",
        "closed": "geschlossen",
    }

    def list_of(self, items: Sequence[str]) -> str:
        """„a, b und c“."""
        return joined([", ".join(items[:-1]), *items[-1:]], by=" und ")

    def clock(self, at: time) -> str:
        """„11:00 Uhr“."""
        return f"{_digits(at)}{_NBSP}Uhr"

    def hours_range(self, opens: time, closes: time) -> str:
        """„10:00 bis 19:00 Uhr“."""
        if opens == closes == time():
            return "ganztägig"
        closing = self.midnight if closes == time() else self.clock(closes)
        return f"{_digits(opens)} bis {closing}"

    def weekdays(self, runs: Sequence[Sequence[int]]) -> str:
        """„montags bis freitags“."""
        if len(runs[0]) == 7:
            return "täglich"
        return self.list_of([" bis ".join(f"{_weekday(day)}s" for day in run) for run in runs])

    def full_date(self, day: date) -> str:
        """„28. Februar 2024“."""
        return f"{day.day}. {month_name('de', day.month)} {day.year}"

    def day(self, day: date, with_year: bool) -> str:
        """„Donnerstag, 12. November“."""
        said = f"{self.day_of_month(day)} {month_name('de', day.month)}"
        return f"{said} {day.year}" if with_year else said

    def day_of_month(self, day: date) -> str:
        """„Donnerstag, 12.“."""
        return f"{weekday_name('de', day.weekday())}, {day.day}."

    def at(self, day: str, clock: str) -> str:
        """„heute um 19:20 Uhr“, „Donnerstag, 12. November, um 11:00 Uhr“."""
        return f"{day}{_pause(day)} um {clock}"

    def by(self, day: str, clock: str) -> str:
        """„bis Donnerstag um 11:00 Uhr“."""
        return f"bis {self.at(day, clock)}"

    def amount(self, count: int, unit: Unit, business: bool) -> str:
        """„1 Geschäftsstunde“, „2 Geschäftstage“, „30 Minuten Geschäftszeit“."""
        said = _UNITS[unit][count != 1]
        if business and unit in _WORKED:
            return f"{count}{_NBSP}Geschäfts{said.lower()}"
        return f"{count}{_NBSP}{said}{' Geschäftszeit' if business else ''}"

    def open_now(self, left: str, day: str, clock: str, place: str, own: bool) -> tuple[str, str]:
        """(„Jetzt geöffnet.“, „Schließt in 8 h 38, um 14:00 Uhr Ihrer Zeit (New York).“)."""
        return "Jetzt geöffnet.", f"Schließt in {left}, {self._um(day, clock, place, own)}."

    def closed_now(self, left: str, day: str, clock: str, place: str, own: bool) -> tuple[str, str]:
        """(„Geschlossen.“, „Öffnet in 13 h 24, morgen um 10:00 Uhr Ihrer Zeit (London).“)."""
        return "Geschlossen.", f"Öffnet in {left}, {self._um(day, clock, place, own)}."

    def _um(self, day: str, clock: str, place: str, own: bool) -> str:
        return f"{_when(day, clock)}{' Ihrer Zeit' if own else ''} ({place})"

    def received(self, day: str, clock: str) -> str:
        """„eingegangen Dienstag um 18:20 Uhr“."""
        return f"eingegangen {_when(day, clock)}"

    def closed_at(self, day: str, clock: str, name: str, counted: str) -> str:
        """„geschlossen ab 19:00 Uhr“."""
        from_then = f"ab {clock}" if not day else f"ab {day}{_pause(day)} um {clock}"
        said = joined(["geschlossen", from_then, _named(name)])
        return f"{said}, {counted} gezählt" if counted else said

    def closed_then(self) -> str:
        """Als die Anfrage kam, war niemand da."""
        return "zu dieser Zeit geschlossen"

    def closed_weekend(self) -> str:
        """Keine Öffnungszeiten an diesen Tagen des Wochenendes."""
        return "am Wochenende geschlossen"

    def closed_days(self, first: date, last: date, name: str) -> str:
        """„geschlossen am Donnerstag, dem 24. (Umzug)“."""
        return joined(["geschlossen", _on(first, last), _named(name)])

    def holidays(self, first: date, last: date, name: str) -> str:
        """„Feiertag am Mittwoch, dem 11. (Allerheiligen)“."""
        said = "Feiertag" if first == last else "Feiertage"
        return joined([said, _on(first, last), _named(name)])

    def opens(self, day: str, clock: str, name: str) -> str:
        """„öffnet Donnerstag um 10:00 Uhr“."""
        return joined(["öffnet", _when(day, clock), _named(name)])

    def first_hour_ends(self, day: str, clock: str) -> str:
        """„die erste Stunde endet um 11:00 Uhr“."""
        return f"die erste Stunde endet {_when(day, clock)}"

    def short_day_ends(self, day: str, clock: str) -> str:
        """„schließt um 10:40 Uhr, bevor die erste Stunde um ist“."""
        return f"schließt {_when(day, clock)}, bevor die erste Stunde um ist"

    def due(self, day: str, clock: str, owed: str) -> str:
        """„fällig Montag um 10:30 Uhr, nach 2 Geschäftstagen“."""
        return f"fällig {_when(day, clock)}, nach {dative(owed)}"


def dative(owed: str) -> str:
    """A time after „nach“ or „innerhalb von“: „2 Geschäftstage“ → „2 Geschäftstagen“."""
    said = f"dem {owed.removeprefix('das ')}" if owed.startswith("das ") else owed
    return f"{said}n" if said.endswith("tage") else said


def _digits(at: time) -> str:
    return f"{at.hour}:{at.minute:02}"


def _weekday(day: int) -> str:
    return weekday_name("de", day).lower()


def _pause(day: str) -> str:
    """A date that stands after its weekday and a comma ends with another."""
    return "," if "," in day else ""


def _when(day: str, clock: str) -> str:
    return f"{day}{_pause(day)} um {clock}" if day else f"um {clock}"


def _on(first: date, last: date) -> str:
    named = [f"{weekday_name('de', day.weekday())}, dem {day.day}." for day in (first, last)]
    return f"am {named[0]}" if first == last else f"von {named[0]}, bis {named[1]}"


def _named(name: str) -> str:
    return f"({name})" if name else ""


words: Words = German()
