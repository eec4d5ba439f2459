"""Begin, pause and go on; and how far an announcement has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count

from kept.announcements.models import Announcement, Copy, Subscriber
from kept.core.events import Actor
from kept.people.models import Staff
from kept.record import audit

State = Announcement.State


class NotNowError(ValueError):
    """This cannot be done to the announcement as it stands; the sentence says why."""


def begin(
    announcement: Announcement,
    letters: Mapping[str, Mapping[str, str]],
    *,
    by: Staff,
    at: datetime,
    a_minute: int,
    a_minute_to_one_domain: int,
) -> int:
    """Fix what is sent and who gets it, and let the sending begin; how many will get a copy.

    Everybody who is confirmed at this moment is written down once. Raises NotNowError.
    """
    with transaction.atomic():
        begun = Announcement.objects.filter(pk=announcement.pk, state=State.DRAFT).update(
            state=State.SENDING,
            letters=letters,
            sent_by=by,
            began_at=at,
            a_minute=a_minute,
            a_minute_to_one_domain=a_minute_to_one_domain,
        )
        if not begun:
            raise NotNowError("This announcement is being sent already.")
        _note("announcement_sent", announcement, by, at)
        return _enrol(announcement, at)


def _enrol(announcement: Announcement, at: datetime) -> int:
    copies, subscribers = Copy._meta.db_table, Subscriber._meta.db_table
    when = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {copies}"  # noqa: S608 -- names of tables
            " (announcement_id, subscriber_id, state, batch, attempts, next_at, answer)"
            f" SELECT %s, id, 'waiting', '', 0, %s, '' FROM {subscribers}"
            " WHERE state = 'confirmed' ORDER BY id",
            [announcement.pk, when],
        )
        return int(cursor.rowcount)


def pause(announcement: Announcement, *, by: Staff, at: datetime) -> None:
    """Nothing more goes out, but the batch that is under way."""
    sending = Announcement.objects.filter(pk=announcement.pk, state=State.SENDING)
    with transaction.atomic():
        if sending.update(state=State.PAUSED):
            _note("announcement_paused", announcement, by, at)


def go_on(announcement: Announcement, *, by: Staff, at: datetime) -> None:
    """Send the rest."""
    paused = Announcement.objects.filter(pk=announcement.pk, state=State.PAUSED)
    with transaction.atomic():
        if paused.update(state=State.SENDING):
            _note("announcement_resumed", announcement, by, at)


def _note(what: audit.What, announcement: Announcement, by: Staff, at: datetime) -> None:
    audit.note(what, by=Actor("staff", by.pk), at=at, version=announcement.version)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it has come. `waiting` counts the copies that are in hand too."""

    waiting: int
    sent: int
    doubt: int
    refused: int
    skipped: int

    @property
    def total(self) -> int:
        return self.waiting + self.sent + self.doubt + self.refused + self.skipped

    @property
    def done(self) -> int:
        return self.total - self.waiting

    def left(self, announcement: Announcement, now: datetime) -> timedelta | None:
        """About how long the rest takes, from how long this took; None before that is known."""
        if not (announcement.began_at and self.done and self.waiting):
            return None
        return (now - announcement.began_at) / self.done * self.waiting


def progress(announcement: Announcement) -> Progress:
    """Counted now."""
    rows = Copy.objects.filter(announcement=announcement).values_list("state")
    found = dict(rows.annotate(count=Count("id")).order_by())
    return Progress(
        waiting=found.get("waiting", 0) + found.get("handing", 0),
        sent=found.get("sent", 0),
        doubt=found.get("doubt", 0),
        refused=found.get("refused", 0),
        skipped=found.get("skipped", 0),
    )
