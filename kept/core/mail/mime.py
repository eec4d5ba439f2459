"""The parts of a mail: bytes to a tree, without recursion, copying or surprises.

Bounded: at most `MOST_PARTS` parts, `DEEPEST_PART` levels and `LONGEST_HEADER` bytes of one
header, else `UnreadableError`. Any other bytes give a tree; what is broken becomes text.
The standard library's parser recurses (a deep mail ends it) and reads every line twice.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from kept.core.mail.charset import codec_for, decode
from kept.core.mail.headers import Headers, after_envelope_lines, read_headers
from kept.core.mail.refusals import DEEPEST_PART, MOST_PARTS, UnreadableError
from kept.core.mail.transfer import decode_transfer
from kept.core.mail.words import read_parameters

_FIRST_DELIMITER = re.compile(rb"(?<![^\n])--([^\s-][^\r\n]{0,200}?)[ \t]*\r*\n[!-9;-~]+[ \t]*:")
# What a page says of its own charset.
_SAID_INSIDE = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{2,40})", re.I)
_WIDE = ("utf-16", "utf-32")
_GUESSED_IN = 65_536
"""Bytes of a multipart in which a boundary that its header doesn't name is looked for."""
_MOST_SCANS = 20
"""How often the whole mail may be searched for delimiters: once for each level it has."""
_MOST_DELIMITERS = 100_000


@dataclass(slots=True)
class Span:
    """A stretch of the raw mail."""

    raw: bytes
    start: int
    end: int

    def bytes(self) -> bytes:
        return self.raw[self.start : self.end]


@dataclass
class Part:
    """One part: its headers, what it is, and either its content or its children."""

    headers: Headers
    type: str
    parameters: dict[str, str]
    body: Span
    depth: int
    children: list[Part] = field(default_factory=list)
    whole: Span | None = None

    @cached_property
    def disposition(self) -> tuple[str, dict[str, str]]:
        """`attachment`, `inline` or '', and its parameters."""
        raw = self.headers.raw("content-disposition")
        return read_parameters(raw) if raw else ("", {})

    @cached_property
    def content(self) -> bytes:
        """The bytes without their transfer encoding; unreadable encoding leaves them as sent."""
        return decode_transfer(
            self.body.bytes(), self.headers.raw("content-transfer-encoding").lower()
        )

    def text(self, *, repair: bool = True, most: int = sys.maxsize) -> str:
        """The content as text, lines ending in LF, nothing blank at its end. `repair` as for
        `decode`; of more than `most` bytes, the whole lines that fit."""
        # Not by `content`, which keeps its bytes: a large text would be held twice.
        encoding = self.headers.raw("content-transfer-encoding").lower()
        data = decode_transfer(self.body.bytes(), encoding, text=True)
        if len(data) > most:
            data = data[: data.rfind(b"\n", 0, most) + 1 or most]
        label = self.parameters.get("charset", "")
        if not label and self.type == "text/html" and (said := _SAID_INSIDE.search(data, 0, 2_048)):
            label = said[1].decode("ascii")
        if not codec_for(label).startswith(_WIDE) and b"\0" not in data:
            # Where a line break is a byte: as text each copy may take four times as much.
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").rstrip()
        text = decode(data, label, repair=repair)
        del data
        return (text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text).rstrip()

    def walk(self) -> Iterator[Part]:
        """This part and all below it, in the order of the mail."""
        stack = [self]
        while stack:
            part = stack.pop()
            yield part
            stack.extend(reversed(part.children))


def read_mime(raw: bytes) -> Part:
    """The tree of a mail. Raises UnreadableError beyond the bounds and nothing else."""
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    root = _read_part(raw, after_envelope_lines(raw), len(raw), "text/plain", 0)
    count = 1
    todo = [root]
    effort = _Effort(len(raw))
    while todo:
        part = todo.pop()
        if not part.type.startswith("multipart/"):
            continue
        default = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
        for start, end in _split(part, effort):
            count += 1
            if count > MOST_PARTS:
                raise UnreadableError("too_many_parts")
            if part.depth >= DEEPEST_PART:
                raise UnreadableError("too_deep")
            part.children.append(_read_part(raw, start, end, default, part.depth + 1))
        if not part.children:
            part.type = "text/plain"  # a multipart without parts: whatever it holds is text
        todo.extend(part.children)
    return root


def _read_part(raw: bytes, start: int, end: int, default: str, depth: int) -> Part:
    headers, body = read_headers(raw, start, end)
    field_text = headers.raw("content-type")
    value, parameters = read_parameters(field_text) if field_text else ("", {})
    value = value.partition(" ")[0] if "/" in value.partition(" ")[0] else value
    if "/" not in value or value.startswith("/"):
        value = {"text": "text/plain", "html": "text/html"}.get(value, default)
    part = Part(headers, value, parameters, Span(raw, body, end), depth)
    part.whole = Span(raw, start, end)
    return part


class _Effort:
    """How much work the tree may still cost: refuses what was made to be expensive."""

    def __init__(self, size: int) -> None:
        self.bytes = size * _MOST_SCANS + 50_000_000
        self.delimiters = _MOST_DELIMITERS

    def spend(self, scanned: int) -> None:
        self.bytes -= scanned
        if self.bytes < 0:
            raise UnreadableError("too_deep")

    def spend_delimiter(self) -> None:
        self.delimiters -= 1
        if self.delimiters < 0:
            raise UnreadableError("too_many_parts")


def _split(part: Part, effort: _Effort) -> Iterator[tuple[int, int]]:
    """Start and end of each part of a multipart."""
    raw, at, end = part.body.raw, part.body.start, part.body.end
    effort.spend(end - at)
    boundary = part.parameters.get("boundary", "").encode("utf-8", "replace").rstrip()
    if not boundary or raw.find(b"--" + boundary, at, end) < 0:
        guess = _FIRST_DELIMITER.search(raw, at, min(end, at + _GUESSED_IN))
        if guess is None:
            return
        boundary = guess[1]
    start = -1
    for line_start, content_start, closing in _delimiters(raw, b"--" + boundary, at, end):
        effort.spend_delimiter()
        if content_start < 0:
            continue
        if start >= 0:
            yield start, _before_line_break(raw, start, line_start)
        start = -1 if closing else content_start
        if closing:
            break
    if 0 <= start < end:
        yield start, end  # the closing delimiter is missing


def _delimiters(raw: bytes, mark: bytes, at: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """Each line that begins with `mark`: its start, the start of the next, whether it closes.

    The second is -1 where the line only looks like a delimiter.
    """
    found = at if raw.startswith(mark, at) else _line_from(raw, mark, at, end)
    while found >= 0:
        line_end = raw.find(b"\n", found, end)
        line_end = end if line_end < 0 else line_end
        tail = raw[found + len(mark) : min(line_end, found + len(mark) + 80)].rstrip()
        fits = tail in (b"", b"--")
        yield found, min(line_end + 1, end) if fits else -1, tail == b"--"
        found = _line_from(raw, mark, line_end, end)


def _line_from(raw: bytes, mark: bytes, at: int, end: int) -> int:
    """Where the next line that begins with `mark` starts; `at` may be on its line break."""
    found = raw.find(b"\n" + mark, at, end)
    return found + 1 if found >= 0 else -1


def _before_line_break(raw: bytes, start: int, end: int) -> int:
    """The line break before a delimiter belongs to the delimiter (RFC 2046 §5.1.1)."""
    if end > start and raw[end - 1] == 0x0A:
        end -= 1
    if end > start and raw[end - 1] == 0x0D:
        end -= 1
    return end
