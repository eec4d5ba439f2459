"""Take somebody's name, addresses and words out of what others have written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape
from typing import Final

Blacken = Callable[[str], str]

#: Stands where something was.
GONE: Final = "…"
#: Shorter parts of a name are words of their own: 'de', 'Le'.
_NAME: Final = 3
#: Shorter lines are nobody's own: 'Thank you very much'.
_LINE: Final = 20


def blackening(
    names: Iterable[str], addresses: Iterable[str], words: Iterable[str] = ()
) -> Blacken:
    """A function that puts `GONE` in the place of each name and each of its parts, each address
    and each line of `words`, however they are spelled, in plain text as in HTML."""
    whole = {*names, *addresses}
    parts = {part for name in names for part in re.findall(r"\w+", name) if len(part) >= _NAME}
    lines = {line.strip() for said in words for line in said.splitlines()}
    lines = {line for line in lines if len(line) >= _LINE}
    needles = {form for one in {*whole, *parts, *lines} for form in (one, escape(one))}
    if not needles:
        return lambda text: text
    longest_first = sorted(needles, key=len, reverse=True)
    found = re.compile(
        rf"(?<![\w.+-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])", re.IGNORECASE
    )
    return lambda text: found.sub(GONE, text)
