"""The derivation of a due moment in short sentences, on the reader's clock."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise

from kept.core.calendar import Derivation, EndOfFirstHour, OpenTime, Step
from kept.core.say.places import Zone, resolved
from kept.core.say.spans import left, owed
from kept.core.say.words import Words, joined, weekday_name, words

_FIRST_HOUR = timedelta(hours=1)


def derivation(derivation: Derivation, zone: Zone, lang: str) -> tuple[str, ...]:
    """'received Tuesday 18:20', 'closed at 19:00', 'Wednesday 11 is a holiday (Armistice)', …

    Times are on the clock of `zone`; closed dates are the desk's own. A weekday is named where
    the date changes, with the whole date from a week after the start on.
    """
    return tuple(_Telling(derivation, zone, lang).sentences())


def steps(told: Derivation, lang: str, left: timedelta | None = None) -> Iterator[tuple[Step, str]]:
    """Each step with a few words to stand beside its moment: 'public holiday, Armistice'.

    `left`: what was left to count from the start on, where that is not where it all began. The
    time that counts has no words: the others enclose it.
    """
    for step in told.steps:
        if step.kind != "counted":
            yield step, _beside(step, told, words(lang), left)


def _beside(step: Step, told: Derivation, said: Words, left: timedelta | None) -> str:
    match step.kind:
        case "received" if left is not None:
            return said.step["again"].format(owed=owed(told.owed, said.code))
        case "received":
            return said.step["received"]
        case "opens":
            return _name(step, said) or said.step["opens"]
        case "due" if isinstance(told.owed, EndOfFirstHour):
            return said.step["first_hour"]
        case "due":
            return said.step["over"].format(owed=owed(told.owed, said.code))
    why = step.reason.why if step.reason else "hours"
    closed = said.step[
        "weekend" if why == "weekend" else "day_off" if why == "day_off" else "closed"
    ]
    return joined([closed, _name(step, said)], by=", ")


def _name(step: Step, said: Words) -> str:
    names = step.reason.names if step.reason else {}
    return names.get(said.code) or next(iter(names.values()), "")


class _Telling:
    """One derivation being told: remembers which date was named last."""

    def __init__(self, derivation: Derivation, zone: Zone, lang: str) -> None:
        self._told = derivation
        self._zone, self._desk = resolved(zone), resolved(derivation.zone)
        self._said: Words = words(lang)
        self._lang = lang
        self._named: date | None = None

    def sentences(self) -> Iterator[str]:
        """One sentence for each step but the time that counts, which the others enclose."""
        steps = self._told.steps
        for before, step in pairwise((steps[0], *steps)):
            match step.kind:
                case "received":
                    yield self._said.received(*self._when(step.at))
                case "closed":
                    yield self._closed(step, before)
                case "opens":
                    yield self._said.opens(*self._when(step.at), _name(step, self._said))
                case "due":
                    yield self._due(step)

    def _closed(self, step: Step, before: Step) -> str:
        why = step.reason.why if step.reason else "hours"
        first, last = self._dates(step)
        if why == "weekend":
            return self._said.closed_weekend()
        if why == "day_off":
            return self._said.holidays(first, last, _name(step, self._said))
        if why in ("weekday", "exception"):
            return self._said.closed_days(first, last, _name(step, self._said))
        if step.at == self._told.start:
            return self._said.closed_then()
        counted = ""
        if before.kind == "counted" and before.until and isinstance(self._told.owed, OpenTime):
            counted = left(before.until - before.at, self._lang)
        return self._said.closed_at(*self._when(step.at), _name(step, self._said), counted)

    def _due(self, step: Step) -> str:
        when = self._when(step.at)
        if not isinstance(self._told.owed, EndOfFirstHour):
            return self._said.due(*when, owed(self._told.owed, self._lang))
        counted = (s.until - s.at for s in self._told.steps if s.kind == "counted" and s.until)
        whole = sum(counted, timedelta()) >= _FIRST_HOUR
        return (self._said.first_hour_ends if whole else self._said.short_day_ends)(*when)

    def _when(self, at: datetime) -> tuple[str, str]:
        """The weekday, unless it was named last, and the clock."""
        local = at.astimezone(self._zone)
        day = local.date()
        named = "" if day == self._named else self._weekday(day)
        self._named = day
        return named, self._said.clock(local.time())

    def _weekday(self, day: date) -> str:
        start = self._told.start.astimezone(self._zone).date()
        if (day - start).days < 7:
            return weekday_name(self._said.code, day.weekday())
        return self._said.day(day, day.year != start.year)

    def _dates(self, step: Step) -> tuple[date, date]:
        """The first and last whole date of the desk that a closed step takes up."""
        first = step.at.astimezone(self._desk).date()
        until = (step.until or step.at).astimezone(self._desk).date()
        return first, max(first, until - timedelta(days=1))
