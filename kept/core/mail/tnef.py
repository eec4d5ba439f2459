"""`winmail.dat`: the text and the files that Outlook wraps into one (TNEF). Never raises.

Layout: MS-OXTNEF. Everything is read in one pass over the bytes, whatever they claim to hold: the
library for this (tnefparse 1.4) counts to what a property says, which may be four thousand million.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kept.core.mail.charset import decode
from kept.core.mail.files import kind_for, safe_name, written
from kept.core.mail.messages import Attachment
from kept.core.mail.properties import properties

_SIGNATURE = b"\x78\x9f\x3e\x22"
_TYPES = ("application/ms-tnef", "application/vnd.ms-tnef")
_MESSAGE = 1
_BODY, _DATA, _TITLE, _FILE_BEGINS, _PROPERTIES, _FILE_PROPERTIES, _CODEPAGE = (
    0x800C, 0x800F, 0x8010, 0x9002, 0x9003, 0x9005, 0x9007,
)  # fmt: skip
_PLAIN, _RTF, _HTML = 0x1000, 0x1009, 0x1013
_OBJECT, _SHORT_NAME, _LONG_NAME, _MIME_TYPE, _CONTENT_ID = 0x3701, 0x3704, 0x3707, 0x370E, 0x3712
_WANTED = frozenset((_PLAIN, _RTF, _HTML))
_WANTED_OF_A_FILE = frozenset((_OBJECT, _SHORT_NAME, _LONG_NAME, _MIME_TYPE, _CONTENT_ID))
_MESSAGE_OBJECT = 16
"""Bytes that stand before a mail inside a `winmail.dat`: what kind of object it is."""
_MOST = 2_000
"""Elements of one `winmail.dat`."""
_DEEPEST = 2
_LARGEST_RTF = 100 * 1024
"""Bytes of compressed text that are read; it grows to nine times its size at most."""


@dataclass(slots=True)
class _File:
    name: str = ""
    kind: str = ""
    cid: str = ""
    content: bytes = b""


@dataclass(slots=True)
class _Message:
    codepage: str = ""
    text: str = ""
    html: str = ""
    rtf: bytes = b""
    files: list[_File] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """What was inside: `html` is not yet safe."""

    text: str
    html: str
    files: tuple[Attachment, ...]


def is_wrapped(kind: str, name: str) -> bool:
    """Whether a part may be a `winmail.dat`."""
    return kind in _TYPES or name.lower() == "winmail.dat"


def unwrapped(data: bytes, *, depth: int = 0) -> Unwrapped | None:
    """What a `winmail.dat` holds, None where it is none, holds nothing, or is broken."""
    if not data.startswith(_SIGNATURE):
        return None
    message = _Message()
    for level, name, value in _elements(data):
        if level == _MESSAGE:
            _add(message, name, value)
        elif name == _FILE_BEGINS:
            message.files.append(_File())
        elif message.files:
            _add_to_file(message.files[-1], name, value, message.codepage)
    text, html = message.text, message.html
    if not (text.strip() or html.strip()):
        text = _from_rtf(message.rtf, message.codepage)
    text = text.replace("\r\n", "\n").strip("\n")
    files = tuple(found for one in message.files for found in _files(one, depth))
    return Unwrapped(text, html, files) if text or html or files else None


def _elements(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Level, name and value of each element; what is cut off on its way is left out."""
    at = 6
    for _ in range(_MOST):
        size = int.from_bytes(data[at + 5 : at + 9], "little")
        value = at + 9
        if value + size > len(data) or value > len(data):
            return
        yield data[at], int.from_bytes(data[at + 1 : at + 3], "little"), data[value : value + size]
        at = value + size + 2  # a checksum follows
        if at >= len(data):
            return


def _add(message: _Message, name: int, value: bytes) -> None:
    if name == _CODEPAGE:
        message.codepage = f"cp{int.from_bytes(value[:4], 'little')}"
    elif name == _BODY:
        message.text = message.text or _as_text(value, message.codepage)
    elif name == _PROPERTIES:
        found = properties(value, _WANTED)
        message.text = _string(found.get(_PLAIN), message.codepage) or message.text
        message.html = _string(found.get(_HTML), message.codepage)
        rtf = found.get(_RTF)
        message.rtf = rtf if isinstance(rtf, bytes) else b""


def _add_to_file(file: _File, name: int, value: bytes, codepage: str) -> None:
    if name == _DATA:
        file.content = value
    elif name == _TITLE:
        file.name = file.name or _as_text(value, codepage)
    elif name == _FILE_PROPERTIES:
        found = properties(value, _WANTED_OF_A_FILE)
        long, short = (_string(found.get(key), codepage) for key in (_LONG_NAME, _SHORT_NAME))
        file.name = long or file.name or short
        file.kind = _string(found.get(_MIME_TYPE), codepage).lower()
        file.cid = _string(found.get(_CONTENT_ID), codepage).strip("<> ")
        held = found.get(_OBJECT)
        if isinstance(held, bytes) and not file.content:
            file.content = held


def _files(file: _File, depth: int) -> Iterator[Attachment]:
    """The file; a mail inside is taken apart in its turn, and its text becomes a file."""
    name = safe_name(file.name)
    inside = file.content[_MESSAGE_OBJECT:]
    if depth < _DEEPEST and inside.startswith(_SIGNATURE):
        mail = unwrapped(inside, depth=depth + 1)
        if mail is not None:
            said = (mail.html or mail.text).encode()
            kind = "text/html" if mail.html else "text/plain"
            if said:
                yield written(f"{name or 'message'}{'.html' if mail.html else '.txt'}", kind, said)
            yield from mail.files
            return
    if file.content or name:
        name = name or "attachment.bin"
        kind = file.kind if "/" in file.kind else kind_for(name)
        yield written(name, kind, file.content, cid=file.cid or None)


def _string(value: bytes | str | None, codepage: str) -> str:
    return value if isinstance(value, str) else _as_text(value or b"", codepage)


def _as_text(value: bytes, codepage: str) -> str:
    return decode(value.rstrip(b"\0"), codepage)


def _from_rtf(compressed: bytes, codepage: str) -> str:
    """The text of a message that was written as compressed RTF, '' where it cannot be read."""
    if not compressed or len(compressed) > _LARGEST_RTF:
        return ""
    from compressed_rtf import decompress
    from striprtf.striprtf import rtf_to_text

    try:
        rtf = decompress(compressed)
        named = re.match(rb"\{\\rtf1[^{}]{0,80}?\\ansicpg(\d{3,5})", rtf)
        encoding = f"cp{named[1].decode()}" if named else codepage or "cp1252"
        plain: Callable[..., str] = rtf_to_text
        return plain(rtf.decode("latin-1"), encoding=encoding, errors="replace").strip()
    except Exception:  # its HTML, its files and the wrapper's own text are still there
        return ""
