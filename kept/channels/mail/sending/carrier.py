"""Threads that talk to a mail server, so that a slow one delays nobody's request.

Guarantee: a domain whose mail is taken slowly holds at most `to_one_domain` of the connections;
the others go on with mail for others.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass

from kept.channels.mail.sending.domains import domain_of
from kept.channels.mail.sending.relays import Relay
from kept.channels.mail.sending.transport import Answer, Transport
from kept.record.models import OutgoingMail

_log = logging.getLogger(__name__)

ROOM = 30
#: Mails in hand for one domain, for each connection that it may have.
_AHEAD = 4
#: Seconds that a connection stays open for more, and that an orderly end may take.
_IDLE, _ENDING = 3.0, 5.0


@dataclass(frozen=True, slots=True)
class Task:
    """A mail to be handed over."""

    row: OutgoingMail
    sender: str
    raw: bytes

    @property
    def domain(self) -> str:
        return domain_of(self.row.recipient)


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a mail that was handed over."""

    row: OutgoingMail
    raw: bytes
    answer: Answer


class Carrier:
    """Takes mails in, gives answers out; never touches the record."""

    def __init__(self, relay: Relay) -> None:
        self.relay = relay
        self._todo: deque[Task] = deque()
        self._done: deque[Sent] = deque()
        self._in_hand: Counter[str] = Counter()
        self._talking: Counter[str] = Counter()
        self._idle = 0
        self._closing = False
        self._news = threading.Condition()
        self._threads: list[threading.Thread] = []

    @property
    def in_hand(self) -> int:
        """Mails that were handed over, and whose answers nobody has fetched."""
        return self._in_hand.total()

    def takes(self, domain: str) -> bool:
        """Whether one more mail for this domain may be handed over now."""
        return self.in_hand < ROOM and self._in_hand[domain] < self.relay.to_one_domain * _AHEAD

    def full(self) -> list[str]:
        """The domains for which nothing more may be handed over now."""
        return [
            domain for domain, count in self._in_hand.items() if count and not self.takes(domain)
        ]

    def carry(self, row: OutgoingMail, sender: str, raw: bytes) -> None:
        task = Task(row, sender, raw)
        self._in_hand[task.domain] += 1
        with self._news:
            self._todo.append(task)
            if self._idle < len(self._todo) and len(self._threads) < self.relay.connections:
                self._start()
            self._news.notify()

    def answers(self) -> Iterator[Sent]:
        """The answers that have come. One is gone when the next is asked for, and not when noting
        it fails: a mail that arrived would be sent again."""
        while self._done:
            sent = self._done[0]
            yield sent
            self._done.popleft()
            self._in_hand[domain_of(sent.row.recipient)] -= 1

    def close(self) -> None:
        """Let the mails that are under way arrive; the others were never tried."""
        with self._news:
            self._closing = True
            self._news.notify_all()
        for thread in self._threads:
            thread.join(_ENDING)

    def _start(self) -> None:
        thread = threading.Thread(target=self._work, name="mail-out", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _work(self) -> None:
        transport = Transport(self.relay)
        while not self._closing:
            task = self._next()
            if task is None:
                transport.close()
                continue
            sent = Sent(task.row, task.raw, self._sent(transport, task))
            with self._news:
                self._talking[task.domain] -= 1
                self._done.append(sent)
                self._news.notify()
        transport.close()

    def _next(self) -> Task | None:
        """The first mail whose domain has a connection left; None: there was none for a while, or
        it is time to end."""
        with self._news:
            self._idle += 1
            self._news.wait_for(lambda: self._closing or self._free_place() is not None, _IDLE)
            self._idle -= 1
            place = None if self._closing else self._free_place()
            if place is None:
                return None
            task = self._todo[place]
            del self._todo[place]
            self._talking[task.domain] += 1
            return task

    def _free_place(self) -> int | None:
        most = self.relay.to_one_domain
        places = (n for n, task in enumerate(self._todo) if self._talking[task.domain] < most)
        return next(places, None)

    def _sent(self, transport: Transport, task: Task) -> Answer:
        """A fault of this program delays one mail; the thread goes on with the others."""
        try:
            return transport.send(task.sender, task.row.recipient, task.raw)
        except Exception as error:
            _log.exception("Mail %s could not be handed over; it is tried again.", task.row.key)
            transport.close()
            return Answer(False, f"{type(error).__name__}: {error}")
