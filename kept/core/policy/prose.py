"""A text as its readers read it: what a writer typed, and nothing that the page takes out.

`48 **hours**`, `48&nbsp;hours` and a soft hyphen inside `hours` are all read as 48 hours, so
nothing typed by hand can hide behind a sign that only the file shows.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from html import unescape

from kept.core.policy.text import blank, unwritten

#: Code, where links lead, and the signs of lists: no prose.
_NOT_PROSE = tuple(
    re.compile(said, re.MULTILINE)
    for said in (
        r"`[^`\n]+`",
        r"\]\([^)\s]*\)?",
        r"<[^>\n]*>",
        r"\bhttps?://\S+",
        r"^[ \t]*(?:\d{1,9}|[a-z])[.)](?=[ \t])",
    )
)
_MAIL = re.compile(r"[^\s@<>]+@[\w.-]+\w")
#: What Markdown takes out, what nobody sees, and signs that are written by their number.
_UNREAD = re.compile(
    r"\\(?=[!-/:-@[-`{-~\n])|\*+|(?<!\w)_+|_+(?!\w)|[\[\]]"
    "|[\u00ad\u200b-\u200f\u2060\ufeff]|&(?:#\\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\\w{1,30});"
)
_DASHES = dict.fromkeys(range(0x2010, 0x2016), "-") | {0x2212: "-"}


@dataclass(frozen=True, slots=True)
class Prose:
    """`text` as it is read; `cuts` are where something was taken out, and how much by then."""

    text: str
    cuts: tuple[tuple[int, int], ...]

    def place(self, at: int) -> int:
        """Where in the file's text stands what is read at `at`."""
        before = bisect_right(self.cuts, (at, len(self.text) + 10**9))
        return at + (self.cuts[before - 1][1] if before else 0)


def as_read(body: str) -> Prose:
    """The prose of a clause. Dashes and hyphens of all kinds are the one on the keyboard."""
    text = unwritten(body)
    for pattern in (*_NOT_PROSE, *([_MAIL] if "@" in text else [])):
        text = blank(pattern, text)
    text = text.translate(_DASHES)
    parts: list[str] = []
    cuts: list[tuple[int, int]] = []
    end = length = 0
    for sign in _UNREAD.finditer(text):
        read = unescape(sign[0]) if sign[0].startswith("&") else ""
        parts += (text[end : sign.start()], read)
        length += sign.start() - end + len(read)
        end = sign.end()
        cuts.append((length, end - length))
    return Prose("".join((*parts, text[end:])), tuple(cuts))
