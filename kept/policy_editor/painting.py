"""A file as it is shown behind what is typed: its lines, with what they are made of marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString

Span = tuple[int, int, str]
"""From where to where in the file, and what it is."""

_RULES: Final = re.compile(
    r"""(?P<said>"(?:\\.|[^"\\\n])*"|'[^'\n]*')|(?P<note>\#[^\n]*)"""
    r"""|(?P<head>^\[[^\n]*?\](?=[ \t]*(?:\#|$)))""",
    re.MULTILINE,
)
_TEXT: Final = re.compile(
    r"(?P<head>^\#{1,2}[ \t][^\n]*)|(?P<bind>\{\{[^{}\n]*\}\})|(?P<meant>\{=[^\n]*?=\})",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line. `changed`: it is not as it was in the version that the draft began from."""

    html: SafeString
    changed: bool


def painted(name: str, source: str, base: str, wrong: Iterable[tuple[int, int]]) -> list[Line]:
    """The lines of a file; `wrong`: the places of its mistakes."""
    spans = sorted([*_made_of(name, source), *((start, end, "wrong") for start, end in wrong)])
    changed = changed_lines(base, source)
    lines, start, here = [], 0, list[Span]()
    for number, text in enumerate(source.split("\n")):
        end = start + len(text)
        while spans and spans[0][0] < end:
            here.append(spans.pop(0))
        lines.append(Line(_line(source, start, end, here), number in changed))
        here = [span for span in here if span[1] > end]
        start = end + 1
    return lines


def _made_of(name: str, source: str) -> Iterator[Span]:
    pattern = _RULES if name.endswith(".toml") else _TEXT
    for found in pattern.finditer(source):
        if found.lastgroup and found.lastgroup != "said":
            yield found.start(), found.end(), found.lastgroup


def _line(source: str, start: int, end: int, spans: Sequence[Span]) -> SafeString:
    """A line with those of the spans that reach into it."""
    edges = {edge for a, b, _kind in spans for edge in (a, b) if start < edge < end}
    cuts = [start, *sorted(edges), end]
    return SafeString("".join(_piece(source, a, b, spans) for a, b in pairwise(cuts)))


def _piece(source: str, start: int, end: int, spans: Sequence[Span]) -> str:
    kinds = [kind for a, b, kind in spans if a <= start and end <= b and start < end]
    text = escape(source[start:end])
    return f'<span class="{" ".join(kinds)}">{text}</span>' if kinds else text


def changed_lines(old: str, new: str) -> set[int]:
    """The numbers (from 0) of the lines of `new` that do not stand in `old`."""
    return {line for start, end in _differences(old, new) for line in range(start, end)}


def differing(old: str, new: str) -> set[int]:
    """Those, and the lines beside them: also where `new` has only less than `old`."""
    return {line for start, end in _differences(old, new) for line in range(start - 1, end + 1)}


def _differences(old: str, new: str) -> Iterator[tuple[int, int]]:
    if old != new:
        pair = old.split("\n"), new.split("\n")
        for tag, _a, _b, start, end in SequenceMatcher(None, *pair, autojunk=False).get_opcodes():
            if tag != "equal":
                yield start, end
