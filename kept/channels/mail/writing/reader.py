"""The customer as a reader of mail: language, clock and how to greet them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.conf import settings

from kept.core import say
from kept.core.calendar import find_tz, tz
from kept.core.policy import Policy
from kept.people.models import Customer
from kept.people.names import first_name
from kept.record.languages import first_of, of_policy


@dataclass(frozen=True, slots=True)
class Reader:
    """`known_zone`: the clock is the reader's own, not the desk's."""

    language: str
    zone: tzinfo
    known_zone: bool
    first_name: str

    @classmethod
    def of(cls, customer: Customer, language: str, rules: Policy) -> Reader:
        """A customer whose request is in `language` and runs under `rules`."""
        zone = find_tz(customer.zone)
        return cls(
            language=spoken(of_policy(rules), language, customer.language),
            zone=zone or tz(settings.DESK.zone),
            known_zone=zone is not None,
            first_name=first_name(customer.name),
        )

    def by(self, at: datetime) -> str:
        """'Thursday 12 November by 12:00': a mail is read on another day than it is written."""
        return say.by_date(at, self.zone, self.language)

    def moment(self, at: datetime) -> str:
        """'Thursday 12 November, 12:00'."""
        local = at.astimezone(self.zone)
        said = say.words(self.language)
        day = say.day(local.date(), local.date(), self.language)
        return said.at(day, said.clock(local.time()))

    @property
    def zone_name(self) -> str:
        return say.zone_name(self.zone, self.language)


def spoken(languages: tuple[str, ...], *wanted: str) -> str:
    """The first wish that is one of the languages; for who wishes none of them English, or the
    original where there is no English."""
    return first_of(tuple(code[:2] for code in wanted), languages)
