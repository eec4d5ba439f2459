"""Header text: RFC 2047 encoded words and RFC 2231 parameters, as they occur in the wild."""

from __future__ import annotations

import binascii
import re
from urllib.parse import unquote_to_bytes

from kept.core.mail.charset import decode
from kept.core.mail.transfer import from_base64

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BLANK = re.compile(r"\s*")
_SPACES = re.compile(r"[\s\x00-\x1f\x7f]+")
_PARAMETER = re.compile(
    r';\s*([^\s=;"]+)\s*=\s*(?:"([^"\\]*(?:\\.[^"\\]*)*)(?:"|\Z)|([^;]*))', re.S
)
_ESCAPE = re.compile(r'\\(["\\])')
_PIECE = re.compile(r"(.+?)(?:\*(\d{1,3}))?(\*)?\Z", re.S)
_LONGEST_FIELD = 64_000
"""Characters of a structured field that are read; the rest is never meant for people."""


def tidy(text: str) -> str:
    """One line without control characters: white space of any kind is one space."""
    return _SPACES.sub(" ", text).strip()


def decode_words(text: str) -> str:
    """`text` with its encoded words decoded; what is no valid encoded word stays as it is."""
    if "=?" not in text:
        return text
    out: list[str] = []
    run: list[tuple[str, bytes]] = []
    end = 0
    for word in _WORD.finditer(text):
        between = text[end : word.start()]
        if not (run and _BLANK.fullmatch(between)):
            out.append(_decode_run(run))
            run = []
            out.append(between)
        run.append((word[1].partition("*")[0].lower(), _word_bytes(word[2], word[3])))
        end = word.end()
    out.append(_decode_run(run))
    out.append(text[end:])
    return "".join(out)


def _decode_run(run: list[tuple[str, bytes]]) -> str:
    """Adjacent words; bytes of one charset are joined first: a character may be cut in two."""
    out: list[str] = []
    start = 0
    for i in range(1, len(run) + 1):
        if i == len(run) or run[i][0] != run[start][0]:
            out.append(decode(b"".join(data for _, data in run[start:i]), run[start][0]))
            start = i
    return "".join(out)


def _word_bytes(encoding: str, text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(raw, header=True)
    return from_base64(raw)


def read_parameters(field: str) -> tuple[str, dict[str, str]]:
    """The value and the parameters of Content-Type or Content-Disposition.

    Continuations and charsets of RFC 2231 are joined, encoded words (which the standard
    forbids here and half of the world sends) decoded.
    """
    field = field[:_LONGEST_FIELD]
    value, _, rest = field.partition(";")
    found: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for match in _PARAMETER.finditer(";" + rest):
        name = match[1].lower()
        quoted = match[2]
        text = _ESCAPE.sub(r"\1", quoted) if quoted is not None else match[3].strip()
        if "*" in name and (piece := _PIECE.match(name)) and (piece[2] or piece[3]):
            order = int(piece[2] or 0)
            pieces.setdefault(piece[1], []).append((order, piece[3] is not None, text))
        else:
            found.setdefault(name, decode_words(text))
    for name, parts in pieces.items():
        found[name] = _joined(parts) or found.get(name, "")
    return value.strip().lower(), found


def _joined(parts: list[tuple[int, bool, str]]) -> str:
    parts.sort(key=lambda part: part[0])
    charset, data = "", b""
    for i, (_, encoded, text) in enumerate(parts):
        if i == 0 and encoded and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        raw = text.encode("utf-8", "replace")
        data += unquote_to_bytes(raw) if encoded else raw
    return decode_words(decode(data, charset))
