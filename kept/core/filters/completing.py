"""What may come next where the caret stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kept.core.filters.fields import FIELDS, Desk
from kept.core.filters.query import Value
from kept.core.filters.reading import Piece, pieces
from kept.core.finding import fold

#: More than that nobody reads.
MOST: Final = 12


@dataclass(frozen=True, slots=True)
class Completion:
    """Put `text` in the place of the sentence from `start` to `end`. `field` alone: of what its
    value says nothing yet."""

    text: str
    start: int
    end: int
    field: str
    value: str = ""


def complete(text: str, caret: int, desk: Desk) -> tuple[Completion, ...]:
    """What the piece at `caret` may become; between pieces, every field."""
    here = next((one for one in pieces(text) if one.start < caret <= one.end), None)
    if here is None:
        return tuple(Completion(f"{one}:", caret, caret, one) for one in _offered(desk))
    typed = text[here.start : caret].removeprefix("-")
    sign = "-" if here.without else ""
    name, colon, value = typed.partition(":")
    if not colon:
        return _fields(name, sign, here, desk)
    return _values(name.lower(), value.removeprefix('"'), sign, here, desk)


def _offered(desk: Desk) -> list[str]:
    return [one for one in FIELDS if desk.offers(one)]


def _fields(typed: str, sign: str, here: Piece, desk: Desk) -> tuple[Completion, ...]:
    typed = typed.lower()
    return tuple(
        Completion(f"{sign}{one}:", here.start, here.end, one)
        for one in _offered(desk)
        if one.startswith(typed)
    )


def _values(name: str, typed: str, sign: str, here: Piece, desk: Desk) -> tuple[Completion, ...]:
    if name not in FIELDS:
        return ()
    wanted = fold(typed)
    near = [
        one
        for one in desk.possible(name)
        if any(word.startswith(wanted) for word in (fold(one), *fold(one).split()))
    ]
    return tuple(
        Completion(f"{sign}{Value(name, one)}", here.start, here.end, name, one)
        for one in near[:MOST]
    )
