"""The mail part of a desk: an SMTP server that accepts what is meant for it.

Guarantee: a mail that was answered with 250 is on the disk (at least once: a client that never
hears the 250 sends it again, and the desk tells the copy by its Message-ID).
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

from django.conf import settings

from kept.channels.mail import spool
from kept.channels.mail.session import House, Limits, Received, Session

_log = logging.getLogger(__name__)

CONNECTIONS = 500
WRITERS = 16
PATIENCE = 8.0


def serve() -> None:
    """Receive mail on KEPT_SMTP until the process is asked to stop."""
    asyncio.run(_serve_until_asked())


async def _serve_until_asked() -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    host, _, port = settings.KEPT_SMTP.rpartition(":")
    server = Server(settings.DESK.address)
    await server.start(host.strip("[]"), int(port))
    _log.info("Mail for %s is received on %s.", settings.DESK.address, settings.KEPT_SMTP)
    await stop.wait()
    await server.close()


class Server:
    """The listening socket, its conversations and the threads that write to the disk."""

    def __init__(self, address: str, limits: Limits | None = None) -> None:
        self.closing = False
        self._sessions: set[Session] = set()
        self._writers = ThreadPoolExecutor(WRITERS, "spool")
        self._house = House(
            name=address.rpartition("@")[2],
            takes=addressee(address),
            store=self._store,
            server=self,
        )
        if limits:
            self._house = replace(self._house, limits=limits)

    async def start(self, host: str, port: int) -> int:
        """Listen; the port (useful when 0 was asked for: any free one)."""
        spool.prepare()
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: Session(self._house), host, port, backlog=512, reuse_address=True
        )
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Stop listening, let mails that are being written be answered, say good-bye."""
        self.closing = True
        self._server.close()
        for session in list(self._sessions):
            session.close()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._empty(), PATIENCE)
        self._writers.shutdown(wait=False)

    async def _empty(self) -> None:
        while self._sessions:
            await asyncio.sleep(0.02)

    def entered(self, session: Session) -> bool:
        if self.closing or len(self._sessions) >= CONNECTIONS:
            return False
        self._sessions.add(session)
        return True

    def left(self, session: Session) -> None:
        self._sessions.discard(session)

    async def _store(self, received: Received) -> str:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._writers, _keep, received)


def _keep(received: Received) -> str:
    return spool.accept(
        mail_from=received.mail_from,
        rcpt_to=received.rcpt_to,
        peer=received.peer,
        received_at=received.received_at,
        raw=received.raw,
    )


def addressee(desk: str) -> Callable[[str], bool]:
    """Which recipients this desk takes: its own address, with any `+suffix`, and the two that
    every domain has (RFC 2142). Nothing else: it relays for nobody."""
    own_local, _, own_domain = desk.lower().rpartition("@")

    def takes(address: str) -> bool:
        local, at, domain = address.lower().strip().rpartition("@")
        if not at:
            return domain == "postmaster"
        if domain != own_domain:
            return False
        return local.partition("+")[0] == own_local or local in ("postmaster", "abuse")

    return takes
