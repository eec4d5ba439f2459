"""Who hands mail over: SMTP clients that lose their line now and then, and a mailbox's owner."""

from __future__ import annotations

import random
import smtplib
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from imapclient.exceptions import IMAPClientError

from tests.dovecot import Dovecot
from tests.mail.soak.mails import ADDRESS, Mail

CLIENTS = 4
#: Of the mails by SMTP, how many are cut off in the middle at first.
CUT_OFF = 0.02
#: The mailboxes' users, and how many of all mails come to one of them.
USERS, BY_IMAP = ("contact", "help"), 0.33


@dataclass
class Ledger:
    """What became of the mails, by their tokens, as those who handed them over saw it.

    `answered`: with 250; `delivered`: the IMAP server has it; `unsure`: nobody heard an answer;
    `declined`: refused for good. `resent`: handed over again after no answer. `said`: how often
    each thing happened.
    """

    kinds: dict[str, str] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    delivered: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)
    declined: dict[str, str] = field(default_factory=dict)
    resent: set[str] = field(default_factory=set)
    said: Counter[str] = field(default_factory=Counter)

    @property
    def settled(self) -> int:
        return sum(map(len, (self.answered, self.delivered, self.unsure, self.declined)))


@dataclass
class Supply:
    """Mails for whoever hands over the next one; `gate` is open while the desk keeps up."""

    mails: Iterator[Mail]
    ledger: Ledger
    gate: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)
    _back: deque[Mail] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self, *, gated: bool = True) -> Mail | None:
        """The next mail; None once there is none, or none now."""
        if gated and not self.gate.wait(0.1):
            return None
        with self._lock:
            mail = self._back.popleft() if self._back else next(self.mails, None)
            if mail:
                self.ledger.kinds[mail.token] = mail.kind
            return mail

    def put_back(self, mail: Mail) -> None:
        """To be handed over later."""
        self._back.append(mail)


@contextmanager
def handing_over(supply: Supply, port: int, server: Dovecot, seed: int) -> Iterator[None]:
    """Clients at work, until the `with` ends."""
    threads = [
        threading.Thread(target=_Client(supply, port, random.Random(f"{seed} {number}")).run)
        for number in range(CLIENTS)
    ]
    threads.append(threading.Thread(target=_deliver, args=(supply, server)))
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        supply.over.set()
        for thread in threads:
            thread.join()


@dataclass
class _Client:
    """One SMTP client, as long-lived as the soak."""

    supply: Supply
    port: int
    chance: random.Random

    def run(self) -> None:
        while not self.supply.over.is_set():
            try:
                with smtplib.SMTP("127.0.0.1", self.port, "x.example.org", timeout=40) as smtp:
                    while not self.supply.over.is_set():
                        if mail := self.supply.next():
                            self._hand_over(smtp, mail)
                        else:
                            time.sleep(0.1)
            except (OSError, smtplib.SMTPException):
                time.sleep(0.1)

    def _hand_over(self, smtp: smtplib.SMTP, mail: Mail) -> None:
        if self.chance.random() < CUT_OFF:
            self.supply.put_back(mail)
            self._cut_off(smtp, mail)
        ledger = self.supply.ledger
        try:
            smtp.sendmail(mail.sender, [ADDRESS], mail.raw)
        except smtplib.SMTPResponseException as answer:
            self._not_taken(mail, answer.smtp_code, answer.smtp_error)
        except smtplib.SMTPRecipientsRefused as answer:
            self._not_taken(mail, *answer.recipients[ADDRESS])
        except (OSError, smtplib.SMTPException):
            ledger.said["no answer"] += 1
            if mail.again:
                ledger.resent.add(mail.token)
                self.supply.put_back(mail)
            else:
                ledger.unsure.add(mail.token)
            raise
        else:
            ledger.answered.add(mail.token)

    def _not_taken(self, mail: Mail, code: int, words: bytes | str) -> None:
        self.supply.ledger.said[f"answered {code}"] += 1
        if code >= 500:
            self.supply.ledger.declined[mail.token] = f"{code} {words!r}"
        else:
            self.supply.put_back(mail)
            time.sleep(0.2)

    def _cut_off(self, smtp: smtplib.SMTP, mail: Mail) -> None:
        """Half a mail, and no more: nobody has been promised anything."""
        smtp.ehlo_or_helo_if_needed()
        smtp.mail(mail.sender)
        smtp.rcpt(ADDRESS)
        if smtp.docmd("DATA")[0] == 354:
            smtp.send(mail.raw[: self.chance.randrange(len(mail.raw))])
            self.supply.ledger.said["cut mid-DATA"] += 1
        smtp.close()
        raise smtplib.SMTPServerDisconnected("cut off")


def _deliver(supply: Supply, server: Dovecot) -> None:
    """Put mails into the mailboxes, never far ahead of those that come by SMTP; a mail server
    does not ask how much a desk has to do."""
    ledger, turn = supply.ledger, 0
    share = BY_IMAP / (1 - BY_IMAP)
    while not supply.over.is_set():
        ahead = len(ledger.delivered) > len(ledger.answered) * share
        mail = None if ahead else supply.next(gated=False)
        if mail is None:
            time.sleep(0.05)
            continue
        turn += 1
        try:
            server.deliver([mail.raw], USERS[turn % len(USERS)])
            ledger.delivered.add(mail.token)
        except (IMAPClientError, OSError):
            ledger.said["APPEND without an answer"] += 1
            ledger.unsure.add(mail.token)
