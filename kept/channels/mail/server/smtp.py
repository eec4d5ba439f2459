"""The mail part of a desk: a server for SMTP and LMTP that accepts what is meant for it.

Guarantee: a mail that was answered with 250 is on the disk (at least once: a client that never
hears the 250 sends it again, and the desk tells the copy by its Message-ID). Both protocols share
one budget of memory and connections.
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
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import DatabaseError, close_old_connections

from kept.channels.mail import spool
from kept.channels.mail.server import body
from kept.channels.mail.server.body import MB
from kept.channels.mail.server.certificate import Certificate
from kept.channels.mail.server.conversation import Conversation, LmtpConversation
from kept.mailboxes.directory import own_addresses

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
    """Receive mail on KEPT_SMTP, and on KEPT_LMTP if it is set, until asked to stop."""
    asyncio.run(_serve_until_asked())


async def _serve_until_asked() -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    server = Server(settings.DESK.address, certificate=certificate(), ours=_ours)
    with suppress(DatabaseError):  # else it is asked with the first mail to a mailbox
        await server.learn()
    await server.start(*_host_and_port(settings.KEPT_SMTP))
    _log.info("Mail for %s is received on %s.", settings.DESK.address, settings.KEPT_SMTP)
    if settings.KEPT_LMTP.startswith("/"):
        await server.start_lmtp_at(Path(settings.KEPT_LMTP))
    elif settings.KEPT_LMTP:
        await server.start(*_host_and_port(settings.KEPT_LMTP), LmtpConversation)
    await stop.wait()
    await server.close()


def certificate() -> Certificate | None:
    """The desk's, if `desk.toml` names one. Raises CertificateError where it cannot be used."""
    home, tls = settings.KEPT_HOME, settings.DESK.tls
    return Certificate(Path(home, tls.certificate), Path(home, tls.key)) if tls else None


def _host_and_port(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    return host.strip("[]"), int(port)


class Server:
    """The listening sockets, their conversations and the threads that write to the disk."""

    def __init__(
        self,
        address: str,
        limits: Limits | None = None,
        certificate: Certificate | None = None,
        ours: Callable[[], frozenset[str]] = frozenset,
    ) -> None:
        self.limits = limits or Limits()
        self.takes = addressee(address)
        self._ours = ours
        self._mailboxes: frozenset[str] = frozenset()
        self.name = address.rpartition("@")[2]
        self.certificate = certificate
        self.room = body.Room(self.limits.big, self.limits.small)
        self.conversations: set[Conversation] = set()
        self._ears: list[asyncio.Server] = []
        self._writers = ThreadPoolExecutor(WRITERS, "spool")
        self._writing = 0

    async def start(self, host: str, port: int, protocol: type[Conversation] = Conversation) -> int:
        """Listen; the port (useful when 0 was asked for: any free one)."""
        spool.prepare()
        loop = asyncio.get_running_loop()
        ear = await loop.create_server(
            lambda: protocol(self), host, port, backlog=512, reuse_address=True
        )
        self._ears.append(ear)
        return int(ear.sockets[0].getsockname()[1])

    async def start_lmtp_at(self, socket: Path) -> None:
        """Speak LMTP at a socket in the file system. Who may reach it is said by its folder."""
        spool.prepare()
        loop = asyncio.get_running_loop()
        ear = await loop.create_unix_server(
            lambda: LmtpConversation(self), str(socket), backlog=512
        )
        socket.chmod(0o666)
        self._ears.append(ear)

    async def close(self) -> None:
        """Stop listening, let mails that are being written be answered, say good-bye."""
        for ear in self._ears:
            ear.close()
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
        """Nobody signs in here: what comes is mail for the desk, from anybody."""
        session.host_name = hostname
        said = [answer for answer in answers[:-1] if not answer.startswith("250-AUTH")]
        return [*said, "250-PIPELINING", answers[-1]]

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= self.limits.recipients:
            return f"452 4.5.3 At most {self.limits.recipients} recipients at once."
        if not self.takes(address):
            try:
                known = self._known(address) or (await self.learn() and self._known(address))
            except DatabaseError:
                return "451 4.3.0 The desk cannot look the address up now; please try again later."
            if not known:
                return f"550 5.1.1 {address[:100]} is not an address of this desk."
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Go on."

    async def learn(self) -> bool:
        """Ask anew which addresses are mailboxes of the desk; whether there are any."""
        loop = asyncio.get_running_loop()
        self._mailboxes = await loop.run_in_executor(self._writers, self._ours)
        return bool(self._mailboxes)

    def _known(self, address: str) -> bool:
        """Whether it is a mailbox of the desk, as far as was asked: known ones need no record."""
        local, _, domain = address.lower().strip().rpartition("@")
        return bool(self._mailboxes & {f"{local}@{domain}", f"{local.partition('+')[0]}@{domain}"})

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
            helo=(session.host_name or "")[:255],
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


def _no_room(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "452 4.3.1 The desk's disk is full; please send the mail again later."
    return "451 4.3.0 The desk could not write the mail; please send it again later."


def _ours() -> frozenset[str]:
    close_old_connections()
    return own_addresses()


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
