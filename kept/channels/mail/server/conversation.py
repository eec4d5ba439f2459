"""One connection to the desk's mail server, in SMTP or in LMTP."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, AnyStr

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, syntax

from kept.channels.mail.server import body

if TYPE_CHECKING:
    from kept.channels.mail.server.smtp import Server


class Conversation(SMTP):
    """SMTP (RFC 5321). Real mail has lines far beyond the 998 characters of RFC 5322; what a
    line may hold is bounded all the same."""

    greeting = "ESMTP Kept"
    command_size_limit = 4096
    line_length_limit = body.READ_AHEAD

    def __init__(self, server: Server) -> None:
        super().__init__(
            server,
            data_size_limit=server.limits.mail,
            enable_SMTPUTF8=True,
            hostname=server.name,
            ident=self.greeting,
            timeout=server.limits.conversation,
            tls_context=server.certificate.context() if server.certificate else None,
            loop=asyncio.get_running_loop(),
        )
        self._house = server

    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802
        """Take the mail within the room that all connections share: the library's own way holds
        each line of it as an object, and then all of them a second time."""
        if await self.check_helo_needed():
            return
        envelope = self.envelope
        if envelope is None or self.session is None or not envelope.rcpt_tos:
            await self.push("503 5.5.1 First say for whom: RCPT TO.")
        elif arg:
            await self.push("501 5.5.4 DATA takes nothing after it.")
        else:
            await self._take(envelope)
            self.envelope = self._create_envelope()

    async def _take(self, envelope: Envelope) -> None:
        limits = self._house.limits
        with self._house.room.part() as part:
            if not part.holds(_announced(envelope)):
                await self.push(body.NO_ROOM)
                return
            await self.push("354 Go on; end with a dot on a line of its own.")
            raw = await body.receive(self._reader, part, mail=limits.mail, line=limits.line)
            assert self.session is not None
            answer = (
                raw if isinstance(raw, str) else await self._house.keep(self.session, envelope, raw)
            )
        await self.answer(answer, envelope)

    async def answer(self, words: str, envelope: Envelope) -> None:
        """Say what became of a mail: once, for all its recipients."""
        await self.push(words)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Also called when a connection goes on under TLS."""
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


class LmtpConversation(LMTP, Conversation):
    """LMTP (RFC 2033): the same, and what became of a mail is said for each recipient."""

    greeting = "LMTP Kept"

    async def answer(self, words: str, envelope: Envelope) -> None:
        """All recipients share one file on the disk, and so one answer."""
        for _recipient in envelope.rcpt_tos:
            await self.push(words)


def _announced(envelope: Envelope) -> int:
    """The size in bytes that the client gave with MAIL FROM, which the library has checked."""
    sizes = (option.removeprefix("SIZE=") for option in envelope.mail_options)
    return next((int(size) for size in sizes if size.isdigit()), 0)
