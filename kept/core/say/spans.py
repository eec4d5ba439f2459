"""Durations in words: how much is left, and what a clause owes."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from kept.core.calendar import BusinessDays, Elapsed, EndOfFirstHour, OpenTime, Owed
from kept.core.say.words import Unit, words

_TWO_DAYS = timedelta(hours=48)
_SIZES: tuple[tuple[Unit, int], ...] = (("hour", 3600), ("minute", 60), ("second", 1))


def left(delta: timedelta, lang: str) -> str:
    """'2 h 10', '38 min', in the last minute '12 s', from two days on '3 d 4 h'.

    Rounded down, so that nothing is promised that is not there; what has passed is '0 s'.
    The spaces do not break.
    """
    said = words(lang)
    seconds = max(delta // timedelta(seconds=1), 0)
    days, hours = divmod(seconds // 3600, 24)
    minutes = seconds // 60 % 60

    def short(count: int, unit: Unit) -> str:
        return f"{count}{said.number_space}{said.short_units[unit]}"

    if delta >= _TWO_DAYS:
        parts = [short(days, "day"), short(hours, "hour") if hours else ""]
    elif seconds >= 3600:
        parts = [short(seconds // 3600, "hour"), f"{minutes:02}" if minutes else ""]
    else:
        parts = [short(minutes, "minute") if minutes else short(seconds, "second")]
    return said.number_space.join(part for part in parts if part)


def owed(owed: Owed, lang: str) -> str:
    """'48 hours', '1 business hour', '2 business days', 'end of the first hour of a …'."""
    match owed:
        case Elapsed(duration):
            return _amount(duration, False, lang)
        case OpenTime(duration):
            return _amount(duration, True, lang)
        case BusinessDays(days):
            return words(lang).amount(days, "day", True)
        case EndOfFirstHour():
            return words(lang).end_of_first_hour


def _amount(duration: timedelta, business: bool, lang: str) -> str:
    """In the largest unit that leaves no rest; days stay hours, because a day is ambiguous."""
    seconds = -(-duration // timedelta(seconds=1))
    unit, size = next((unit, size) for unit, size in _SIZES if seconds % size == 0)
    return words(lang).amount(seconds // size, unit, business)


def list_of(items: Iterable[str], lang: str) -> str:
    """'a, b and c'; nothing for no item."""
    return words(lang).list_of([*items])


def days(weekdays: Iterable[int], lang: str) -> str:
    """'Monday to Friday', 'Monday and Wednesday', 'every day'. Monday is 0.

    Three or more days in a row are a run, also over the week's end ('Saturday to Wednesday').
    ValueError for no day, or for a number that is no weekday.
    """
    chosen = sorted(set(weekdays))
    if not chosen or not set(chosen) <= set(range(7)):
        raise ValueError(f"Weekdays are 0 (Monday) to 6 (Sunday), not {chosen}.")
    return words(lang).weekdays([end for run in _runs(chosen) for end in _ends(run)])


def _runs(chosen: Sequence[int]) -> list[list[int]]:
    """The weekdays in rows of neighbours; Sunday and Monday are neighbours."""
    runs: list[list[int]] = []
    for day in chosen:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    if len(runs) > 1 and runs[0][0] == 0 and runs[-1][-1] == 6:
        runs = [runs[-1] + runs[0], *runs[1:-1]] if len(runs[-1] + runs[0]) > 2 else runs
    return runs


def _ends(run: list[int]) -> list[list[int]]:
    """A long run by its two ends, a short one day by day; the whole week as it is."""
    if len(run) == 7:
        return [run]
    return [[run[0], run[-1]]] if len(run) > 2 else [[day] for day in run]
