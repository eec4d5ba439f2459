"""Read a sentence: a query, or the first mistake in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, TypeAlias

from kept.core.filters.fields import FIELDS, FREE, MOMENTS, Desk
from kept.core.filters.moments import read_when
from kept.core.filters.query import Moment, Query, Term, Value, Words
from kept.core.finding import fold

#: More terms than anybody types.
MOST: Final = 40
Code: TypeAlias = Literal[
    "open_quote", "no_field", "no_value", "no_such_value", "several", "no_moment", "too_many"
]
_PIECE: Final = re.compile(
    r"""(?P<without>-?)
    (?:(?P<field>[A-Za-z]{2,}):(?!//))?
    (?:"(?P<quoted>[^"]*)(?P<close>"?) | (?P<bare>\S*))""",
    re.VERBOSE,
)
_SPACE: Final = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Mistake:
    """What cannot be read: from `start` to `end` of the sentence, and what is `possible` there."""

    code: Code
    start: int
    end: int
    said: str = ""
    field: str = ""
    possible: Sequence[str] = ()


class Piece(NamedTuple):
    """A stretch of the sentence without a space outside quotation marks."""

    start: int
    end: int
    without: bool
    field: str
    text: str
    quoted: bool
    closed: bool


def read(text: str, desk: Desk) -> Query | Mistake:
    """What a sentence asks of this desk. Total: any text is a query or a mistake."""
    terms: list[Term] = []
    for piece in pieces(text):
        term = _term(piece, desk)
        if isinstance(term, Mistake):
            return term
        if term is not None:
            terms.append(term)
        if len(terms) > MOST:
            return Mistake("too_many", piece.start, piece.end)
    return Query(tuple(terms))


def pieces(text: str) -> list[Piece]:
    """The sentence in pieces, whether or not they make sense."""
    found, at = [], _SPACE.match(text).end()  # type: ignore[union-attr]  # matches nothing too
    while at < len(text):
        match = _PIECE.match(text, at)
        assert match, "it matches any character that is no space"
        quoted = match["quoted"] is not None
        found.append(
            Piece(
                start=at,
                end=match.end(),
                without=bool(match["without"]),
                field=(match["field"] or "").lower(),
                text=" ".join(match["quoted"].split()) if quoted else match["bare"],
                quoted=quoted,
                closed=not quoted or bool(match["close"]),
            )
        )
        at = _SPACE.match(text, match.end()).end()  # type: ignore[union-attr]  # likewise
    return found


def _term(piece: Piece, desk: Desk) -> Term | Mistake | None:
    if not piece.closed:
        return Mistake("open_quote", piece.start, piece.end, piece.text)
    field = piece.field
    if field and field not in FIELDS:
        if piece.text:
            offered = [one for one in FIELDS if desk.offers(one)]
            return Mistake("no_field", piece.start, piece.end, piece.field, possible=offered)
        return Words(f"{field}:", without=piece.without)
    if not field:
        return Words(piece.text, piece.quoted, piece.without) if piece.text else None
    if not piece.text:
        return _wrong("no_value", piece, desk.possible(field))
    if field in MOMENTS:
        when = read_when(field, piece.text.lower())
        if when is None:
            return _wrong("no_moment", piece, desk.possible(field))
        return Moment(field, when, piece.without)
    return Value(field, piece.text, piece.without) if field in FREE else _chosen(piece, desk)


def _chosen(piece: Piece, desk: Desk) -> Value | Mistake:
    """The value that was meant: said in full, or so far that it can be no other."""
    possible = desk.possible(piece.field)
    wanted = fold(piece.text)
    if exact := [one for one in possible if fold(one) == wanted]:
        return Value(piece.field, exact[0], piece.without)
    near = [one for one in possible if any(w.startswith(wanted) for w in _begins(one))]
    if len(near) == 1:
        return Value(piece.field, near[0], piece.without)
    return _wrong("several", piece, near) if near else _wrong("no_such_value", piece, possible)


def _begins(name: str) -> list[str]:
    """A name, and each of its words: what one may begin to type."""
    folded = fold(name)
    return [folded, *folded.split()]


def _wrong(code: Code, piece: Piece, possible: Sequence[str]) -> Mistake:
    return Mistake(code, piece.start, piece.end, piece.text, piece.field, tuple(possible))
