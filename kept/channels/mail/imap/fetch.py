"""Get mails out of a folder within bounds of memory, whatever the server says of their size."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from imapclient import SEEN

from kept.channels.mail.imap.connect import Connection
from kept.channels.mail.server.smtp import Limits

MB = 1024 * 1024
#: The most bytes that one answer may hold of one mail, and those of a group of mails.
PIECE, GROUP = MB, 4 * MB
#: Mails in a group, and mails whose facts are asked for at once.
MOST, MANY = 50, 200
#: The largest mail, as the receiver takes it; and what is read of the header of a larger one.
LARGEST, HEAD = Limits().mail, 256 * 1024
#: Instead of a date that a server does not give: always the same, as the mail is.
_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
#: Mails of more than a piece come one at a time, whichever mailbox they are in.
_ONE_LARGE = threading.Lock()


@dataclass(frozen=True, slots=True)
class Standing:
    """What the server says of a mail in a folder. `size` in bytes, and not to be relied on;
    `dated`: when it came, which some servers set ahead; `received_at`: the same, and not later
    than now."""

    uid: int
    size: int
    dated: datetime
    received_at: datetime
    seen: bool


class GoneError(LookupError):
    """Somebody removed the mail while it was being read."""


def standing(client: Connection, uids: Sequence[int]) -> dict[int, Standing]:
    """Those of `uids` that are still there, in the order of their numbers."""
    facts = client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE", "FLAGS"])
    return {uid: _standing(uid, facts[uid]) for uid in sorted(set(uids) & facts.keys())}


def _standing(uid: int, facts: Any) -> Standing:
    now, told = datetime.now(UTC), facts.get(b"INTERNALDATE")
    dated = told.astimezone(UTC) if isinstance(told, datetime) else None
    seen = SEEN.lower() in {bytes(flag).lower() for flag in facts.get(b"FLAGS", ())}
    size = int(facts.get(b"RFC822.SIZE") or 0)
    return Standing(uid, size, dated or _UNDATED, min(dated or now, now), seen)


def groups(mails: Iterable[Standing]) -> Iterator[list[Standing]]:
    """The mails in their order, together as far as memory allows; a large one by itself."""
    group: list[Standing] = []
    size = 0
    for mail in mails:
        if group and (len(group) == MOST or size + mail.size > GROUP or mail.size >= PIECE):
            yield group
            group, size = [], 0
        group.append(mail)
        size += mail.size
        if mail.size >= PIECE:
            yield group
            group, size = [], 0
    if group:
        yield group


def pieces(client: Connection, uids: Sequence[int]) -> dict[int, bytes]:
    """The first PIECE bytes of each mail that is handed out: all of it for nearly every mail."""
    facts = client.fetch(uids, [f"BODY.PEEK[]<0.{PIECE}>"])
    found = {uid: _literal(facts[uid], b"BODY[]") for uid in uids if uid in facts}
    return {uid: content for uid, content in found.items() if content is not None}


def whole(client: Connection, uid: int, begun: bytes) -> bytes | None:
    """All of a mail of which `begun` is the first piece; None if it is larger than LARGEST, which
    is found out without holding much more than that. Raises GoneError."""
    if len(begun) < PIECE:
        return begun
    held, piece = bytearray(begun), begun
    while len(piece) == PIECE and len(held) <= LARGEST:
        facts = client.fetch([uid], [f"BODY.PEEK[]<{len(held)}.{PIECE}>"])
        if uid not in facts:
            raise GoneError(uid)
        piece = _literal(facts[uid], b"BODY[]") or b""
        held += piece
    return bytes(held) if len(held) <= LARGEST else None


def head(client: Connection, uid: int) -> bytes:
    """The header of a mail, as far as HEAD bytes. Raises GoneError."""
    facts = client.fetch([uid], [f"BODY.PEEK[HEADER]<0.{HEAD}>"])
    if uid not in facts:
        raise GoneError(uid)
    return _literal(facts[uid], b"BODY[HEADER]") or b""


def alone(mails: Sequence[Standing]) -> Any:
    """The right to hold a large mail, if there is one among `mails`."""
    return _ONE_LARGE if any(mail.size >= PIECE for mail in mails) else nullcontext()


def _literal(facts: Any, name: bytes) -> bytes | None:
    """The content that a server gives under `BODY[]<0>`; some leave the offset out, or say NIL."""
    for key, value in facts.items():
        if key.upper().startswith(name) and isinstance(value, bytes):
            return value
    return None
