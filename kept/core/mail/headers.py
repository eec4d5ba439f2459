"""A header block: found fast, decoded only where it is asked for, broken in all known ways."""

from __future__ import annotations

import re

from kept.core.mail.charset import decode
from kept.core.mail.refusals import LONGEST_HEADER, UnreadableError
from kept.core.mail.words import decode_words, tidy

_FOLD = re.compile(r"\r*\n([ \t]?)")
_HEADER_LINE = re.compile(rb"([!-9;-~]{1,200})[ \t]*:[ \t]?")
_KNOWN_NAME = re.compile(
    rb"(?:content-|mime-|from|to|cc|subject|date|message-id|received|x-|reply-to|in-reply-to|"
    rb"references|return-path|delivered-to|sender|dkim|list-|auto-|precedence)[!-9;-~]*[ \t]*:",
    re.I,
)
_LOOK_AHEAD = 10
"""Lines that are looked at to tell a broken continuation line from the start of the text."""
_LOOK_FAR_AHEAD = 60
"""The same, while the sender is still to come: servers break long lines in strange places."""


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

    def in_order(self, *names: str) -> tuple[tuple[str, str], ...]:
        """The fields of these names from the top down: name and value, unfolded."""
        spans = sorted(
            (start, end, name) for name in names for start, end in self._fields.get(name, ())
        )
        return tuple((name, unfold(self._raw[start:end])) for start, end, name in spans)

    def text(self, name: str, charset: str = "") -> str:
        """The first field of that name as one readable line; '' if absent.

        `charset` is what raw 8-bit text in it is taken for, where it is no UTF-8.
        """
        spans = self._fields.get(name)
        return tidy(decode_words(unfold(self._raw[slice(*spans[0])], charset))) if spans else ""

    def is_ascii(self, name: str) -> bool:
        """Whether the first field of that name needs no charset to be read."""
        spans = self._fields.get(name)
        return not spans or self._raw[slice(*spans[0])].isascii()


def unfold(value: bytes, charset: str = "") -> str:
    """A field's bytes as text. Raw 8-bit text is UTF-8, else `charset`, else what is likeliest."""
    text = (value.decode("ascii") if value.isascii() else _unlabelled(value, charset)).strip()
    if "\n" in text:
        text = _FOLD.sub(_unfolded, text)
    return text.replace("\r", "").replace("\x00", "")


def _unlabelled(value: bytes, charset: str) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return decode(value, charset)


def _unfolded(fold: re.Match[str]) -> str:
    """A folded line goes on with its own white space; one broken in the wild needs a space."""
    return fold[1] or " "


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


def after_envelope_lines(raw: bytes) -> int:
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
