"""The mail part of a desk: an SMTP server that accepts what is meant for it.

Guarantee: a mail that was answered with 250 is on the disk (at least once: a client that never
hears the 250 sends it again, and the desk tells the copy by its Message-ID).
"""

from __future__ import annotations

import asyncio
import errno
import logging
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import AnyStr

from aiosmtpd.smtp import SMTP, Envelope, Session, syntax
from django.conf import settings

from kept.channels.mail import body, spool
from kept.channels.mail.body import MB

_log = logging.getLogger(__name__)

WRITERS = 16
PATIENCE = 8.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What clients may use. `mail` and `line` in bytes; `conversation`: seconds a command may
    take, a whole mail being one. `big` and `small`: the bytes of memory for mails while they come
    in, see `body.Room`; 256 MB in all."""

    mail: int = 30 * MB
    line: int = MB
    recipients: int = 1000
    connections: int = 500
    big: int = 131 * MB
    small: int = 256 * 1024
    conversation: float = 900.0


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
        self.limits = limits or Limits()
        self.takes = addressee(address)
        self.name = address.rpartition("@")[2]
        self.room = body.Room(self.limits.big, self.limits.small)
        self.conversations: set[_Conversation] = set()
        self._writers = ThreadPoolExecutor(WRITERS, "spool")
        self._writing = 0

    async def start(self, host: str, port: int) -> int:
        """Listen; the port (useful when 0 was asked for: any free one)."""
        spool.prepare()
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: _Conversation(self), host, port, backlog=512, reuse_address=True
        )
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Stop listening, let mails that are being written be answered, say good-bye."""
        self._server.close()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._written(), PATIENCE)
        for conversation in list(self.conversations):
            conversation.leave("421 4.3.2 The desk is closing; please try again.")
        self._writers.shutdown(wait=False)

    async def _written(self) -> None:
        while self._writing:
            await asyncio.sleep(0.02)

    # What aiosmtpd asks

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, answers: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*answers[:-1], "250-PIPELINING", answers[-1]]

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= self.limits.recipients:
            return f"452 4.5.3 At most {self.limits.recipients} recipients at once."
        if not self.takes(address):
            return f"550 5.1.1 {address[:100]} is not an address of this desk."
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Go on."

    async def handle_exception(self, error: Exception) -> str:
        _log.exception("A mail was not accepted.", exc_info=error)
        return "451 4.3.0 The desk could not keep the mail; please send it again later."

    async def keep(self, session: Session, envelope: Envelope, raw: bytes) -> str:
        """Answer when the mail is safe on the disk, or when it is clear that it is not."""
        keep = partial(
            spool.accept,
            mail_from=(envelope.mail_from or "").strip("<>"),
            rcpt_to=tuple(envelope.rcpt_tos),
            peer=str(session.peer[0]) if session.peer else "",
            received_at=datetime.now(UTC),
            raw=raw,
        )
        self._writing += 1
        try:
            number = await asyncio.get_running_loop().run_in_executor(self._writers, keep)
        except OSError as error:
            _log.error("A mail was not accepted: %s", error)
            return _no_room(error)
        finally:
            self._writing -= 1
        return f"250 2.0.0 Kept as {number}."


class _Conversation(SMTP):
    """One connection. Real mail has lines far beyond the 998 characters of RFC 5322; what a
    line may hold is bounded all the same."""

    command_size_limit = 4096
    line_length_limit = body.READ_AHEAD

    def __init__(self, server: Server) -> None:
        super().__init__(
            server,
            data_size_limit=server.limits.mail,
            enable_SMTPUTF8=True,
            hostname=server.name,
            ident="ESMTP Kept",
            timeout=server.limits.conversation,
            loop=asyncio.get_running_loop(),
        )
        self._house = server

    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802
        """Take the mail within the room that all connections share: the library's own way holds
        each line of it as an object, and then all of them a second time."""
        if await self.check_helo_needed():
            return
        envelope, session = self.envelope, self.session
        if envelope is None or session is None or not envelope.rcpt_tos:
            await self.push("503 5.5.1 First say for whom: RCPT TO.")
        elif arg:
            await self.push("501 5.5.4 DATA takes nothing after it.")
        else:
            await self.push(await self._taken(envelope, session))
            self.envelope = self._create_envelope()

    async def _taken(self, envelope: Envelope, session: Session) -> str:
        limits = self._house.limits
        with self._house.room.part() as part:
            if not part.holds(_announced(envelope)):
                return body.NO_ROOM
            await self.push("354 Go on; end with a dot on a line of its own.")
            raw = await body.receive(self._reader, part, mail=limits.mail, line=limits.line)
            return raw if isinstance(raw, str) else await self._house.keep(session, envelope, raw)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._house.conversations.add(self)
        if len(self._house.conversations) > self._house.limits.connections:
            self.leave("421 4.3.2 Too many connections; please try again in a minute.")

    def connection_lost(self, error: Exception | None) -> None:
        self._house.conversations.discard(self)
        super().connection_lost(error)

    async def push(self, status: AnyStr) -> None:
        """Say the size that this desk takes where the library only says that there is one."""
        words = status if isinstance(status, str) else status.decode()
        if words.startswith("552 Error"):
            words = body.too_large(self._house.limits.mail)
        await super().push(words)

    def leave(self, words: str) -> None:
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.write(f"{words}\r\n".encode())
            self.transport.close()


def _announced(envelope: Envelope) -> int:
    """The size in bytes that the client gave with MAIL FROM, which the library has checked."""
    sizes = (option.removeprefix("SIZE=") for option in envelope.mail_options)
    return next((int(size) for size in sizes if size.isdigit()), 0)


def _no_room(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "452 4.3.1 The desk's disk is full; please send the mail again later."
    return "451 4.3.0 The desk could not write the mail; please send it again later."


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
