"""Mails as files hold them: one in a file, or many in an mbox.

Memory is bounded by the largest mail (`LARGEST`), never by the file. An mbox is taken apart where a
`From ` line with a date follows an empty line, whichever of the four kinds it is; `>From ` becomes
`From ` again (mboxrd).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

MB = 1024 * 1024
#: Bytes. What reading a mail of this size needs stays below 300 MB.
LARGEST = 60 * MB
_LINE = 64 * 1024

# `From camille@example.org Mon Jan  5 10:00:00 2026`, also with a zone or without seconds.
_FROM = re.compile(
    rb"From .{0,300}?(?P<date>[A-Z][a-z]{2} [A-Z][a-z]{2} +\d{1,2} +\d{1,2}:\d\d(?::\d\d)?.{0,12}? "
    rb"\d{4})"
)
# Newer Thunderbirds write no more than this, and so to all mails of a file.
_BARE = re.compile(rb"From -? ?\r?\n")
_QUOTED = re.compile(rb"^>(>*From )", re.M)
_FIELD = re.compile(rb"[!-9;-~]{1,200}[ \t]*:")


class NoMailError(ValueError):
    """What stands there is no mail; the sentence says what it is instead."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where a mail stands in a file, in bytes. `said`: of an mbox, what its `From ` line says
    of when the mail came, b'' where it says nothing; None in other files."""

    start: int
    end: int
    said: bytes | None = None


def spans(file: BinaryIO) -> Iterator[Span]:
    """The mails in a file. Raises NoMailError where there is none."""
    first = file.read(200)
    if not first.strip():
        raise NoMailError("is empty")
    file.seek(0)
    for separator in (_FROM, _BARE):
        if separator.match(first):
            yield from _of_mbox(file, separator)
            return
    if not _FIELD.match(first.lstrip(b"\xef\xbb\xbf\r\n")) and not first.startswith(b"From "):
        raise NoMailError("is no mail and no mbox: it does not begin with a header")
    yield Span(0, file.seek(0, 2))


def _of_mbox(file: BinaryIO, separator: re.Pattern[bytes]) -> Iterator[Span]:
    at, start, said = 0, -1, b""
    after_blank, whole = True, True  # `whole`: what is read next begins a line
    while piece := file.readline(_LINE):
        if whole and after_blank and (found := separator.match(piece)):
            if start >= 0:
                yield Span(start, at, said)
            start, said = at + len(piece), found.groupdict().get("date", b"")
        after_blank = whole and not piece.strip()
        whole = piece.endswith(b"\n")
        at += len(piece)
    yield Span(start, at, said)


def read(path: Path, span: Span) -> bytes:
    """The mail that stands there. Raises NoMailError for one that is too large, or gone."""
    if span.end - span.start > LARGEST:
        size = (span.end - span.start) // MB
        raise NoMailError(f"has {size} MB: mails above {LARGEST // MB} MB are not taken")
    with path.open("rb") as file:
        file.seek(span.start)
        raw = file.read(span.end - span.start)
    if len(raw) < span.end - span.start:
        raise NoMailError("became shorter while it was read")
    if not raw.strip():
        raise NoMailError("is empty")
    return _QUOTED.sub(rb"\1", raw) if span.said is not None else raw


def content(raw: bytes) -> bytes:
    """What makes two copies of a mail the same: line ends and the end of a file do not matter."""
    return raw.replace(b"\r\n", b"\n").strip(b"\n")
