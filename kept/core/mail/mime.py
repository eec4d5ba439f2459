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

_FOLD = re.compile(r"\r*\n([ \t]?)")
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


_LOOK_FAR_AHEAD = 60
"""The same, while the sender is still to come: servers break long lines in strange places."""


_GUESSED_IN = 65_536
"""Bytes of a multipart in which a boundary that its header doesn't name is looked for."""
_MOST_SCANS = 20
_MOST_DELIMITERS = 100_000


class UnreadableError(Exception):
    """The mail is beyond a bound; `code` names the refusal."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Headers:
    """The fields of one header block, decoded only when asked for."""

    __slots__ = ("_fields", "_raw")

    def __init__(self, raw: bytes, fields: dict[str, list[tuple[int, int]]]) -> None:
        self._raw = raw
        self._fields = fields

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def raw(self, name: str) -> str:
        """The first field of that name, unfolded, not yet free of encoded words; '' if absent."""
        spans = self._fields.get(name)
        return unfold(self._raw[spans[0][0] : spans[0][1]]) if spans else ""

    def all(self, name: str) -> tuple[str, ...]:
        """Every field of that name, unfolded."""
        spans = self._fields.get(name, ())
        return tuple(unfold(self._raw[start:end]) for start, end in spans)

    def text(self, name: str) -> str:
        """The first field of that name as one readable line; '' if absent."""
        return tidy(decode_words(self.raw(name)))


def unfold(value: bytes) -> str:
    """A field's bytes as text. Raw 8-bit text is read as UTF-8 or its likeliest charset."""
    text = (value.decode("ascii") if value.isascii() else decode(value)).strip()
    if "\n" in text:
        text = _FOLD.sub(_unfolded, text)
    return text.replace("\r", "").replace("\x00", "")


def _unfolded(fold: re.Match[str]) -> str:
    """A folded line goes on with its own white space; one broken in the wild needs a space."""
    return fold[1] or " "


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


def read_headers(raw: bytes, start: int, end: int) -> tuple[Headers, int]:
    """The header block at `start` and the offset of what follows it."""
    fields: dict[str, list[tuple[int, int]]] = {}
    latest: list[tuple[int, int]] | None = None
    at = start
    while at < end:
        line_end = raw.find(b"\n", at, end)
        after = end if line_end < 0 else line_end + 1
        if after - start > LONGEST_HEADER:
            if latest is None:
                return Headers(raw, fields), start  # no header at all: one long line of text
            raise UnreadableError("header_too_long")
        first = raw[at]
        if first in b"\r\n \t" and not raw[at:after].strip():
            return Headers(raw, fields), after
        name = _HEADER_LINE.match(raw, at, after) if first not in b" \t" else None
        if name is not None:
            latest = fields.setdefault(name[1].decode("ascii").lower(), [])
            latest.append((name.end(), after))
        elif latest is not None and (
            first in b" \t" or _goes_on(raw, after, end, "from" in fields)
        ):
            latest[-1] = (latest[-1][0], after)
        else:
            return Headers(raw, fields), at
        at = after
    return Headers(raw, fields), end


def _goes_on(raw: bytes, at: int, end: int, has_sender: bool) -> bool:
    """Whether the header block continues after a line that is no field."""
    for _ in range(_LOOK_AHEAD if has_sender else _LOOK_FAR_AHEAD):
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
