"""What differs between two texts, clause by clause and word by word, as customers read them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

from kept.core.policy.model import Policy
from kept.core.policy.rendering import clause_text
from kept.core.policy.text import PREAMBLE, Clause, Text

_WORD = re.compile(r"\s*\S+\s*")
_ALIKE = 0.6
_SAME_NUMBER = 0.3

What = Literal["added", "removed", "moved", "renamed", "changed", "rebound"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words that stayed, went or came.

    The pieces of one side put together are its text, so white space belongs to a piece; what is
    marked are its `words`, between the white space `before` and `after`.
    """

    kind: Literal["same", "removed", "added"]
    text: str

    @property
    def words(self) -> str:
        return self.text.strip()

    @property
    def before(self) -> str:
        return self.text[: len(self.text) - len(self.text.lstrip())]

    @property
    def after(self) -> str:
        return self.text[len(self.text.rstrip()) :] if self.words else ""


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """A clause that is not what it was, in one language.

    `old` and `new`: its numbers ('preamble' for what stands before the first; the text's own
    title is the preamble's). `what`: 'moved' to another number or place, 'renamed' (its title),
    'changed' (its words, bound values included), 'rebound' (it reads the same and is bound or
    marked otherwise). `title` and `body` are plain text.
    """

    language: str
    old: str | None
    new: str | None
    what: tuple[What, ...]
    title: tuple[Piece, ...]
    body: tuple[Piece, ...]


def text_changes(old: Policy, new: Policy) -> tuple[ClauseChange, ...]:
    """Every change of the texts, in the order of the new languages and clauses."""
    gone = [language for language in old.languages if language not in new.languages]
    return tuple(
        change
        for language in (*new.languages, *gone)
        for change in _in_language(old, new, language)
    )


def words_changed(old: str, new: str) -> tuple[Piece, ...]:
    """`old` to `new` word by word; a change of white space alone is none."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    start, end = _same_ends([w.strip() for w in before], [w.strip() for w in after])
    pieces = [Piece("same", "".join(after[:start]))] if start else []
    pieces += _differing(before[start : len(before) - end], after[start : len(after) - end])
    if end:
        pieces.append(Piece("same", "".join(after[len(after) - end :])))
    return tuple(pieces)


def _same_ends(before: list[str], after: list[str]) -> tuple[int, int]:
    """How many words are the same at the beginning, and how many of the rest at the end."""
    shorter = min(len(before), len(after))
    start = next((n for n in range(shorter) if before[n] != after[n]), shorter)
    rest = shorter - start
    end = next((n for n in range(rest) if before[-1 - n] != after[-1 - n]), rest)
    return start, end


def _differing(before: list[str], after: list[str]) -> Iterator[Piece]:
    words = [word.strip() for word in before], [word.strip() for word in after]
    for tag, a, b, c, d in SequenceMatcher(None, words[0], words[1], autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(after[c:d]))
            continue
        if a < b:
            yield Piece("removed", "".join(before[a:b]))
        if c < d:
            yield Piece("added", "".join(after[c:d]))


def _in_language(old: Policy, new: Policy, language: str) -> Iterator[ClauseChange]:
    pairs = _pairs(old.texts.get(language), new.texts.get(language))
    kept = [one.number for one, other in pairs if one and other]
    places = {number: place for place, number in enumerate(_in_order(old.texts.get(language)))}
    in_place = sorted(kept, key=lambda number: places[number])
    for (one, other), expected in zip(pairs, _expected(pairs, in_place), strict=True):
        what = _what(one, other, expected)
        before = _read(old, one, language)
        after = _read(new, other, language)
        body = words_changed(before, after)
        if one and other and any(piece.kind != "same" for piece in body):
            what = (*what, "changed")
        elif one and other and one.body_markdown != other.body_markdown:
            what = (*what, "rebound")
        if what:
            title = words_changed(one.title if one else "", other.title if other else "")
            numbers = (one.number if one else None, other.number if other else None)
            yield ClauseChange(language, *numbers, what, title, body)


def _expected(
    pairs: list[tuple[Clause | None, Clause | None]], in_place: list[str]
) -> Iterator[str | None]:
    """For each pair the old clause that would stand there, had nothing changed places."""
    rest = iter(in_place)
    for one, other in pairs:
        yield next(rest) if one and other else None


def _what(one: Clause | None, other: Clause | None, expected: str | None) -> tuple[What, ...]:
    if one is None:
        return ("added",)
    if other is None:
        return ("removed",)
    found: list[What] = []
    if one.number != other.number or one.number != expected:
        found.append("moved")
    if one.title != other.title:
        found.append("renamed")
    return tuple(found)


def _read(policy: Policy, clause: Clause | None, language: str) -> str:
    return clause_text(policy, clause.number, language) if clause else ""


def _in_order(text: Text | None) -> list[str]:
    return [clause.number for clause in _clauses(text)]


def _clauses(text: Text | None) -> list[Clause]:
    return [Clause(PREAMBLE, text.title, text.preamble), *text.clauses] if text else []


# Which clause became which


def _pairs(old: Text | None, new: Text | None) -> list[tuple[Clause | None, Clause | None]]:
    """Each new clause with the old one that it was, then the old ones that are gone."""
    before, after = _clauses(old), _clauses(new)
    was: dict[str, Clause] = {}
    for same in _SURE:
        _match(before, after, was, same)
    for clause in after:
        left = _left(before, was)
        if clause.number not in was and left:
            best = max(left, key=lambda one: _likeness(one.body_markdown, clause.body_markdown))
            if _likeness(best.body_markdown, clause.body_markdown) >= _ALIKE:
                was[clause.number] = best
    pairs: list[tuple[Clause | None, Clause | None]] = [(was.get(c.number), c) for c in after]
    return pairs + [(one, None) for one in _left(before, was)]


def _left(before: list[Clause], was: dict[str, Clause]) -> list[Clause]:
    """The old clauses that no new one was."""
    taken = {one.number for one in was.values()}
    return [one for one in before if one.number not in taken]


def _match(
    before: list[Clause],
    after: list[Clause],
    was: dict[str, Clause],
    same: Callable[[Clause, Clause], bool],
) -> None:
    for clause in after:
        if clause.number in was:
            continue
        found = next((one for one in _left(before, was) if same(one, clause)), None)
        if found:
            was[clause.number] = found


@lru_cache(maxsize=4096)
def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def _preambles(one: Clause, other: Clause) -> bool:
    return one.number == PREAMBLE or other.number == PREAMBLE


_SURE: tuple[Callable[[Clause, Clause], bool], ...] = (
    lambda one, other: one.number == PREAMBLE == other.number,
    lambda one, other: one == other,
    lambda one, other: (one.title, one.body_markdown) == (other.title, other.body_markdown),
    lambda one, other: one.title == other.title and not _preambles(one, other),
    lambda one, other: (
        one.number == other.number
        and _likeness(one.body_markdown, other.body_markdown) >= _SAME_NUMBER
    ),
)
