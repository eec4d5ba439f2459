"""Words that an HTML parser would take away, and how they stay readable.

A parser follows browsers: what stands in an `<object>`, a `<template>` or a formula is not text of
the page, and what is opened and never closed goes on to the end. In a mail those are words that
somebody wrote, or all that is left of a mail that was cut.
"""

from __future__ import annotations

import re
from typing import Final

END: Final = "\ue0f3"
"""Written behind HTML: where it is gone after cleaning, something swallowed the words before it."""

# As the name ends for a parser. An address in angle brackets reads as the name of a tag, too.
_NAME = re.compile(rf"<(/?)([a-z][^\s<>/{END}]*)", re.I)
_OPENED = re.compile(rf"<([a-z][^\s<>/{END}]*)")
_ADDRESS = re.compile(r"https?:|[^@]+@")
_HEAD_NAMES = "html head body title style script textarea xmp"
_EMPTY_NAMES = (
    "area base basefont bgsound br col embed frame hr image img input keygen link meta param "
    "source track wbr"
)
_PLAIN = frozenset(f"{_HEAD_NAMES} {_EMPTY_NAMES}".split())
_BLOCK_NAMES = (
    "details dialog dir fieldset form hgroup iframe legend menu nav noembed noframes noscript "
    "object optgroup option plaintext search select summary template"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())

# How each begins that goes on to its end, and how it ends. What a program or a style would say
# goes with its beginning, up to the next tag.
_SWALLOWING = (
    (re.compile(r"<script\b[^<]*", re.I), re.compile(r"</script\b", re.I)),
    (re.compile(r"<style\b[^<]*", re.I), re.compile(r"</style\b", re.I)),
    (re.compile(r"<title\b[^<>]*>?", re.I), re.compile(r"</title\b", re.I)),
    (re.compile(r"<!--"), re.compile(r"-->")),
)


def spelled(markup: str, shown: frozenset[str]) -> str:
    """The same HTML without tags at which a parser would take words away; those of names that are
    `shown` stay as they are. Blocks become `div`, others get a name that nobody knows, of which
    the words are kept; an address in angle brackets becomes text."""

    def respelled(found: re.Match[str]) -> str:
        close, name = found[1], found[2].lower()
        if name not in odd:
            return found[0]
        if _ADDRESS.match(name):
            return found[0] if close else f"&lt;{found[2]}"
        return f"<{close}div" if name in _BLOCKS else f"<{close}x-{name}"

    names = set(_OPENED.findall(markup.lower()))
    odd = {name for name in names - _PLAIN - shown if _ADDRESS.match(name) or ":" not in name}
    return _NAME.sub(respelled, markup) if odd else markup


def ended(markup: str) -> str:
    """The same HTML without what goes on to its end: comments, titles, styles and programs that
    are not closed, and a tag in which the mail was cut."""
    for begins, ends in _SWALLOWING:
        last = max((found.end() for found in ends.finditer(markup)), default=0)
        markup = markup[:last] + begins.sub("", markup[last:])
    before, tag, cut = markup.rpartition("<")
    return before if tag and "=" in cut and ">" not in cut else markup
