"""One SMTP conversation (RFC 5321), as a receiver that accepts mail for one desk.

Written for this one job instead of a general server: a mail is found in the bytes of the
connection by one search for its end, so that a mail of 30 MB costs no more steps than a short
one, and long lines, which real mail has, are nobody's reason to lose a mail.

Bounded: no client can make the desk hold more than `LIMITS` allow. The end of a mail is
CR LF . CR LF and nothing else, so that no second mail can be smuggled inside the first.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol, cast

_log = logging.getLogger(__name__)

_END = b"\r\n.\r\n"
_PATH = re.compile(r"\s*(?:<(?:@[^:<>]*:)?([^<>]*)>|([^\s<>]+))\s*(.*)", re.S)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SIZE = re.compile(r"(?:^|\s)SIZE=(\d{1,20})(?:\s|$)", re.I)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one client may use: bytes, seconds, counts."""

    mail: int = 30 * 1024 * 1024
    discarded: int = 300 * 1024 * 1024
    """Bytes of a mail that is too big that are read before the connection is closed."""
    command: int = 4096
    recipients: int = 1000
    mistakes: int = 20
    idle: float = 120.0


class Closing(Protocol):
    """What the server tells its sessions."""

    closing: bool

    def entered(self, session: Session) -> bool: ...
    def left(self, session: Session) -> None: ...


@dataclass(frozen=True, slots=True)
class Received:
    """A whole mail with its envelope."""

    mail_from: str
    rcpt_to: tuple[str, ...]
    peer: str
    received_at: datetime
    raw: bytes


@dataclass(frozen=True, slots=True)
class House:
    """What a session needs of the desk. `store` returns when the mail is safe; it may raise."""

    name: str
    takes: Callable[[str], bool]
    store: Callable[[Received], Awaitable[str]]
    server: Closing
    limits: Limits = field(default_factory=Limits)


class Session(asyncio.Protocol):
    """The protocol of one connection."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.transport: asyncio.Transport | None = None
        self.buffer = bytearray()
        self.peer = ""
        self.greeted = False
        self.mail_from: str | None = None
        self.rcpt_to: list[str] = []
        self.reading_mail = False
        self.discarded = 0
        self.searched = 0
        self.storing: asyncio.Task[None] | None = None
        self.mistakes = 0
        self.active_at = 0.0
        self.timer: asyncio.TimerHandle | None = None

    # The connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        peer = transport.get_extra_info("peername")
        self.peer = str(peer[0]) if isinstance(peer, tuple) else ""
        if not self.house.server.entered(self):
            self._say("421 4.3.2 Too many connections; please try again in a minute.", close=True)
            return
        self._wait_for_words()
        self._say(f"220 {self.house.name} ESMTP Kept")

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        if self.timer:
            self.timer.cancel()
        self.buffer.clear()
        self.house.server.left(self)

    def data_received(self, data: bytes) -> None:
        self.active_at = asyncio.get_running_loop().time()
        self.buffer += data
        self._advance()

    def close(self) -> None:
        """The desk closes: at once, or when the mail that is being stored is answered."""
        if self.storing is None:
            self._say("421 4.3.2 The desk is closing; please try again.", close=True)

    def _wait_for_words(self) -> None:
        loop = asyncio.get_running_loop()
        self.active_at = loop.time()
        self.timer = loop.call_later(self.house.limits.idle, self._idle)

    def _idle(self) -> None:
        loop = asyncio.get_running_loop()
        left = self.active_at + self.house.limits.idle - loop.time()
        if left > 0 or self.storing:
            self.timer = loop.call_later(max(left, 1.0), self._idle)
            return
        self._say("421 4.4.2 Nothing was said for too long.", close=True)

    def _say(self, *lines: str, close: bool = False) -> None:
        if self.transport is None or self.transport.is_closing():
            return
        self.transport.write("".join(f"{line}\r\n" for line in lines).encode())
        if close:
            self.transport.close()

    # What the client says

    def _advance(self) -> None:
        """Take one thing after the other from what has come in, until more must come."""
        while self.transport and not self.transport.is_closing() and self.storing is None:
            more = self._take_mail() if self.reading_mail else self._take_command()
            if not more:
                return

    def _take_command(self) -> bool:
        end = self.buffer.find(b"\n")
        if (end if end >= 0 else len(self.buffer)) > self.house.limits.command:
            self._say("500 5.5.6 This line is too long for a command.", close=True)
            return False
        if end < 0:
            return False
        line = bytes(self.buffer[: end + 1])
        del self.buffer[: end + 1]
        try:
            words = line.decode().rstrip("\r\n")
        except UnicodeDecodeError:
            self._mistake("501 5.5.2 A command must be UTF-8.")
            return True
        if _CONTROL.search(words):
            self._mistake("501 5.5.2 A command holds no control characters.")
            return True
        verb, _, rest = words.partition(" ")
        answer = _VERBS.get(verb.upper().strip())
        if answer is None:
            self._mistake("500 5.5.1 This desk does not know that command.")
        else:
            answer(self, rest)
        return True

    def _mistake(self, sentence: str) -> None:
        self.mistakes += 1
        if self.mistakes > self.house.limits.mistakes:
            self._say("421 4.7.0 Too many mistakes.", close=True)
        else:
            self._say(sentence)

    def _helo(self, rest: str) -> None:
        self._forget()
        self.greeted = True
        self._say(f"250 {self.house.name}")

    def _ehlo(self, rest: str) -> None:
        self._forget()
        self.greeted = True
        self._say(
            f"250-{self.house.name}",
            f"250-SIZE {self.house.limits.mail}",
            "250-8BITMIME",
            "250-SMTPUTF8",
            "250-PIPELINING",
            "250 ENHANCEDSTATUSCODES",
        )

    def _mail(self, rest: str) -> None:
        path = _path(rest, "FROM:")
        if not self.greeted:
            self._mistake("503 5.5.1 Say EHLO first.")
        elif self.mail_from is not None:
            self._mistake("503 5.5.1 One mail at a time: RSET forgets the last sender.")
        elif path is None:
            self._mistake("501 5.5.4 Say MAIL FROM:<address>.")
        elif (size := _SIZE.search(path[1])) and int(size[1]) > self.house.limits.mail:
            self._say(self._too_big())
        else:
            self.mail_from = path[0]
            self._say("250 2.1.0 Go on.")

    def _rcpt(self, rest: str) -> None:
        path = _path(rest, "TO:")
        if self.mail_from is None:
            self._mistake("503 5.5.1 Say MAIL FROM first.")
        elif path is None or not path[0]:
            self._mistake("501 5.5.4 Say RCPT TO:<address>.")
        elif len(self.rcpt_to) >= self.house.limits.recipients:
            self._say(f"452 4.5.3 At most {self.house.limits.recipients} recipients at once.")
        elif not self.house.takes(path[0]):
            self._mistake(f"550 5.1.1 {path[0][:100]} is not an address of this desk.")
        else:
            self.rcpt_to.append(path[0])
            self._say("250 2.1.5 Go on.")

    def _data(self, rest: str) -> None:
        if not self.rcpt_to:
            self._mistake("503 5.5.1 Say RCPT TO first.")
            return
        self.reading_mail = True
        self.searched = self.discarded = 0
        # The mail may begin with its end: one search finds that too.
        self.buffer[:0] = b"\r\n"
        self._say("354 Send the mail; end it with a line that is one dot.")

    def _rset(self, rest: str) -> None:
        self._forget()
        self._say("250 2.0.0 Forgotten.")

    def _noop(self, rest: str) -> None:
        self._say("250 2.0.0 Still here.")

    def _vrfy(self, rest: str) -> None:
        self._say("252 2.1.5 Send the mail, then it shows.")

    def _quit(self, rest: str) -> None:
        self._say("221 2.0.0 Good-bye.", close=True)

    def _forget(self) -> None:
        self.mail_from = None
        self.rcpt_to = []

    # The mail

    def _take_mail(self) -> bool:
        found = self.buffer.find(_END, self.searched)
        if found < 0:
            self._hold_no_more_than_allowed()
            self.searched = max(0, len(self.buffer) - len(_END) + 1)
            return False
        self.reading_mail = False
        if self.discarded or found > self.house.limits.mail + 2:
            del self.buffer[: found + len(_END)]
            self._forget()
            self._say(self._too_big())
            return True
        raw = bytes(self.buffer[2 : found + 2]) if found else b""
        del self.buffer[: found + len(_END)]
        self._store(raw)
        return False

    def _hold_no_more_than_allowed(self) -> None:
        if self.discarded or len(self.buffer) > self.house.limits.mail + 64:
            self.discarded += len(self.buffer)
            del self.buffer[: -len(_END)]
        if self.discarded > self.house.limits.discarded:
            self._say(self._too_big(), close=True)

    def _too_big(self) -> str:
        size = self.house.limits.mail // (1024 * 1024)
        return f"552 5.3.4 This desk takes mails of at most {size} MB. Send a link to big files."

    def _store(self, raw: bytes) -> None:
        if raw.startswith(b"."):
            raw = raw[1:]
        if b"\r\n." in raw:
            raw = raw.replace(b"\r\n.", b"\r\n")
        received = Received(
            self.mail_from or "", tuple(self.rcpt_to), self.peer, datetime.now(UTC), raw
        )
        self._forget()
        if self.transport:
            self.transport.pause_reading()
        self.storing = asyncio.ensure_future(self._stored(received))

    async def _stored(self, received: Received) -> None:
        """Answer when the mail is safe on the disk, or when it is clear that it is not."""
        try:
            answer = f"250 2.0.0 Kept as {await self.house.store(received)}."
        except OSError as error:
            answer = _no_room(error)
            _log.error("A mail was not accepted: %s", error)
        except Exception:
            answer = "451 4.3.0 The desk could not keep the mail; please send it again later."
            _log.exception("A mail was not accepted.")
        self.storing = None
        self._say(answer)
        if self.house.server.closing:
            self.close()
        elif self.transport and not self.transport.is_closing():
            self.transport.resume_reading()
            self._advance()


def _no_room(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "452 4.3.1 The desk's disk is full; please send the mail again later."
    return "451 4.3.0 The desk could not write the mail; please send it again later."


def _path(rest: str, keyword: str) -> tuple[str, str] | None:
    """The address and the parameters of MAIL and RCPT; the address is '' for `<>`."""
    if rest[: len(keyword)].upper() != keyword:
        return None
    found = _PATH.fullmatch(rest[len(keyword) :])
    if found is None:
        return None
    address = (found[1] if found[1] is not None else found[2]).strip()
    return (address, found[3]) if len(address) <= 320 else None


_VERBS: dict[str, Callable[[Session, str], None]] = {
    "HELO": Session._helo,
    "EHLO": Session._ehlo,
    "MAIL": Session._mail,
    "RCPT": Session._rcpt,
    "DATA": Session._data,
    "RSET": Session._rset,
    "NOOP": Session._noop,
    "VRFY": Session._vrfy,
    "QUIT": Session._quit,
}
