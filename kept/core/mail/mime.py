"""The parts of a mail: bytes to a tree, without recursion, copying or surprises.

Bounded: at most `MOST_PARTS` parts, `DEEPEST_PART` levels and `LONGEST_HEADER` bytes of one
header, else `UnreadableError`. Any other bytes give a tree; what is broken becomes text.
The standard library's parser recurses (a deep mail ends it) and reads every line twice.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from kept.core.mail.charset import decode
from kept.core.mail.refusals import DEEPEST_PART, LONGEST_HEADER, MOST_PARTS
from kept.core.mail.words import decode_words, read_parameters, tidy

_LINE = re.compile(rb"([^\n]*?)\r*(?:\n|\Z)")
_HEADER_LINE = re.compile(rb"([!-9;-~]{1,200})[ \t]*:[ \t]?")
_KNOWN_NAME = re.compile(
    rb"(?:content-|mime-|from|to|cc|subject|date|message-id|received|x-|reply-to|in-reply-to|"
    rb"references|return-path|delivered-to|sender|dkim|list-|auto-|precedence)[!-9;-~]*[ \t]*:",
    re.I,
)
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")
_FIRST_DELIMITER = re.compile(rb"(?:\A|\n)--([^\s-][^\r\n]{0,200}?)[ \t]*\r*\n[!-9;-~]+[ \t]*:")
_LOOK_AHEAD = 3
"""Lines that are looked at to tell a broken continuation line from the start of the text."""


class UnreadableError(Exception):
    """The mail is beyond a bound; `code` names the refusal."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Headers:
    """The fields of one header block, decoded only when asked for."""

    __slots__ = ("_fields",)

    def __init__(self, fields: dict[str, list[bytes]]) -> None:
        self._fields = fields

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def names(self) -> tuple[str, ...]:
        """The names in lower case, in order of first appearance."""
        return tuple(self._fields)

    def raw(self, name: str) -> str:
        """The first field of that name, unfolded, not yet free of encoded words; '' if absent."""
        values = self._fields.get(name)
        return unfold(values[0]) if values else ""

    def all(self, name: str) -> tuple[str, ...]:
        """Every field of that name, unfolded."""
        return tuple(unfold(value) for value in self._fields.get(name, ()))

    def text(self, name: str) -> str:
        """The first field of that name as one readable line; '' if absent."""
        return tidy(decode_words(self.raw(name)))


def unfold(value: bytes) -> str:
    """A field's bytes as text. Raw 8-bit text is read as UTF-8 or its likeliest charset."""
    text = value.decode("ascii") if value.isascii() else decode(value)
    return text.replace("\r", "").replace("\n", " ").replace("\x00", "").strip()


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

    def text(self) -> str:
        """The content as text, lines ending in LF."""
        text = decode(self.content, self.parameters.get("charset", ""))
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

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
    root = _read_part(raw, _after_envelope_lines(raw), len(raw), "text/plain", 0)
    count = 1
    todo = [root]
    while todo:
        part = todo.pop()
        if not part.type.startswith("multipart/"):
            continue
        default = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
        for start, end in _split(part):
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


def read_headers(raw: bytes, start: int, end: int) -> tuple[Headers, int]:
    """The header block at `start` and the offset of what follows it."""
    fields: dict[str, list[bytes]] = {}
    values: list[bytes] | None = None
    at = start
    while at < end:
        line_end = raw.find(b"\n", at, end)
        after = end if line_end < 0 else line_end + 1
        if after - start > LONGEST_HEADER:
            if values is None:
                return Headers(fields), start  # no header at all: one long line of text
            raise UnreadableError("header_too_long")
        line = raw[at:after].rstrip(b"\r\n")
        if not line.strip():
            return Headers(fields), after
        if line[0] in b" \t" and values is not None:
            values[-1] += b"\n" + line
        elif (name := _HEADER_LINE.match(line)) is not None:
            values = fields.setdefault(name[1].decode("ascii").lower(), [])
            values.append(line[name.end() :])
        elif values is not None and _goes_on(raw, after, end):
            values[-1] += b"\n " + line
        else:
            return Headers(fields), at
        at = after
    return Headers(fields), end


def _goes_on(raw: bytes, at: int, end: int) -> bool:
    """Whether the header block continues after a line that is no field."""
    for _ in range(_LOOK_AHEAD):
        line_end = raw.find(b"\n", at, end)
        if line_end < 0 or not raw[at:line_end].strip():
            return False
        if _KNOWN_NAME.match(raw, at, line_end):
            return True
        at = line_end + 1
    return False


def _after_envelope_lines(raw: bytes) -> int:
    """Skips blank lines and the `From ` line of a mailbox file."""
    at = 0
    while at < len(raw) and raw[at] in b"\r\n \t":
        at += 1
    at = max(raw.rfind(b"\n", 0, at) + 1, 0) if _HEADER_LINE.match(raw, at) is None else at
    if raw.startswith((b"From ", b">From "), at):
        return raw.find(b"\n", at) + 1 or len(raw)
    # One line of something else above the header (`--- Original message ---`).
    if _HEADER_LINE.match(raw, at) is None and 0 < (line_end := raw.find(b"\n", at)) < at + 200:
        return line_end + 1 if _KNOWN_NAME.match(raw, line_end + 1) else at
    return at


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


def _split(part: Part) -> Iterator[tuple[int, int]]:
    """Start and end of each part of a multipart."""
    raw, at, end = part.body.raw, part.body.start, part.body.end
    boundary = part.parameters.get("boundary", "").encode("utf-8", "replace").rstrip()
    if not boundary or raw.find(b"--" + boundary, at, end) < 0:
        guess = _FIRST_DELIMITER.search(raw, at, end)
        if guess is None:
            return
        boundary = guess[1]
    start = -1
    for line_start, content_start, closing in _delimiters(raw, b"--" + boundary, at, end):
        if start >= 0:
            yield start, _before_line_break(raw, start, line_start)
        start = -1 if closing else content_start
        if closing:
            break
    if 0 <= start < end:
        yield start, end  # the closing delimiter is missing


def _delimiters(raw: bytes, mark: bytes, at: int, end: int) -> Iterator[tuple[int, int, bool]]:
    found = raw.find(mark, at, end)
    while found >= 0:
        line_end = raw.find(b"\n", found, end)
        line_end = end if line_end < 0 else line_end
        tail = raw[found + len(mark) : min(line_end, found + len(mark) + 80)].rstrip()
        starts_line = found == at or raw[found - 1] in b"\n\r"
        if starts_line and tail in (b"", b"--"):
            yield found, min(line_end + 1, end), tail == b"--"
        found = raw.find(mark, found + len(mark), end)


def _before_line_break(raw: bytes, start: int, end: int) -> int:
    """The line break before a delimiter belongs to the delimiter (RFC 2046 §5.1.1)."""
    if end > start and raw[end - 1] == 0x0A:
        end -= 1
    if end > start and raw[end - 1] == 0x0D:
        end -= 1
    return end


def decode_transfer(data: bytes, encoding: str) -> bytes:
    """`data` without base64, quoted-printable or uuencode; as it is where that is impossible."""
    encoding = encoding.partition(";")[0].strip().strip("\"'")
    if encoding == "quoted-printable":
        return binascii.a2b_qp(data)
    if encoding == "base64":
        return _from_base64(data)
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return _from_uu(data)
    return data


def _from_base64(data: bytes) -> bytes:
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        clean = _NOT_BASE64.sub(b"", data).rstrip(b"=")
        return binascii.a2b_base64(clean[: len(clean) - (len(clean) % 4 == 1)] + b"==")


def _from_uu(data: bytes) -> bytes:
    out: list[bytes] = []
    begun = False
    for line in data.splitlines():
        if line.startswith(b"begin "):
            begun = True
        elif line.strip() == b"end":
            break
        elif begun and line:
            try:
                out.append(binascii.a2b_uu(line))
            except binascii.Error:
                # Some encoders pad lines with junk: as many characters as the length needs.
                size = (((line[0] - 32) & 63) * 4 + 5) // 3
                try:
                    out.append(binascii.a2b_uu(line[:size]))
                except binascii.Error:
                    continue
    return b"".join(out) if begun else data
