"""A desk without a mail server: copies go to its own outbox, exactly once by one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F

from kept.announcements.chosen import Row, chosen
from kept.announcements.letters import outgoing
from kept.announcements.models import Announcement, Copy
from kept.announcements.pace import Paces
from kept.announcements.running import finish
from kept.announcements.writing import language_for
from kept.record.copies import mark
from kept.record.models import OutgoingMail

MANY: Final = 50


class Outbox:
    """Fills the outbox at the pace that was chosen, as a mail server would get the copies."""

    def __init__(self) -> None:
        self._paces = Paces()

    def fill(self, now: datetime) -> int:
        """Write the copies that may go at `now`; how many."""
        moved = 0
        for announcement in Announcement.objects.filter(state=Announcement.State.SENDING):
            moved += self._filled(announcement, now)
            finish(announcement, now)
        return moved

    def _filled(self, announcement: Announcement, now: datetime) -> int:
        pace, ticks = self._paces.of(announcement), now.timestamp()
        if not pace.room(ticks):
            return 0
        with transaction.atomic():
            rows = chosen(announcement, pace, now=now, ticks=ticks, most=MANY)
            _write(announcement, rows, now)
        pace.count((row.domain for row in rows), ticks)
        return len(rows)


def _write(announcement: Announcement, rows: Sequence[Row], now: datetime) -> None:
    OutgoingMail.objects.bulk_create(_mail(announcement, row, now) for row in rows)
    Copy.objects.filter(pk__in=[row.id for row in rows]).update(
        state=Copy.State.SENT, sent_at=now, attempts=F("attempts") + 1
    )


def _mail(announcement: Announcement, row: Row, now: datetime) -> OutgoingMail:
    language = language_for(announcement, row.language)
    name = mark(announcement.version, row.subscriber)
    raw = outgoing(
        announcement.letters[language],
        language,
        now,
        address=row.address,
        token=row.token,
        message=name,
    )
    return OutgoingMail(
        key=f"copy:{name}",
        purpose="letter",
        recipient=row.address,
        message_id=f"{name}@{settings.DESK.address.rpartition('@')[2]}",
        created_at=now,
        next_at=now,
        raw=raw,
    )
