"""A text as its readers read it: what a writer typed, and nothing that the page takes out.

`48 **hours**`, `48&nbsp;hours`, `４８ hours` and a soft hyphen inside `hours` are all read as 48
hours, so nothing typed by hand can hide behind a sign that only the file shows.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from html import unescape

from kept.core.policy.letters import alike, plain
from kept.core.policy.text import blank, unwritten

#: Code, addresses and the signs of lists: no prose.
_NOT_PROSE = tuple(
    re.compile(said, re.MULTILINE)
    for said in (
        r"`[^`\n]+`",
        r"<[^>\n]*>",
        r"(?<!\]\()\bhttps?://\S+",
        r"^[ \t]*(?:\d{1,9}|[a-z])[.)](?=[ \t])",
    )
)
_MAIL = re.compile(r"[^\s@<>]+@[\w.-]+\w")
#: What Markdown takes out, where links lead too (some of it keeps apart what stands around it:
#: `48_hours`, the ends of `[48 hours][later]`), and signs that are not read as they stand there.
_OTHER = re.compile(
    r"\\(?=[!-/:-@[-`{-~\n])|\*+|~~+|\]\([^)\s]*\)?|(?P<apart>(?<=\w)_+(?=\w)|\]\[)|_+|[\[\]]"
    r"|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,30});|[^\x00-\x7f]"
)


@dataclass(frozen=True, slots=True)
class Prose:
    """`text` as it is read, in plain letters, and `typed` sign by sign as it was written.

    `cuts` are where something was taken out, and how much by then.
    """

    text: str
    typed: str
    cuts: tuple[tuple[int, int], ...]

    def place(self, at: int) -> int:
        """Where in the file's text stands what is read at `at`."""
        before = bisect_right(self.cuts, (at, len(self.text) + 10**9))
        return at + (self.cuts[before - 1][1] if before else 0)


def as_read(body: str) -> Prose:
    """The prose of a clause, in plain letters and with one kind of dash, quote and space."""
    typed = unwritten(body)
    for pattern in (*_NOT_PROSE, *([_MAIL] if "@" in typed else [])):
        typed = blank(pattern, typed)
    text = alike(typed)
    read: list[str] = []
    shown: list[str] = []
    cuts: list[tuple[int, int]] = []
    end = length = 0
    for sign in _OTHER.finditer(text):
        said = _said(sign)
        read += (text[end : sign.start()], said)
        shown += (typed[end : sign.start()], said)
        length += sign.start() - end + len(said)
        end = sign.end()
        cuts.append((length, end - length))
    return Prose("".join((*read, text[end:])), "".join((*shown, typed[end:])), tuple(cuts))


def _said(sign: re.Match[str]) -> str:
    if sign[0].startswith("&"):
        return plain(unescape(sign[0]))
    if sign["apart"]:
        return " "
    return plain(sign[0]) if not sign[0].isascii() else ""
