"""Sessions as the record has them at this moment.

Each request reads its session from the database: whoever signs out is out at once, in every
process of the web. No process remembers a session of its own.
"""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from kept.people.models import Device
from kept.record.questions import Columns, Given, question


class SessionStore(db.SessionStore):
    """Django's sessions of the database, asked for with a statement that is composed once."""

    def load(self) -> dict[str, Any]:
        for data, until in _stored(self.session_key) if self.session_key else ():
            if until > timezone.now():
                return self.decode(data)
        self._session_key = None
        return {}

    def cycle_key(self) -> None:
        """A new key for the same browser, by which it can still be signed out from afar."""
        super().cycle_key()
        if (device := self.get("device")) is not None:
            Device.objects.filter(pk=device).update(session=self.session_key)


@question
def _stored(key: Given) -> Columns:
    return Session.objects.filter(pk=key).values_list("session_data", "expire_date")
