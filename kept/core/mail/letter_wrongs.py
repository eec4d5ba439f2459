"""What is wrong with a letter that somebody of the desk has written, and where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from markdown_it.token import Token

from kept.core.mail.letter import (
    LEADS,
    MARK,
    PART,
    PLACE,
    Kind,
    Piece,
    Rules,
    clean,
    marked,
    pieces_of,
)
from kept.core.mail.markdown import parsed

LONGEST_SUBJECT: Final = 200
LONGEST_BODY: Final = 10_000

Part = Literal["subject", "body"]
Code = Literal[
    "empty", "too_long", "unknown", "unclosed", "program", "missing", "not_alone", "in_address",
    "lines",
]  # fmt: skip

_BROKEN: Final = re.compile(r"\{\{|\}\}")
_PROGRAM: Final = re.compile(r"\{[%#]")
_IN_HOST: Final = re.compile(r"://[^/\s]*?\{\{[ \t]*(\w+)")
_ATTRIBUTE: Final = re.compile(r'\b(\w+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a letter cannot be kept, and where. `name`: the place, or what is missing."""

    code: Code
    part: Part
    line: int
    column: int
    name: str = ""
    allowed: tuple[str, ...] = ()


def wrongs(subject: str, body: str, rules: Rules) -> list[Wrong]:
    """All that is wrong with a letter, in the order in which it stands there."""
    body = clean(body)
    found = list(_of_part("body", body, LONGEST_BODY, rules.places))
    return [*_of_subject(clean(subject).strip(), rules), *(found or _of_shape(body, rules))]


def _of_subject(subject: str, rules: Rules) -> Iterator[Wrong]:
    places = {name: kind for name, kind in rules.places.items() if name in rules.in_subject}
    yield from _of_part("subject", subject, LONGEST_SUBJECT, places)
    if "\n" in subject:
        yield Wrong("lines", "subject", 1, subject.index("\n") + 1)
    if subject and rules.subject_holds and _even(rules.subject_holds) not in _even(subject):
        yield Wrong("missing", "subject", 1, 1, rules.subject_holds)


def _even(text: str) -> str:
    return PLACE.sub(lambda place: f"{{{{ {place[1]} }}}}", text)


def _of_part(part: Part, text: str, most: int, places: Mapping[str, Kind]) -> Iterator[Wrong]:
    """What is wrong with a text as such: its length, and what stands between braces."""
    if not text.strip():
        yield Wrong("empty", part, 1, 1)
    if len(text) > most:
        yield _at("too_long", part, text, most, str(most))
    for place in PLACE.finditer(text):
        if place[1] not in places:
            yield _at("unknown", part, text, place.start(), place[1], tuple(places))
    bare = PLACE.sub(lambda place: " " * len(place[0]), text)
    for code, pattern in (("unclosed", _BROKEN), ("program", _PROGRAM)):
        for found in pattern.finditer(bare):
            yield _at(code, part, text, found.start(), found[0])  # type: ignore[arg-type]


def _of_shape(body: str, rules: Rules) -> Iterator[Wrong]:
    """Whether each place stands where it can stand, and those that must be there are shown."""
    pieces = list(pieces_of(body, rules))
    alone = [piece.name for piece in pieces if piece.name]
    for name, kind in rules.places.items():
        places = [place for place in PLACE.finditer(body) if place[1] == name]
        if kind == "block" and len(places) > alone.count(name):
            yield _at("not_alone", "body", body, places[0].start(), name)
    for name in dict.fromkeys(_in_addresses(body, pieces, rules)):
        yield _at("in_address", "body", body, _where(body, name), name)
    there = {name for piece in pieces for name in _names(piece)}
    for name in rules.needs:
        if name not in there and name not in _named(body):
            yield Wrong("missing", "body", 1, 1, f"{{{{ {name} }}}}")
        elif name not in there and rules.places[name] != "block":  # swallowed by the Markdown
            yield _at("missing", "body", body, _where(body, name), f"{{{{ {name} }}}}")


def _named(text: str) -> set[str]:
    return {place[1] for place in PLACE.finditer(text)}


def _where(text: str, name: str) -> int:
    return next((place.start() for place in PLACE.finditer(text) if place[1] == name), 0)


def _in_addresses(body: str, pieces: Iterable[Piece], rules: Rules) -> Iterator[str]:
    """The places within an address, a title or a picture that cannot stand there."""
    yield from _IN_HOST.findall(body)
    written = [value for piece in pieces for _, value in _ATTRIBUTE.findall(piece.html)]
    for value in (*_attributes(parsed(marked(body)), rules), *written):
        for name in (*PART.findall(value), *MARK.findall(value)):
            if rules.places.get(name) != "number":
                yield name


def _attributes(tokens: Iterable[Token], rules: Rules) -> Iterator[str]:
    """What stands in the attributes of tags, but a link of the desk's that is all of an address."""
    for token in tokens:
        for value in map(str, token.attrs.values()):
            whole = PART.fullmatch(value)
            if not (token.type == "link_open" and whole and rules.places[whole[1]] == "link"):
                yield value
        yield from _attributes(token.children or (), rules)


def _names(piece: Piece) -> Iterator[str]:
    """The places of a part that its reader gets to see."""
    if piece.name:
        yield piece.name
    yield from MARK.findall(piece.html)
    yield from LEADS.findall(piece.html)


def _at(
    code: Code, part: Part, text: str, place: int, name: str = "", allowed: tuple[str, ...] = ()
) -> Wrong:
    before = text[:place]
    line = before.count("\n") + 1
    return Wrong(code, part, line, place - (before.rfind("\n") + 1) + 1, name, allowed)
