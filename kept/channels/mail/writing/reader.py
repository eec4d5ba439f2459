"""The customer as a reader of mail: language, clock and how to greet them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from pathlib import Path

from django.conf import settings

from kept.core import say
from kept.core.calendar import find_tz, tz
from kept.people.models import Customer

_ELSEWHERE = "en"
#: Letters are written in every language that has a catalogue here; the screens may have fewer.
_CATALOGUES = frozenset(folder.name for folder in (Path(__file__).parents[1] / "locale").iterdir())
_SPOKEN = frozenset(say.languages()) & {_ELSEWHERE, *_CATALOGUES}


@dataclass(frozen=True, slots=True)
class Reader:
    """`known_zone`: the clock is the reader's own, not the desk's."""

    language: str
    zone: tzinfo
    known_zone: bool
    first_name: str

    @classmethod
    def of(cls, customer: Customer, language: str) -> Reader:
        zone = find_tz(customer.zone)
        return cls(
            language=spoken(language, customer.language),
            zone=zone or tz(settings.DESK.zone),
            known_zone=zone is not None,
            first_name=first_name(customer.name),
        )

    def by(self, at: datetime) -> str:
        """'Thursday 12 November by 12:00': a mail is read on another day than it is written."""
        local = at.astimezone(self.zone)
        said = say.words(self.language)
        day, until = local.date(), said.clock(local.time())
        if local.time() == time():  # the midnight that ends a day belongs to that day
            day, until = day - timedelta(days=1), said.midnight
        return said.by(say.day(day, day, self.language), until)

    def moment(self, at: datetime) -> str:
        """'Thursday 12 November, 12:00'."""
        local = at.astimezone(self.zone)
        said = say.words(self.language)
        day = say.day(local.date(), local.date(), self.language)
        return said.at(day, said.clock(local.time()))

    @property
    def zone_name(self) -> str:
        return say.zone_name(self.zone, self.language)


def spoken(*wanted: str) -> str:
    """The first of the languages that the desk speaks; English for who speaks none of them."""
    for code in wanted:
        if code[:2] in _SPOKEN:
            return code[:2]
    return _ELSEWHERE


def first_name(name: str) -> str:
    """'Camille' of 'Camille Durand' and of 'Durand, Camille'; '' where a name is none."""
    given = name.partition(",")[2] or name
    first = next(iter(given.split()), "")
    plain = first.replace("-", "").replace("'", "").replace("’", "")
    return first if plain.isalpha() and 1 < len(first) <= 30 else ""
