"""Send what is owed.

Guarantee: into the desk's own outbox exactly once; over SMTP at least once: the try is recorded
before it is made, and a desk that dies between the server's 250 and its own note tries again
after `LEASE`. Nobody can do better over SMTP; the Message-ID stays the same, so that the copies
are recognised. A mail that cannot be delivered says so on its ticket.
"""

from __future__ import annotations

import logging
import re
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from kept.channels.mail import letters, papers
from kept.channels.mail.carrier import Carrier
from kept.channels.mail.papers import Papers
from kept.channels.mail.transport import Answer, Transport
from kept.record.models import OutgoingMail
from kept.tickets import actions

_log = logging.getLogger(__name__)

State = OutgoingMail.State

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=4)
GIVE_UP_AFTER = timedelta(days=3)
LEASE = timedelta(minutes=15)
BATCH = 50
_ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>@]+>?")


class Courier:
    """Carries the mails that are due. The network has a thread of its own, the database has not:
    one thread of a process writes, so that SQLite's one writer never waits for itself."""

    def __init__(self) -> None:
        self._out: Carrier | None = None
        if settings.DESK.smtp:
            self._out = Carrier(Transport(settings.DESK.smtp))

    def deliver(self, now: datetime, most: int = BATCH) -> int:
        """Take one step with the mails that are due at `now`: note what became of those that
        were handed over, hand over at most `most` more. How many mails moved."""
        if self._out is None:
            return _fill_outbox(_due(now, most), now)
        noted = 0
        for sent in self._out.answers():
            _note(sent.row, sent.raw, sent.answer, now)
            noted += 1
        rows = _due(now, min(most, self._out.room))
        about = papers.gather(rows)
        for row in rows:
            told = about.get(row.pk)
            if (raw := _written(row, told, now)) and _claim(row, now):
                self._out.carry(row, letters.envelope_sender(told), raw)
        return noted + len(rows)

    def close(self, now: datetime) -> None:
        """Wait for the mail that is being handed over, and note what became of it."""
        if self._out:
            self._out.close()
            for sent in self._out.answers():
                _note(sent.row, sent.raw, sent.answer, now)


def _due(now: datetime, most: int) -> list[OutgoingMail]:
    due = OutgoingMail.objects.filter(next_at__isnull=False, next_at__lte=now)
    return list(due.defer("raw").order_by("next_at", "id")[:most]) if most else []


def _written(row: OutgoingMail, told: Papers | None, now: datetime) -> bytes | None:
    """The mail of a row; None where it can't be written, which the row then says."""
    try:
        return letters.written(row, told, at=now)
    except ValueError as error:
        _log.error("Mail %s cannot be written: %s", row.key, error)
        _refuse(row, f"The mail could not be written: {error}", now)
    except Exception as error:
        # A fault of this program, or of a disk: it delays this mail and no other.
        _log.exception("Mail %s could not be written; it is tried again.", row.key)
        _later(row, f"{type(error).__name__}: {error}", now)
    return None


def _fill_outbox(rows: list[OutgoingMail], now: datetime) -> int:
    """The outbox is the rows themselves, so the note that a mail was sent is the sending."""
    about = papers.gather(rows)
    written = [(row, raw) for row in rows if (raw := _written(row, about.get(row.pk), now))]
    with transaction.atomic():
        for row, raw in written:
            _as_it_was(row).update(
                state=State.SENT, attempts=F("attempts") + 1, raw=raw, sent_at=now, next_at=None
            )
    return len(rows)


def _claim(row: OutgoingMail, now: datetime) -> bool:
    """Record the try before it is made; False when somebody else makes it."""
    claimed = _as_it_was(row).update(
        state=State.SENDING, attempts=F("attempts") + 1, next_at=now + LEASE
    )
    row.state, row.attempts = State.SENDING, row.attempts + 1
    return claimed == 1


def _note(row: OutgoingMail, raw: bytes, answer: Answer, now: datetime) -> None:
    if answer.accepted:
        _as_it_was(row).update(
            state=State.SENT, raw=raw, sent_at=now, next_at=None, answer=answer.words
        )
    elif answer.permanent or now - row.created_at >= GIVE_UP_AFTER:
        _refuse(row, answer.words, now)
    else:
        _later(row, answer.words, now)


def _later(row: OutgoingMail, words: str, now: datetime) -> None:
    """Wait twice as long each time; the age of the mail tells how often it was tried."""
    wait = FIRST_WAIT
    while wait < LONGEST_WAIT and row.created_at + wait <= now:
        wait *= 2
    wait = min(wait, LONGEST_WAIT)
    _as_it_was(row).update(state=State.WAITING, answer=words, next_at=now + wait)


def _refuse(row: OutgoingMail, words: str, now: datetime) -> None:
    """Give up: the row says why, and a reply's ticket knows that its answer never arrived."""
    with transaction.atomic():
        given_up = _as_it_was(row).update(state=State.REFUSED, answer=words, next_at=None)
        if given_up and row.purpose == "reply" and row.ticket and row.message:
            reason = _ADDRESS.sub("…", words)[:500]
            actions.fail(row.ticket, row.message, reason, permanent=True, at=now)


def _as_it_was(row: OutgoingMail) -> QuerySet[OutgoingMail]:
    """The row, if nobody has changed it since it was read: compare and set."""
    return OutgoingMail.objects.filter(pk=row.pk, state=row.state, attempts=row.attempts)
