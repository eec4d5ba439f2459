"""Letters with places for values: `{{ customer }}` in a subject and a body of Markdown.

Never a program: a place is a name between two braces, and nothing else. The Markdown is read
first, with a mark where each value goes, and the values are set into what came of it: nothing that
a value holds is ever read as markup.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias
from urllib.parse import quote

from markdown_it.token import Token

from kept.core.mail.markdown import parsed, shown

Kind = Literal["words", "number", "link", "block"]
PLACE: Final = re.compile(r"\{\{[ \t]*([^{}\n]*?)[ \t]*\}\}")
_PRIVATE: Final = re.compile("[\ue000-\uf8ff]")
# A value goes where a mark stands: between words, where a link leads, or as a part of an address.
MARK: Final = re.compile("\ue000(\\w+)\ue001")
LEADS: Final = re.compile(r"https://place\.invalid/(\w+)")
PART: Final = re.compile(r"%EE%80%80(\w+)%EE%80%81", re.I)
_ANY: Final = re.compile(
    "(?P<space> ?)\ue000(?P<place>\\w+)\ue001|https://place\\.invalid/(?P<leads>\\w+)"
    "|%EE%80%80(?P<part>\\w+)%EE%80%81",
    re.I,
)
_NOTHING_LEFT: Final = re.compile(r"<(p|li|h[1-6])>\s*</\1>\s*")


@dataclass(frozen=True, slots=True)
class Rules:
    """What a letter may hold and must hold.

    `places`: each name with what stands there. A `block` stands alone between two empty lines, a
    `link` may also be where a link leads; only a `number` may be a part of an address.
    `subject_holds` stands in the subject as it is, where it is not ''.
    """

    places: Mapping[str, Kind]
    needs: tuple[str, ...] = ()
    in_subject: frozenset[str] = frozenset()
    subject_holds: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link leads; `label` is said where it stands alone, on a button."""

    url: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """What the desk itself composes: plain text, and HTML that is safe."""

    text: str
    html: str


Value: TypeAlias = str | Link | Block


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a letter: words, or what stands alone at the place `name`."""

    text: str
    html: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that is read: its values can be set in, again and again."""

    subject: str
    pieces: tuple[Piece, ...]

    def subject_with(self, values: Mapping[str, Value]) -> str:
        """The subject in one line."""
        filled = _ANY.sub(lambda mark: _said(mark, values, _as_text), self.subject)
        return " ".join(filled.split())

    def filled(self, values: Mapping[str, Value]) -> Iterator[Piece]:
        """The parts with their values; those that are left empty are left out.

        Where a value is empty, the space before it goes too: 'Hello {{ customer }},' becomes
        'Hello,'.
        """
        for piece in self.pieces:
            one = _alone(piece.name, values[piece.name]) if piece.name else _words(piece, values)
            if one.text or one.html:
                yield one


def read(subject: str, body: str, rules: Rules) -> Letter:
    """The letter, which `wrongs` has found nothing wrong with."""
    return Letter(marked(clean(subject).strip()), tuple(pieces_of(body, rules)))


def clean(text: str) -> str:
    return _PRIVATE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def marked(text: str) -> str:
    return PLACE.sub(lambda place: f"\ue000{place[1]}\ue001", text)


def pieces_of(body: str, rules: Rules) -> Iterator[Piece]:
    """The body in parts: words that belong together, and what stands alone."""
    words: list[Token] = []
    for tokens in _top(parsed(marked(clean(body)))):
        name, lead = _stands_alone(tokens, rules), _leads_alone(tokens, rules)
        if not name and not lead:
            words += tokens
            continue
        if words:
            yield Piece(*shown(_leading(words, rules)))
            words = []
        yield Piece("", "", name) if name else _lone_link(tokens, lead, rules)
    if words:
        yield Piece(*shown(_leading(words, rules)))


def _top(tokens: Iterable[Token]) -> Iterator[list[Token]]:
    """The blocks that stand in no other."""
    block: list[Token] = []
    depth = 0
    for token in tokens:
        block.append(token)
        depth += token.nesting
        if depth == 0:
            yield block
            block = []


def _stands_alone(block: list[Token], rules: Rules) -> str:
    """The name of the place that is all of a paragraph, where it may stand alone; else ''."""
    if block[0].type != "paragraph_open":
        return ""
    mark = MARK.fullmatch(block[1].content.strip())
    alone = mark is not None and rules.places.get(mark[1]) in ("block", "link")
    return mark[1] if mark and alone else ""


def _leads_alone(block: list[Token], rules: Rules) -> str:
    """The name of the place where the only link of a paragraph leads that holds no more."""
    inside = block[1].children or [] if block[0].type == "paragraph_open" else []
    ends = inside and (inside[0].type, inside[-1].type) == ("link_open", "link_close")
    if not ends or sum(one.type == "link_open" for one in inside) > 1:
        return ""
    return _leads(inside[0], rules)


def _lone_link(block: list[Token], name: str, rules: Rules) -> Piece:
    """In plain text the address stands behind the words, to the end of its line."""
    inside = block[1].children or []
    said, _html = shown([block[0], block[1].copy(children=inside[1:-1]), block[2]])
    return Piece(f"{said}: \ue000{name}\ue001", shown(_leading(block, rules))[1])


def _leads(link: Token, rules: Rules) -> str:
    mark = PART.fullmatch(str(link.attrs.get("href", "")))
    return mark[1] if mark and rules.places.get(mark[1]) == "link" else ""


def _leading(tokens: Iterable[Token], rules: Rules) -> list[Token]:
    """The same with an address, which every reader of HTML lets through, where a link leads."""
    return [_led(one, rules) for one in tokens]


def _led(token: Token, rules: Rules) -> Token:
    if token.children:
        return token.copy(children=_leading(token.children, rules))
    if token.type == "link_open" and (name := _leads(token, rules)):
        return token.copy(attrs={**token.attrs, "href": f"https://place.invalid/{name}"})
    return token


def _alone(name: str, value: Value) -> Piece:
    match value:
        case Block():
            return Piece(value.text, value.html, name)
        case Link():
            return Piece(value.url, _anchor(value, value.label or value.url), name)
        case _:
            return Piece(value, html.escape(value), name)


def _words(piece: Piece, values: Mapping[str, Value]) -> Piece:
    text = _ANY.sub(lambda mark: _said(mark, values, _as_text), piece.text)
    within = _ANY.sub(lambda mark: _said(mark, values, _as_html), piece.html)
    text = re.sub(r"\n{3,}", "\n\n", text).strip()
    return Piece(text, _NOTHING_LEFT.sub("", within))


def _said(mark: re.Match[str], values: Mapping[str, Value], write: Callable[[Value], str]) -> str:
    """What stands where a mark stood. All marks of a text are replaced at once, so that none is
    looked for in what a value holds."""
    if leads := mark["leads"]:
        value = values.get(leads)
        said = value.url if isinstance(value, Link) else mark[0]
        return said if write is _as_text else html.escape(said)
    if part := mark["part"]:
        return quote(_as_text(values.get(part, "")), safe="")
    said = write(values.get(mark["place"], ""))
    return mark["space"] + said if said else ""


def _as_text(value: Value) -> str:
    match value:
        case Link():
            return value.url
        case Block():
            return value.text
        case _:
            return value


def _as_html(value: Value) -> str:
    return _anchor(value, value.url) if isinstance(value, Link) else html.escape(_as_text(value))


def _anchor(link: Link, label: str) -> str:
    return f'<a href="{html.escape(link.url)}" rel="noopener noreferrer">{html.escape(label)}</a>'
