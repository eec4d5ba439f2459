"""A desk without a mail server: copies go to its own outbox, exactly once by one transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F

from kept.announcements.letters import outgoing
from kept.announcements.models import Announcement, Copy, Subscriber
from kept.announcements.running import finish
from kept.announcements.writing import language_for
from kept.record.copies import mark
from kept.record.models import OutgoingMail

MANY: Final = 50


def fill(now: datetime) -> int:
    """Write the next copies into the outbox; how many."""
    moved = 0
    for announcement in Announcement.objects.filter(state=Announcement.State.SENDING):
        with transaction.atomic():
            rows = list(
                Copy.objects.filter(announcement=announcement, state=Copy.State.WAITING)
                .select_related("subscriber")
                .order_by("id")[:MANY]
            )
            OutgoingMail.objects.bulk_create(
                _mail(announcement, row.subscriber, now) for row in rows if _stayed(row)
            )
            stayed = [row.pk for row in rows if _stayed(row)]
            Copy.objects.filter(pk__in=[row.pk for row in rows]).exclude(pk__in=stayed).update(
                state=Copy.State.SKIPPED
            )
            Copy.objects.filter(pk__in=stayed).update(
                state=Copy.State.SENT, sent_at=now, attempts=F("attempts") + 1
            )
        finish(announcement, now)
        moved += len(rows)
    return moved


def _stayed(row: Copy) -> bool:
    return row.subscriber.state == Subscriber.State.CONFIRMED


def _mail(announcement: Announcement, reader: Subscriber, now: datetime) -> OutgoingMail:
    letters = announcement.letters
    language = language_for(announcement, reader.language)
    name = mark(announcement.version, reader.pk)
    raw = outgoing(
        letters[language],
        language,
        now,
        address=reader.address,
        token=reader.token,
        message=name,
    )
    return OutgoingMail(
        key=f"copy:{name}",
        purpose="letter",
        recipient=reader.address,
        message_id=f"{name}@{settings.DESK.address.rpartition('@')[2]}",
        created_at=now,
        next_at=now,
        raw=raw,
    )
