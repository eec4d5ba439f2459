"""Receive the body of a mail into memory that all connections share.

Guarantee: what all mails together hold while they come in stays within `Room.big` bytes and
`Room.small` bytes a connection. Small mail always finds room; a big one may be asked to come
again later, and its sender keeps it until then.
"""

from __future__ import annotations

from asyncio import LimitOverrunError, StreamReader
from dataclasses import dataclass, field
from io import BytesIO

MB = 1024 * 1024
#: What a reader holds of a connection before it is looked at, at most twice this many bytes.
READ_AHEAD = 32 * 1024
_END = b".\r\n"


@dataclass(slots=True)
class Room:
    """Memory for mails while they come in, in bytes: `small` for each, and `big` for all that any
    of them holds beyond that."""

    big: int
    small: int

    def part(self) -> Part:
        """The room of one mail; ended with `with` or `leave`."""
        return Part(self)


@dataclass(slots=True)
class Part:
    """What one mail holds of a room."""

    room: Room
    _beyond: int = field(default=0, init=False)

    def holds(self, size: int) -> bool:
        """Whether the mail may hold `size` bytes in all. If so, they are its own until it ends."""
        more = size - self.room.small - self._beyond
        if more <= 0:
            return True
        if more > self.room.big:
            return False
        self.room.big -= more
        self._beyond += more
        return True

    def leave(self) -> None:
        """Give all of it back."""
        self.room.big += self._beyond
        self._beyond = 0

    def __enter__(self) -> Part:
        return self

    def __exit__(self, *why: object) -> None:
        self.leave()


async def receive(reader: StreamReader, part: Part, *, mail: int, line: int) -> bytes | str:
    """Read to the lone dot: the bytes of the mail as they were meant, or the SMTP reply that
    refuses it. A refused mail is read to its end, and nothing of it is held.

    `mail` and `line`: the most bytes that a mail and one of its lines may have.
    """
    held = BytesIO()  # hands its bytes over without a second copy of them
    refusal = ""
    size = run = 0  # `run`: bytes of a line whose end has not come yet
    while (piece := await _piece(reader)) != _END or run:
        size += len(piece)
        if size > mail:
            refusal = too_large(mail)
        elif run + len(piece) > line:
            refusal = f"554 5.6.0 A line of this mail is longer than {line // MB} MB."
        elif not refusal and not part.holds(size):
            refusal = NO_ROOM
        if refusal:
            held = BytesIO()
            part.leave()
        else:
            held.write(piece[1:] if not run and piece.startswith(b".") else piece)
        run = 0 if piece.endswith(b"\r\n") else run + len(piece)
    return refusal or held.getvalue()


async def _piece(reader: StreamReader) -> bytes:
    """The next line with its end, or the part of a long line that is there."""
    try:
        return await reader.readuntil(b"\r\n")
    except LimitOverrunError as more:
        return await reader.read(more.consumed)


NO_ROOM = "452 4.3.1 Many big mails are coming in at the moment; please try again later."


def too_large(mail: int) -> str:
    """The reply to a mail of more than `mail` bytes."""
    size = mail // MB
    return f"552 5.3.4 This desk takes mails of at most {size} MB. Send links to big files."
