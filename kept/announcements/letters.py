"""A letter to many: printed once for a language and a batch, then only names are set in.

Composing a mail costs a hundred times what setting three names costs. What stands in the names'
place while it is printed has their length and needs no encoding, so that the mail with a name set
in is, byte for byte, the mail that would have been composed with it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.urls import reverse

from kept.core.mail import Address, Outgoing, compose
from kept.record.copies import mark

#: Stands for a subscriber's token; as long as one and of the same signs.
TOKEN: Final = "q7Zk2mVt9XcLw4RbN8sHd3JfYp6TgUeA"  # noqa: S105 -- opens nothing
_TO: Final = "somebody@subscribers.invalid"
_SOFT: Final = rb"(?:=\r\n)?"
_TOKENS: Final = re.compile(_SOFT.join(re.escape(one.encode()) for one in TOKEN))


def new_token() -> str:
    """A way out that nobody guesses: 192 bits."""
    return secrets.token_urlsafe(24)


def way_out(token: str = TOKEN) -> str:
    """The address that ends a subscription."""
    return str(settings.DESK.url + reverse("unsubscribe", args=[token]))


@dataclass(frozen=True, slots=True)
class Printed:
    """A letter with room for names. Its dots are doubled: it is ready for SMTP."""

    version: int
    _pieces: tuple[bytes | int, ...]
    _head: bytes
    _mid: bytes

    def copy(self, address: str, token: str, subscriber: int) -> bytes:
        """The letter for one subscriber."""
        key = token.encode()
        body = [one if isinstance(one, bytes) else _softened(key, one) for one in self._pieces]
        head = self._head.replace(_TO.encode(), deliverable(address).encode(), 1)
        head = head.replace(self._mid, mark(self.version, subscriber).encode(), 1)
        return head + b"".join(body)


def printed(version: int, letter: Mapping[str, str], language: str, at: datetime) -> Printed:
    """`letter`: its subject, text and HTML, with TOKEN for the reader's own."""
    blank = mark(version, 0)
    raw = outgoing(letter, language, at, address=_TO, token=TOKEN, message=blank)
    raw = re.sub(rb"(?m)^\.", b"..", raw)
    # The pieces of the head that change stand before the first token: it is a header too.
    first = _TOKENS.search(raw)
    assert first is not None, "every letter has its way out"
    pieces: list[bytes | int] = []
    at_byte = first.start()
    for found in _TOKENS.finditer(raw):
        pieces += [raw[at_byte : found.start()], found[0].find(b"=\r\n")]
        at_byte = found.end()
    return Printed(version, (*pieces, raw[at_byte:]), raw[: first.start()], blank.encode())


def outgoing(
    letter: Mapping[str, str],
    language: str,
    at: datetime,
    *,
    address: str,
    token: str,
    message: str,
) -> bytes:
    """The letter for one reader as a mail of its own."""
    named = {key: said.replace(TOKEN, token) for key, said in letter.items()}
    return compose(
        Outgoing(
            sender=Address(settings.DESK.name, settings.DESK.address),
            to=(Address("", address),),
            subject=named["subject"],
            text=named["text"],
            html=named["html"],
            message_id=f"{message}@{_domain()}",
            date=at,
            list_unsubscribe=way_out(token),
            language=language,
        )
    )


def _softened(token: bytes, at: int) -> bytes:
    return token if at < 0 else token[:at] + b"=\r\n" + token[at:]


def _domain() -> str:
    return str(settings.DESK.address.rpartition("@")[2])


def deliverable(address: str) -> str:
    """The address as mail servers take it: its domain in ASCII."""
    local, _, domain = address.rpartition("@")
    return address if domain.isascii() else f"{local}@{domain.encode('idna').decode('ascii')}"
