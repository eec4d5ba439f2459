"""Signs that nobody sees and nobody typed: they come from copying or from a damaged file.

A reader would not see them, but a search, a comparison or the page would stumble over them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

#: Control signs but tabs and ends of lines, separators of lines, what turns the direction of
#: reading around, and what stands where a sign was lost on the way.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffd]"
)
_CALLED: Final = {"\x00": "NUL", "\x0b": "vertical tab", "\x0c": "form feed", "\r": "CR"}


def unseen(source: str) -> Iterator[tuple[int, str]]:
    """The first such sign of each line: where it stands and what it is called."""
    told = 0
    for found in _UNSEEN.finditer(source):
        if found.start() >= told:
            yield found.start(), _name(found[0])
            told = source.find("\n", found.end()) % (len(source) + 1)


def _name(sign: str) -> str:
    """'U+0000 NUL': its number, and its name where it has one."""
    name = _CALLED.get(sign) or unicodedata.name(sign, "").lower()
    return f"U+{ord(sign):04X} {name}".strip()
