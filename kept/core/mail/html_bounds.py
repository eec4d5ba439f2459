"""HTML that is long, or made to be expensive: how much of it the parser may see.

The parser's work grows with the square of the attributes of a tag, and with the `&` of a text, and
the characters near the no-break space, times its length; each mistake that it finds takes memory.
A mail of 30 MB could keep it busy for hours. So long HTML is thinned before, and what is beyond any
mail program is read without its tags.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection
from itertools import islice

from kept.core.mail.html_words import spelled
from kept.core.mail.room import Room

_DEEPEST_TAGS = 400
_MOST_ATTRIBUTES = 30

_VOID_NAMES = "area base br col embed hr img input link meta source track wbr"
_VOID = frozenset(_VOID_NAMES.split())
_SELF_CLOSING = _VOID | {"p", "li", "dd", "dt", "td", "th", "tr", "tbody", "thead", "option"}
# What is opened again in every paragraph until it is closed.
_REOPENED_NAMES = "a b big code em font i nobr s small strike strong tt u"
_REOPENED = frozenset(_REOPENED_NAMES.split())
_ANY_TAG = re.compile(r"<(/?)([a-z][a-z0-9:-]*)")
_MARK = re.compile(r"<[^<>]*>?")
_BLANK_LINES = re.compile(r"\n{3,}")
_BLANKS = re.compile(r"[ \t\f\r]+")
# Comments and what is never shown · declarations · tags, with `>` in quotation marks or without ·
# any other `<`. None looks beyond the next `<`, or it takes what it has looked at.
_PIECE = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|title)\b.*?(?:</\1\b[^<>]*>|\Z)|<[!?][^<>]*>"
    r"|<(/?)([a-z][a-z0-9]*+)((?:\"[^\"<]*\"|'[^'<]*'|[^<>\"']++)*+|[^<>]*+)>|<",
    re.I | re.S,
)
_ATTRIBUTE = re.compile(
    r"(?<![a-z])([a-z]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.I
)


def bounded(
    markup: str, room: Room, tags: frozenset[str], attributes: Collection[str], *, thin: bool
) -> str | None:
    """What the parser may see of `markup`, with these tags and attributes at least; None where it
    is beyond what any mail program writes. `thin`: without whatever is not shown, however long."""
    count = markup.count("<")
    room.tags -= count
    room.parsed -= len(markup)
    if room.tags < 0 or room.parsed < 0:
        return None
    markup = spelled(markup, tags)
    room.as_it_came -= len(markup)
    if thin or room.as_it_came < 0:
        markup = thinned(markup, attributes)
    room.specials -= _specials(markup) * len(markup)
    if room.specials < 0:
        return None
    if count > _DEEPEST_TAGS:
        depth, reopened = _depths(markup)
        room.elements -= count * (1 + reopened)
        if depth > _DEEPEST_TAGS or room.elements < 0:
            return None
    return markup


def _specials(markup: str) -> int:
    """Those at which the parser looks at all of their text: `&`, and whatever begins in UTF-8 with
    the byte that a no-break space begins with (U+0080 to U+00BF)."""
    return markup.count("&") + markup.encode("utf-8", "replace").count(b"\xc2")


def thinned(markup: str, attributes: Collection[str]) -> str:
    """The same HTML without comments, styles, scripts and all attributes but these."""

    def thin(found: re.Match[str]) -> str:
        name = found[3]
        if name is None:
            return "&lt;" if found[0] == "<" else ""
        if found[2]:
            return f"</{name}>"
        kept = islice(_ATTRIBUTE.finditer(found[4]), _MOST_ATTRIBUTES)
        said = (_said(one) for one in kept if one[1].lower() in attributes)
        return f"<{name}{''.join(said)}>"

    return _PIECE.sub(thin, markup)


def _said(attribute: re.Match[str]) -> str:
    name, *values = attribute.groups("")
    value = "".join(values).replace('"', "&quot;")
    return f' {name}="{value}"'


def _depths(markup: str) -> tuple[int, int]:
    """How deep elements are nested, at most, and how many are opened again in each paragraph; what
    HTML closes by itself doesn't count."""
    lower = markup.lower()
    self_closing = _VOID if "<svg" in lower or "<math" in lower else _SELF_CLOSING
    depth = deepest = reopened = most = 0
    for found in _ANY_TAG.finditer(lower):
        tag = found[2]
        if tag in self_closing:
            continue
        step = -1 if found[1] else 1
        depth = max(0, depth + step)
        deepest = max(deepest, depth)
        if tag in _REOPENED:
            reopened = max(0, reopened + step)
            most = max(most, reopened)
    return deepest, most


def without_tags(markup: str, room: Room) -> str:
    """The text between the tags, for HTML that is too much to be read as HTML."""
    markup = markup[: room.without_tags]
    room.without_tags -= len(markup)
    text = html.unescape(_MARK.sub(" ", markup))
    return _BLANK_LINES.sub("\n\n", _BLANKS.sub(" ", text)).strip()
