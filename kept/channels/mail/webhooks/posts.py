"""What a provider posts, byte for byte: the library and Django read forms as UTF-8 text, and a mail
that says `charset=iso-8859-1` would not survive that."""

from __future__ import annotations

import binascii
import json
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser, MultiPartParserError

from kept.channels.mail.webhooks.troubles import NotTakenError

_FORM: Final = "application/x-www-form-urlencoded"
_PARTS: Final = "multipart/form-data"
_MOST_FIELDS: Final = 1000


@dataclass(frozen=True, slots=True)
class Post:
    """A post whose body was read. `form`: its fields where it is a form, the last of each name."""

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


def as_json(text: str | bytes) -> Any:
    """Raises NotTakenError where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise NotTakenError("unreadable") from None


def read(request: HttpRequest, body: bytes) -> Post:
    """A post by its body. Raises NotTakenError."""
    kind = (request.content_type or "").lower()
    if kind == _FORM:
        return Post(body, kind, _fields(body))
    if kind == _PARTS:
        return Post(body, kind, _parts(request, body))
    return Post(body, kind)


def _fields(body: bytes) -> dict[str, bytes]:
    pairs = (one.partition(b"=") for one in body.split(b"&", _MOST_FIELDS))
    return {unquoted(name).decode("utf-8", "replace"): unquoted(value) for name, _, value in pairs}


def unquoted(value: bytes) -> bytes:
    """What a form wrote as `%41+%42`. The decoder of quoted-printable does it in C and in a few
    times the memory; the one of `urllib` makes an object of each escape, of which a mail may have
    millions."""
    quoted = value.replace(b"+", b" ").replace(b"=", b"=3D").replace(b"%", b"=")
    return binascii.a2b_qp(quoted)


def _parts(request: HttpRequest, body: bytes) -> dict[str, bytes]:
    """Latin-1 has one character for each byte, so nothing is lost on the way. Files, which come
    beside a mail that was taken apart, are let go."""
    files = [MemoryFileUploadHandler(request)]
    try:
        form, _files = MultiPartParser(request.META, BytesIO(body), files, "latin-1").parse()
    except MultiPartParserError:
        raise NotTakenError("unreadable") from None
    except SuspiciousOperation:  # more bytes, or more fields, than the desk takes in one form
        raise NotTakenError("too_large") from None
    return {name: str(form[name]).encode("latin-1", "replace") for name in form}
