"""Send an announcement: paced, resumable, each subscriber one copy whatever happens in between.

Guarantee: exactly once. Whether a subscriber is to have a copy is one row that exists once; how
far it came, the journal of its batch knows across `kill -9` (see `journal`). A copy whose last
byte was given away without an answer is never sent again, and is shown as in doubt.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from kept.announcements import journal as journals
from kept.announcements.chosen import Row, chosen
from kept.announcements.journal import Journal
from kept.announcements.lines import Became, Lines, Outcome
from kept.announcements.models import Announcement, Copy, Subscriber
from kept.announcements.pace import Pace, Paces
from kept.announcements.prints import Prints, signer
from kept.record.mail_server import MailServer, words_of

_log = logging.getLogger(__name__)

State = Copy.State

FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=4)
GIVE_UP_AFTER: Final = timedelta(days=3)
#: Copies of one journal: as many as go in about STRETCH seconds, so that the record keeps up.
FEWEST, MOST, STRETCH = 16, 500, 2.0


class Sender:
    """Takes one batch after the other. `clock` tells the time, `ticks` monotonic seconds."""

    def __init__(
        self,
        server: MailServer,
        clock: Callable[[], datetime],
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._lines = Lines(server)
        self._clock, self._ticks = clock, ticks
        self._paces = Paces()
        self._size = FEWEST

    def batch(self, announcement: Announcement, until: Callable[[], bool]) -> int:
        """Send what may go now; how many copies moved. Stops early, and cleanly, once `until`
        says so. Raises OSError, SMTPException or ValueError when there is no mail server."""
        pace = self._paces.of(announcement)
        if not pace.room(self._ticks()):
            return 0
        self._lines.ready()
        mailbox = signer()
        journal, rows = self._claimed(announcement, pace)
        if journal is None:
            return len(rows)
        began = self._ticks()
        outcomes = self._handed_over(
            Prints(announcement, self._clock(), mailbox), journal, rows, until
        )
        note(announcement, journal, outcomes, self._clock())
        journal.close(settled=True)
        pace.count((rows[one.place].domain for one in outcomes), self._ticks())
        took = max(self._ticks() - began, 0.001)
        self._size = min(MOST, max(FEWEST, int(len(outcomes) * STRETCH / took)))
        return len(rows)

    def close(self) -> None:
        self._lines.close()

    def _claimed(
        self, announcement: Announcement, pace: Pace
    ) -> tuple[Journal | None, Sequence[Row]]:
        """The next copies, in a journal first and in the record then: a journal that names copies
        which are not in hand is empty talk, the other way round they would be lost."""
        rows = chosen(announcement, pace, now=self._clock(), ticks=self._ticks(), most=self._size)
        if not rows:
            return None, ()
        journal = journals.begin(folder(), node(), [row.id for row in rows])
        claimed = Copy.objects.filter(pk__in=journal.copies, state=State.WAITING).update(
            state=State.HANDING, batch=journal.name
        )
        if claimed != len(rows):
            # Somebody else sends too. Nothing was handed over yet, so all of it goes back.
            note(announcement, journal, (), self._clock())
            journal.close(settled=True)
            return None, ()
        return journal, rows

    def _handed_over(
        self, prints: Prints, journal: Journal, rows: Sequence[Row], until: Callable[[], bool]
    ) -> list[Outcome]:
        outcomes: list[Outcome] = []
        at = 0
        while at < len(rows) and not until():
            try:
                width = self._lines.ready()
            except Exception as error:
                _log.warning("The mail server is gone: %s", words_of(error))
                break
            group = range(at, min(at + width, len(rows)))
            letters = [prints.letter(place, rows[place]) for place in group]
            outcomes += self._lines.hand_over(letters, journal)
            at = group.stop
        return outcomes


def folder() -> Path:
    """Where the journals stand."""
    return Path(settings.KEPT_HOME, "announcements")


def node() -> str:
    """What this home is called, so that nobody settles the journals of another."""
    file = folder() / "node"
    try:
        return file.read_text()
    except FileNotFoundError:
        folder().mkdir(parents=True, exist_ok=True)
        file.write_text(secrets.token_hex(6))
        return file.read_text()


# What became of copies


def note(
    announcement: Announcement, journal: Journal, outcomes: Iterable[Outcome], now: datetime
) -> None:
    """Write down what became of a batch; what has no outcome was not ended and waits again."""
    by: dict[Became, list[Outcome]] = {}
    for one in outcomes:
        by.setdefault(one.became, []).append(one)
    with transaction.atomic():
        _done(journal, by.pop("sent", ()), state=State.SENT, sent_at=now)
        for became, found in by.items():
            for one in found:
                _one(announcement, journal, became, one, now)
        _in_hand(journal, journal.copies).update(state=State.WAITING, batch="")


def _one(
    announcement: Announcement, journal: Journal, became: Became, one: Outcome, now: datetime
) -> None:
    if became == "doubt":
        _done(journal, (one,), state=State.DOUBT, sent_at=now, answer=one.words)
    elif (
        became == "later" and announcement.began_at and now - announcement.began_at < GIVE_UP_AFTER
    ):
        wait = _wait(
            Copy.objects.values_list("attempts", flat=True).get(pk=_ids(journal, (one,))[0])
        )
        _done(journal, (one,), state=State.WAITING, next_at=now + wait, answer=one.words)
    else:
        _done(journal, (one,), state=State.REFUSED, answer=one.words)
        if became == "unreachable":
            _bounced(_ids(journal, (one,)), one.words, now)


def _done(journal: Journal, outcomes: Iterable[Outcome], **news: object) -> None:
    ids = _ids(journal, outcomes)
    if ids:
        _in_hand(journal, ids).update(batch="", attempts=F("attempts") + 1, **news)


def _in_hand(journal: Journal, ids: Sequence[int]) -> QuerySet[Copy]:
    return Copy.objects.filter(pk__in=ids, state=State.HANDING, batch=journal.name)


def _ids(journal: Journal, outcomes: Iterable[Outcome]) -> list[int]:
    return [journal.copies[one.place] for one in outcomes]


def _wait(attempts: int) -> timedelta:
    doubled: timedelta = FIRST_WAIT * 2 ** min(attempts, 16)
    return min(doubled, LONGEST_WAIT)


def _bounced(copies: Sequence[int], words: str, now: datetime) -> None:
    left = Subscriber.objects.filter(copy__in=copies, state=Subscriber.State.CONFIRMED)
    left.update(state=Subscriber.State.BOUNCED, why=words, ended_at=now)


# After a sender was killed


def settle(now: datetime) -> int:
    """Settle the batches of senders that are no more; how many copies are in doubt by that."""
    doubtful = 0
    for journal in journals.abandoned(folder()):
        first = Copy.objects.filter(pk__in=journal.copies).select_related("announcement").first()
        if first is not None:
            outcomes = list(_remembered(journal))
            note(first.announcement, journal, outcomes, now)
            doubtful += sum(one.became == "doubt" for one in outcomes)
        journal.close(settled=True)
    return doubtful + _without_journal(now)


def _remembered(journal: Journal) -> Iterable[Outcome]:
    for place, (_copy, known) in enumerate(journal.found()):
        if known == "sent":
            yield Outcome(place, "sent")
        elif known == "doubt":
            yield Outcome(place, "doubt", "The sender ended before the mail server answered.")


def _without_journal(now: datetime) -> int:
    """Copies of this home in a journal that is gone (a disk was restored): nobody knows."""
    in_hand = Copy.objects.filter(state=State.HANDING, batch__startswith=node())
    lost = [one for one in in_hand.only("batch") if not (folder() / one.batch).exists()]
    words = "The journal of this copy is gone."
    return Copy.objects.filter(pk__in=[one.pk for one in lost], state=State.HANDING).update(
        state=State.DOUBT, batch="", sent_at=now, answer=words
    )
