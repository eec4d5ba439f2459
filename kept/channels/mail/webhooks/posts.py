"""What a provider posts, byte for byte: the library and Django read forms as UTF-8 text, and a mail
that says `charset=iso-8859-1` would not survive that."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParser, MultiPartParserError

from kept.channels.mail.webhooks import long_json
from kept.channels.mail.webhooks.long_json import LongText, TooMuchError
from kept.channels.mail.webhooks.troubles import NotTakenError

_FORM: Final = "application/x-www-form-urlencoded"
_PARTS: Final = "multipart/form-data"
_MOST_FIELDS: Final = 1000
_PIECE: Final = 1024 * 1024
# An escape that goes on in the next piece.
_BEGUN: Final = re.compile(rb"%[0-9A-Fa-f]?\Z")


@dataclass(frozen=True, slots=True)
class Post:
    """A post that was read: its fields where it is a `form`, the last of each name, else its
    `body`. No provider signs the body of a form."""

    body: bytes
    kind: str = "application/json"
    form: dict[str, bytes] = field(default_factory=dict)

    def text(self, name: str) -> str | None:
        """A field of the form as text."""
        value = self.form.get(name)
        return None if value is None else value.decode("utf-8", "replace")

    def said(self) -> Any:
        """The JSON that was posted. Raises NotTakenError where it is none."""
        return as_json(self.body)


def as_json(text: bytes | LongText) -> Any:
    """What JSON says, its long texts as `LongText`. Raises NotTakenError where it is none."""
    try:
        return long_json.read(bytes(text))
    except TooMuchError:
        raise NotTakenError("too_large") from None
    except (ValueError, RecursionError):
        raise NotTakenError("unreadable") from None


def read(request: HttpRequest, size: int) -> Post:
    """A post of so many bytes. Raises NotTakenError.

    Not by Django's own `body`, whose limit is that of the forms that people send. A form is read
    piece by piece: its escapes take three times what they stand for.
    """
    kind = (request.content_type or "").lower()
    coming = _Coming(request, size)
    if kind == _FORM:
        return Post(b"", kind, fields(iter(lambda: coming.read(_PIECE), b"")))
    if kind == _PARTS:
        return Post(b"", kind, _parts(request, coming))
    body = coming.read(size)
    if coming.left:
        raise NotTakenError("broken")
    return Post(body, kind)


@dataclass(slots=True)
class _Coming:
    """What is still to come of a post."""

    request: HttpRequest
    left: int

    def read(self, most: int | None = None, /) -> bytes:
        """At most so many bytes, none at the end. Raises NotTakenError where it ends before."""
        if not self.left:
            return b""
        try:
            piece: bytes = self.request.read(min(most or self.left, self.left))
        except UnreadablePostError:
            raise NotTakenError("broken") from None
        if not piece:
            raise NotTakenError("broken")
        self.left -= len(piece)
        return piece


@dataclass(slots=True)
class _Field:
    """A field of a form: what stands before its first `=`, and its value so far."""

    name: bytes = b""
    value: bytearray | None = None

    def add(self, piece: bytes) -> None:
        if self.value is None:
            self.name, equals, piece = (self.name + piece).partition(b"=")
            self.value = bytearray() if equals else None
        if self.value is not None:
            self.value += unquoted(piece)


def fields(pieces: Iterable[bytes]) -> dict[str, bytes]:
    """The fields of a form that comes in pieces, wherever they are cut."""
    found, begun = [_Field()], b""
    for piece in pieces:
        whole = begun + piece
        cut = _BEGUN.search(whole)
        begun = cut[0] if cut else b""
        goes_on, *others = whole[: len(whole) - len(begun)].split(b"&", _MOST_FIELDS - len(found))
        found[-1].add(goes_on)
        for other in others:
            found.append(_Field())
            found[-1].add(other)
    found[-1].add(begun)
    return {unquoted(one.name).decode("utf-8", "replace"): bytes(one.value or b"") for one in found}


def unquoted(value: bytes) -> bytes:
    """What a form wrote as `%41+%42`. The decoder of quoted-printable does it in C and in a few
    times the memory; the one of `urllib` makes an object of each escape, of which a mail may have
    millions."""
    quoted = value.replace(b"+", b" ").replace(b"=", b"=3D").replace(b"%", b"=")
    return binascii.a2b_qp(quoted)


def _parts(request: HttpRequest, coming: _Coming) -> dict[str, bytes]:
    """Latin-1 has one character for each byte, so nothing is lost on the way. Files, which come
    beside a mail that was taken apart, are let go."""
    files = [MemoryFileUploadHandler(request)]
    try:
        parser = MultiPartParser(request.META, coming, files, "latin-1")  # type: ignore[arg-type]
        form, _files = parser.parse()
    except MultiPartParserError:
        raise NotTakenError("unreadable") from None
    except SuspiciousOperation:  # more bytes, or more fields, than the desk takes in one form
        raise NotTakenError("too_large") from None
    return {name: str(form[name]).encode("latin-1", "replace") for name in form}
