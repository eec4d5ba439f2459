"""Copies that came back: an address that does not exist ends its subscription, visibly."""

from __future__ import annotations

from django.db import transaction

from kept.announcements.models import Copy, Subscriber
from kept.record.models import UndeliveredCopy

MANY = 200


def take_in() -> int:
    """Carry out the reports that came in since; how many. Each exactly once: it goes in the
    transaction that carries it out. A failure for now ends nothing."""
    if not UndeliveredCopy.objects.exists():
        return 0  # looked at every second: it must not take the writer's lock for nothing
    with transaction.atomic():
        rows = list(UndeliveredCopy.objects.order_by("id")[:MANY])
        for row in rows:
            if row.permanent:
                _end(row)
        UndeliveredCopy.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _end(row: UndeliveredCopy) -> None:
    copy = Copy.objects.filter(announcement=row.version, subscriber=row.subscriber)
    copy.filter(state__in=(Copy.State.SENT, Copy.State.DOUBT)).update(
        state=Copy.State.REFUSED, answer=row.words[:400]
    )
    there = Subscriber.objects.filter(pk=row.subscriber, state=Subscriber.State.CONFIRMED)
    there.update(state=Subscriber.State.BOUNCED, why=row.words[:400], ended_at=row.at)
