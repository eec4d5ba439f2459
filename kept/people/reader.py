"""Who of the team reads a page, in which zone, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Self

from django.utils import timezone

from kept.core import say
from kept.people.door import zone
from kept.people.models import Staff


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody of the team at a moment, in their language and zone. A page says all that it shows
    as of one moment, however long it takes."""

    staff: Staff
    now: datetime
    zone: tzinfo

    @classmethod
    def of(cls, staff: Staff, now: datetime | None = None) -> Self:
        return cls(staff, now or timezone.now(), zone(staff))

    @property
    def language(self) -> str:
        return self.staff.language

    def moment(self, at: datetime) -> str:
        """'today, 7:41', 'hier à 18 h 20'."""
        return say.moment(at, self.zone, self.now, self.language)
