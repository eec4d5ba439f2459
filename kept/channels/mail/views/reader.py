"""Who reads the pages about mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from kept.core import say
from kept.front import zones
from kept.people.models import Staff

#: Mails that a page lists.
PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads moments here: in which zone and language, and when."""

    zone: str
    language: str
    now: datetime

    @classmethod
    def of(cls, request: HttpRequest) -> Reader:
        """The team's own zone, else the one that the browser told, else the desk's."""
        own = zones.known(request.user.zone) if isinstance(request.user, Staff) else ""
        zone = own or zones.told(request) or settings.DESK.zone
        return cls(zone, (get_language() or settings.LANGUAGE_CODE)[:2], timezone.now())

    def moment(self, at: datetime) -> str:
        """'today, 7:41', 'hier à 18 h 20'."""
        return say.moment(at, self.zone, self.now, self.language)
