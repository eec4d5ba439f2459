"""Send what is owed.

Guarantee: into the desk's own outbox exactly once; over SMTP at least once: the try is recorded
before it is made, and a desk that dies between the server's 250 and its own note tries again
after `LEASE`. Nobody can do better over SMTP; the Message-ID stays the same, so that the copies
are recognised. A mail that cannot be delivered says so on its ticket. What one domain or one
server does delays no mail to another.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, QuerySet

from kept.channels.mail.sending.carrier import Carrier, Sent
from kept.channels.mail.sending.domains import Domains, domain_of
from kept.channels.mail.sending.outages import Outages
from kept.channels.mail.sending.relays import Relay, relay
from kept.channels.mail.writing import letters, papers
from kept.channels.mail.writing.papers import Papers
from kept.mailboxes import signing
from kept.mailboxes.directory import directory
from kept.mailboxes.models import Mailbox
from kept.people import undeliverable
from kept.record.mail_server import Answer
from kept.record.models import OutgoingMail
from kept.tickets import actions

_log = logging.getLogger(__name__)

State = OutgoingMail.State

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=4)
GIVE_UP_AFTER = timedelta(days=3)
LEASE = timedelta(minutes=15)
BATCH = 50
A_MINUTE_TO_ONE_DOMAIN = 600
_ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>@]+>?")


class Courier:
    """Carries the mails that are due. The network has threads of its own, the database has not:
    one thread of a process writes, so that SQLite's one writer never waits for itself."""

    def __init__(self, ticks: Callable[[], float] = time.monotonic) -> None:
        self._ticks = ticks
        asked = settings.DESK.smtp
        self._domains = Domains(getattr(asked, "a_minute_to_one_domain", A_MINUTE_TO_ONE_DOMAIN))
        self._carriers: dict[str, Carrier] = {}
        self._outages = Outages()

    @property
    def under_way(self) -> int:
        """Mails that were handed over, of which nobody knows yet what became of them."""
        return sum(carrier.in_hand for carrier in self._carriers.values())

    def deliver(self, now: datetime, most: int = BATCH) -> int:
        """Take one step with the mails that are due at `now`: note what became of those that
        were handed over, hand over at most `most` more. How many mails moved."""
        noted = self.note(now)
        rows = _due(now, most, self._full())
        if not rows:
            return noted
        about = papers.gather(rows)
        kept_here: list[OutgoingMail] = []
        moved = 0
        for row in rows:
            told = about.get(row.pk)
            try:
                through = relay(_mailbox(told))
            except ValueError as error:  # its secrets were sealed by another desk
                _later(row, str(error), now)
                continue
            if through is None:
                kept_here.append(row)
            else:
                moved += self._hand_over(row, told, through, now)
        return noted + moved + (_fill_outbox(kept_here, about, now) if kept_here else 0)

    def close(self, now: datetime) -> None:
        """Wait for the mails that are being handed over, and note what became of them."""
        for carrier in self._carriers.values():
            carrier.close()
        self.note(now)

    def _full(self) -> set[str]:
        busy = (domain for carrier in self._carriers.values() for domain in carrier.full())
        return {*self._domains.full(self._ticks()), *busy}

    def _hand_over(
        self, row: OutgoingMail, told: Papers | None, through: Relay, now: datetime
    ) -> int:
        if out := self._outages.now(through, now):
            _as_it_was(row).update(next_at=out.until, answer=out.words)
            return 1
        carrier = self._carriers.setdefault(through.name, Carrier(through))
        domain, ticks = domain_of(row.recipient), self._ticks()
        if not carrier.takes(domain) or not self._domains.may_go(domain, ticks):
            return 0
        if (raw := _written(row, told, now)) and _claim(row, now):
            self._domains.went(domain, ticks)
            carrier.carry(row, letters.envelope_sender(told), raw)
        return 1

    def note(self, now: datetime) -> int:
        """Note what became of the mails that were handed over, as far as it is known; how many.
        Until then a desk that dies sends them again."""
        noted = 0
        for carrier in self._carriers.values():
            for sent in carrier.answers():
                try:
                    _note(sent.row, sent.raw, sent.answer, now)
                    self._learn(carrier.relay, sent, now)
                except (OperationalError, InterfaceError):
                    raise  # the record takes nothing now; the answer is still there then
                except Exception:
                    _log.exception("What became of mail %s could not be noted.", sent.row.key)
                noted += 1
        return noted

    def _learn(self, relay: Relay, sent: Sent, now: datetime) -> None:
        """What one mail's fate says of the others: who is busy is left alone for a while."""
        domain, answer = domain_of(sent.row.recipient), sent.answer
        if not answer.reached:
            self._outages.failed(relay, answer.words, now)
        elif answer.accepted:
            self._outages.works(relay)
            self._domains.took(domain)
        elif answer.busy:
            _rest(domain, now + self._domains.rest(domain), answer.words)


def _due(now: datetime, most: int, without: Iterable[str] = ()) -> list[OutgoingMail]:
    due = OutgoingMail.objects.filter(next_at__isnull=False, next_at__lte=now)
    for domain in without:
        due = due.exclude(recipient__iendswith=f"@{domain}")
    return list(due.defer("raw").order_by("next_at", "id")[:most])


def _rest(domain: str, until: datetime, words: str) -> None:
    """The other mails to a domain that takes none now wait too, and say why."""
    waiting = OutgoingMail.objects.filter(state=State.WAITING, next_at__lt=until)
    waiting = waiting.filter(next_at__isnull=False, recipient__iendswith=f"@{domain}")
    # One that its writer may still take back has not been owed a try yet.
    waiting.exclude(attempts=0, purpose="reply", next_at__gt=F("created_at")).update(
        next_at=until, answer=words
    )


def _mailbox(told: Papers | None) -> Mailbox:
    return told.mailbox if told else directory().sending("")


def _written(row: OutgoingMail, told: Papers | None, now: datetime) -> bytes | None:
    """The mail of a row, signed; None where it can't be written, which the row then says."""
    try:
        return signing.signed(letters.written(row, told, at=now), _mailbox(told))
    except ValueError as error:
        _log.error("Mail %s cannot be written: %s", row.key, error)
        _refuse(row, f"The mail could not be written: {error}", now)
    except Exception as error:
        # A fault of this program, or of a disk: it delays this mail and no other.
        _log.exception("Mail %s could not be written; it is tried again.", row.key)
        _later(row, f"{type(error).__name__}: {error}", now)
    return None


def _fill_outbox(rows: Sequence[OutgoingMail], about: dict[int, Papers], now: datetime) -> int:
    """The outbox is the rows themselves, so the note that a mail was sent is the sending."""
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
        _refuse(row, answer.words, now, nobody=answer.nobody)
    else:
        _later(row, answer.words, now)


def _later(row: OutgoingMail, words: str, now: datetime) -> None:
    """Wait twice as long each time; the age of the mail tells how often it was tried."""
    wait = FIRST_WAIT
    while wait < LONGEST_WAIT and row.created_at + wait <= now:
        wait *= 2
    wait = min(wait, LONGEST_WAIT)
    _as_it_was(row).update(state=State.WAITING, answer=words, next_at=now + wait)


def _refuse(row: OutgoingMail, words: str, now: datetime, *, nobody: bool = False) -> None:
    """Give up: the row says why, and a reply's ticket knows that its answer, or a copy of it, never
    arrived. `nobody`: no mail reaches the address, which is then marked, as by a bounce."""
    with transaction.atomic():
        given_up = _as_it_was(row).update(state=State.REFUSED, answer=words, next_at=None)
        if not given_up:
            return
        if nobody:
            undeliverable.mark(row.recipient, words, at=now)
        if row.ticket and row.message:
            _tell(row, row.ticket, row.message, _ADDRESS.sub("…", words)[:500], now)


def _tell(row: OutgoingMail, ticket: int, message: int, reason: str, now: datetime) -> None:
    if row.purpose == "reply":
        actions.fail(ticket, message, reason, permanent=True, at=now)
    if row.purpose == "copy":
        who = int(row.facts["customer"])
        actions.fail_copy(ticket, message, reason, customer=who, permanent=True, at=now)


def _as_it_was(row: OutgoingMail) -> QuerySet[OutgoingMail]:
    """The row, if nobody has changed it since it was read: compare and set."""
    return OutgoingMail.objects.filter(pk=row.pk, state=row.state, attempts=row.attempts)
