"""What customers will read, with what is new marked, and what it was said below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Final

_TOKEN: Final = re.compile(r"<[^>]+>|&\w+;|\s+|[.,;:!?()]|[^<&\s.,;:!?()]+|[<&]")
_BLOCK_ENDS: Final = ("</p>", "</li>", "</pre>")
#: Fewer words than this between two changes belong to them: islands are hard to read.
_ISLAND: Final = 3
#: So many words before what is gone are said with it.
_BEFORE: Final = 4


@dataclass(frozen=True, slots=True)
class _Change:
    """Words `start` to `end` of the new text; what was there is `gone`, `before` stood before."""

    start: int
    end: int
    gone: str
    before: str


def marked(old: str, new: str, was: str) -> str:
    """`new` (HTML) with its new words in <mark>, and with each block what of `old` is gone, after
    the word `was`. Both are safe HTML of the core, and so is the answer."""
    tokens = _TOKEN.findall(new)
    before = _words(_TOKEN.findall(old))
    changes = _changes([word.strip() for word in before], [t for t in tokens if _is_word(t)])
    told = [_Change(c, d, _said(before[a:b]), _said(before[max(0, a - _BEFORE) : a]))
            for a, b, c, d in changes]  # fmt: skip
    return "".join(_told(tokens, told, was))


def _is_word(token: str) -> bool:
    return not (token.isspace() or token.startswith("<"))


def _words(tokens: Sequence[str]) -> list[str]:
    """The words of a text, each with the space before it."""
    words, space = [], ""
    for token in tokens:
        if _is_word(token):
            words.append(space + token)
            space = ""
        elif token.isspace() or token in _BLOCK_ENDS:
            space = " "
    return words


def _said(words: Sequence[str]) -> str:
    return "".join(words).strip()


def _changes(before: Sequence[str], after: Sequence[str]) -> Sequence[list[int]]:
    """From where to where in both, islands of a few equal words taken in."""
    pairs = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    merged: list[list[int]] = []
    for tag, a, b, c, d in pairs:
        if tag == "equal":
            continue
        if merged and c - merged[-1][3] < _ISLAND:
            merged[-1][1], merged[-1][3] = b, d
        else:
            merged.append([a, b, c, d])
    return merged


def _told(tokens: Sequence[str], changes: Sequence[_Change], was: str) -> Iterator[str]:
    """Token by token: marks never reach over a tag, and what is gone follows in its block."""
    new = {word for change in changes for word in range(change.start, change.end)}
    waiting, word, open_ = list(changes), 0, False
    for token, following in zip_longest(tokens, tokens[1:], fillvalue="<"):
        between = open_ and token.isspace() and _is_word(following)
        is_new = word in new and (_is_word(token) or between)
        if is_new != open_:
            yield "<mark>" if is_new else "</mark>"
            open_ = is_new
        if token in _BLOCK_ENDS:
            while waiting and waiting[0].start <= word:
                yield _gone(waiting.pop(0), was)
        word += _is_word(token)
        yield token
    yield "</mark>" if open_ else ""
    yield from (f"<p>{gone}</p>" for change in waiting if (gone := _gone(change, was)))


def _gone(change: _Change, was: str) -> str:
    if not change.gone:
        return ""
    before = f"… {change.before} " if change.before else ""
    return f'<span class="was">{was} {before}<del>{change.gone}</del></span>'
