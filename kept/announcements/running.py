"""The program that sends: one at a time for a desk, started when there is something to send."""

from __future__ import annotations

import fcntl
import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from django.db import OperationalError, close_old_connections, connection
from django.db.models import QuerySet

from kept.announcements import sending
from kept.announcements.models import Announcement, Copy
from kept.announcements.sending import Sender
from kept.record.mail_server import MailServer, words_of

_log = logging.getLogger(__name__)

#: Seconds between two looks while the pace allows nothing, and after something failed.
LOOK, TROUBLE = 0.2, 5.0
_SENDING: Final = 0x4B657072


def is_due(now: datetime) -> bool:
    """Whether a sender has something to do at `now`."""
    for announcement in _open():
        waiting = Copy.objects.filter(announcement=announcement, state=Copy.State.WAITING)
        if waiting.filter(next_at__lte=now).exists() or not waiting.exists():
            return True
    return False


def run(server: MailServer, stop: threading.Event, clock: Callable[[], datetime]) -> bool:
    """Send until nothing is due or `stop` is set; False if somebody else sends.

    Ends as well when the process that started it does.
    """
    parent = os.getppid()

    def until() -> bool:
        return stop.is_set() or os.getppid() != parent

    with alone() as free:
        if not free:
            return False
        sending.settle(clock())
        sender = Sender(server, clock)
        try:
            while not until() and is_due(clock()):
                if not _step(sender, clock, until):
                    stop.wait(LOOK)
        finally:
            sender.close()
    return True


def _step(sender: Sender, clock: Callable[[], datetime], until: Callable[[], bool]) -> int:
    """One batch of each announcement; what fails is told, and tried again."""
    moved = 0
    for announcement in _open():
        try:
            moved += sender.batch(announcement, until)
            _well(announcement)
        except OperationalError:
            _log.exception("The record could not be written; sending goes on.")
            close_old_connections()
        except Exception as error:
            _log.warning("Announcement %s waits: %s", announcement.pk, words_of(error))
            told = words_of(error)[:400]
            Announcement.objects.filter(pk=announcement.pk).update(trouble=told)
            return 0
        finish(announcement, clock())
    return moved


def _well(announcement: Announcement) -> None:
    if announcement.trouble:
        Announcement.objects.filter(pk=announcement.pk).update(trouble="")


def finish(announcement: Announcement, now: datetime) -> None:
    """It is sent when no copy waits or is in hand."""
    left = (Copy.State.WAITING, Copy.State.HANDING)
    if not Copy.objects.filter(announcement=announcement, state__in=left).exists():
        Announcement.objects.filter(pk=announcement.pk, state=Announcement.State.SENDING).update(
            state=Announcement.State.SENT, ended_at=now
        )


def _open() -> QuerySet[Announcement]:
    return Announcement.objects.filter(state=Announcement.State.SENDING).order_by("version")


@contextmanager
def alone() -> Iterator[bool]:
    """Whether nobody else sends for this desk, on this machine or (PostgreSQL) on another one.

    Both locks go with the process that holds them.
    """
    sending.folder().mkdir(parents=True, exist_ok=True)
    with (sending.folder() / "sender").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        free = _in_the_database("pg_try_advisory_lock")
        try:
            yield free
        finally:
            if free:
                _in_the_database("pg_advisory_unlock")


def is_free() -> bool:
    """Whether nobody on this machine sends now: asked before a program is started for it."""
    with alone() as free:
        return free


def _in_the_database(function: str) -> bool:
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [_SENDING])
        return bool(cursor.fetchone()[0])
