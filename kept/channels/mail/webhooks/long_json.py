"""JSON with a mail in it, read in little more memory than it takes itself.

Python keeps a text with one emoji at four bytes a letter, and the standard reader holds the text,
the mail in it, and what it makes of both, at once: a mail of 30 MB took 400 MB. Here long texts are
left out of what is read as JSON, and stay the bytes that came until they are asked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final, NoReturn

_LONG: Final = 4096
_MOST_BESIDE: Final = 8 * 1024 * 1024
"""Bytes of a post beside its long texts. No provider says so much of a mail."""

# A text of JSON, to its end; none of it stands for the text within.
_TEXT: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.S)
# A piece that neither begins nor ends within a character, however that is written.
_PIECE: Final = re.compile(
    rb"(?:[^\\]{1,4096}(?![\x80-\xbf])|\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\[^u]){1,256}+",
    re.S,
)


class TooMuchError(ValueError):
    """Beside its long texts, the JSON is longer than any provider's."""


class LongText:
    """A long text as it is written in JSON, between its quotation marks."""

    def __init__(self, written: memoryview) -> None:
        self._written = written

    def __bytes__(self) -> bytes:
        """The text in UTF-8. Raises ValueError where it is none."""
        return b"".join(self._pieces())

    def __str__(self) -> str:
        return bytes(self).decode("utf-8", "surrogatepass")

    def _pieces(self) -> Iterator[bytes]:
        at = 0
        while at < len(self._written):
            found = _PIECE.match(self._written, at)
            if found is None:
                raise ValueError("no text of JSON")
            text: str = json.loads(b'"%b"' % found[0])
            yield text.encode("utf-8", "surrogatepass")
            at = found.end()


def read(body: bytes) -> Any:
    """What JSON says, a text of more than 4 KB as a LongText. Raises ValueError where it is none,
    TooMuchError, RecursionError."""
    rest, long = _taken_apart(body)
    coming = iter(long)

    def next_one(name: str) -> LongText:
        # JSON knows no such number: each stands where we took a text out.
        text = next(coming, None) if name == "NaN" else None
        return text if text is not None else _no_json()

    said = json.loads(rest, parse_constant=next_one)
    return said if next(coming, None) is None else _no_json()


def _taken_apart(body: bytes) -> tuple[bytes, list[LongText]]:
    """JSON with a `NaN` for each of its long texts, and these."""
    whole = memoryview(body)
    pieces: list[memoryview | bytes] = []
    long: list[LongText] = []
    at = beside = 0
    for found in _TEXT.finditer(body):
        begin, end = found.span()
        if beside + begin - at > _MOST_BESIDE:
            break
        if end - begin > _LONG:
            pieces += [whole[at:begin], b"NaN"]
            long.append(LongText(whole[begin + 1 : end - 1]))
            beside += begin - at
            at = end
    if beside + len(body) - at > _MOST_BESIDE:
        raise TooMuchError("more than any provider says beside a mail")
    return b"".join([*pieces, whole[at:]]), long


def _no_json() -> NoReturn:
    raise ValueError("no JSON")
