"""Whoever the desk writes to: an SMTP server that counts what it takes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.desk import free_address

_ID = re.compile(rb"^message-id:\s*<([^>]+)>", re.I | re.M)


@dataclass
class Receiver:
    """`taken`: how often each mail came whole and was answered with 250, by its Message-ID."""

    port: int
    taken: Counter[str] = field(default_factory=Counter)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        found = _ID.search(bytes(envelope.content or b""))
        self.taken[found[1].decode() if found else "no Message-ID"] += 1
        return "250 Taken"


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver at a port of this machine, until the `with` ends."""
    here = Receiver(int(free_address().rpartition(":")[2]))
    controller = Controller(here, hostname="127.0.0.1", port=here.port)
    controller.start()
    try:
        yield here
    finally:
        controller.stop()
