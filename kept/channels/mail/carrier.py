"""A thread that talks to the mail server, so that a slow one delays nobody's request."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from queue import SimpleQueue

from kept.channels.mail.transport import Answer, Transport
from kept.record.models import OutgoingMail

_log = logging.getLogger(__name__)

ROOM = 20
_IDLE = 5.0


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a mail that was handed over."""

    row: OutgoingMail
    raw: bytes
    answer: Answer


class Carrier:
    """Takes mails in, gives answers out; never touches the database."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._todo: SimpleQueue[tuple[OutgoingMail, str, bytes] | None] = SimpleQueue()
        self._done: deque[Sent] = deque()
        self._carried = 0
        self._closing = False
        self._thread = threading.Thread(target=self._work, name="mail-out", daemon=True)
        self._thread.start()

    @property
    def room(self) -> int:
        """How many more mails may be handed over now."""
        return ROOM - self._carried

    def carry(self, row: OutgoingMail, sender: str, raw: bytes) -> None:
        self._carried += 1
        self._todo.put((row, sender, raw))

    def answers(self) -> Iterator[Sent]:
        """The answers that have come since the last call."""
        while self._done:
            self._carried -= 1
            yield self._done.popleft()

    def close(self) -> None:
        """Let the mail that is under way arrive; the others were never tried."""
        self._closing = True
        self._todo.put(None)
        self._thread.join(_IDLE)

    def _work(self) -> None:
        while (task := self._todo.get()) is not None and not self._closing:
            row, sender, raw = task
            self._done.append(Sent(row, raw, self._sent(row, sender, raw)))
            if self._todo.empty():
                self._transport.close()

    def _sent(self, row: OutgoingMail, sender: str, raw: bytes) -> Answer:
        """A fault of this program delays one mail; the thread goes on with the others."""
        try:
            return self._transport.send(sender, row.recipient, raw)
        except Exception as error:
            _log.exception("Mail %s could not be handed over; it is tried again.", row.key)
            self._transport.close()
            return Answer(False, f"{type(error).__name__}: {error}")
