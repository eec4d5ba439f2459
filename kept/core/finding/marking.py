"""Where found words stand in a text: the lines around the first of them, with all marked."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final, NamedTuple

from kept.core.finding.words import forms

_WORD: Final = re.compile(r"[^\W_]+")
#: Letters before the first found word, and in all.
BEFORE, LENGTH = 40, 160


class Piece(NamedTuple):
    """A stretch of a text, and whether it is what was looked for."""

    text: str
    found: bool


def marked(text: str, stems: Collection[str], *, whole: bool = False) -> tuple[Piece, ...]:
    """The text around the first word that has one of `stems`, on one line, or the `whole` text;
    nothing where no word has one."""
    first = next((one for one in _WORD.finditer(text) if _has(one[0], stems)), None)
    if first is None:
        return ()
    start = 0 if whole else _begin(text, first.start())
    end = len(text) if whole else start + LENGTH
    pieces, at = [Piece("… ", False)] if start else [], start
    for one in _WORD.finditer(text, first.start(), end):
        if _has(one[0], stems):
            pieces += [Piece(_line(text[at : one.start()]), False), Piece(one[0], True)]
            at = one.end()
    rest = _line(text[at:end])
    pieces.append(Piece(f"{rest.rstrip()} …" if end < len(text) else rest, False))
    return tuple(one for one in pieces if one.text)


def _has(word: str, stems: Collection[str]) -> bool:
    form = forms(word)
    return form.stem in stems or (bool(form.also) and form.also in stems)


def _begin(text: str, found: int) -> int:
    """Where to begin, so that a word begins there too."""
    if found <= BEFORE:
        return 0
    space = text.find(" ", found - BEFORE, found)
    return space + 1 if space >= 0 else found


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text)
