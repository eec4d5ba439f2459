"""What a language must be able to say; finding a language; month and day names from CLDR."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Literal, Protocol, cast

from babel import Locale

Unit = Literal["second", "minute", "hour", "day"]
StepWord = Literal[
    "received", "again", "opens", "first_hour", "over", "weekend", "day_off", "closed"
]

_LANGUAGE = re.compile(r"[a-z]{2}")


class Words(Protocol):
    """One language: a file named by its code, with a `words` that says all this.

    The functions of `kept.core.say` decide what is said; a language decides how.
    """

    code: str
    number_space: str
    """Between a number and its unit; never breaks."""
    short_units: Mapping[Unit, str]
    midnight: str
    near_days: Mapping[int, str]
    """'today' at 0, 'tomorrow' at 1, 'yesterday' at -1."""
    end_of_first_hour: str
    day_and_night: str
    step: Mapping[StepWord, str]
    """A step of a derivation beside its moment; 'over' has a place for what was {owed}."""

    def list_of(self, items: Sequence[str]) -> str: ...
    def clock(self, at: time) -> str: ...
    def hours_range(self, opens: time, closes: time) -> str: ...
    def weekdays(self, runs: Sequence[Sequence[int]]) -> str: ...
    def full_date(self, day: date) -> str: ...
    def day(self, day: date, with_year: bool) -> str: ...
    def day_of_month(self, day: date) -> str: ...
    def at(self, day: str, clock: str) -> str: ...
    def by(self, day: str, clock: str) -> str: ...
    def amount(self, count: int, unit: Unit, business: bool) -> str: ...
    def open_now(
        self, left: str, day: str, clock: str, place: str, own: bool
    ) -> tuple[str, str]: ...
    def closed_now(
        self, left: str, day: str, clock: str, place: str, own: bool
    ) -> tuple[str, str]: ...
    def received(self, day: str, clock: str) -> str: ...
    def closed_at(self, day: str, clock: str, name: str, counted: str) -> str: ...
    def closed_then(self) -> str: ...
    def closed_weekend(self) -> str: ...
    def closed_days(self, first: date, last: date, name: str) -> str: ...
    def holidays(self, first: date, last: date, name: str) -> str: ...
    def opens(self, day: str, clock: str, name: str) -> str: ...
    def first_hour_ends(self, day: str, clock: str) -> str: ...
    def short_day_ends(self, day: str, clock: str) -> str: ...
    def due(self, day: str, clock: str, owed: str) -> str: ...


def languages() -> tuple[str, ...]:
    """The codes of the languages that Kept speaks: one for each file here named by a code."""
    import kept.core.say as here

    names = (module.name for module in iter_modules(here.__path__))
    return tuple(sorted(name for name in names if _LANGUAGE.fullmatch(name)))


@cache
def words(lang: str) -> Words:
    """The language of a code; a region is ignored ('fr-CA'). ValueError if Kept lacks it."""
    code = lang.replace("_", "-").partition("-")[0].lower()
    if code not in languages():
        raise ValueError(f"Kept does not speak {lang!r} yet: it speaks {', '.join(languages())}.")
    return cast("Words", import_module(f"kept.core.say.{code}").words)


@cache
def weekday_name(code: str, weekday: int) -> str:
    """The name of a weekday (0 is Monday) in running text."""
    return str(Locale(code).days["format"]["wide"][weekday])


@cache
def month_name(code: str, month: int) -> str:
    """The name of a month (1 is January) in running text."""
    return str(Locale(code).months["format"]["wide"][month])


def joined(parts: Iterable[str], by: str = " ") -> str:
    """The parts that say something, with `by` between them."""
    return by.join(part for part in parts if part)
