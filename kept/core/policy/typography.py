"""Spaces and apostrophes as printers set them: the formatter puts them in, never the writer."""

from __future__ import annotations

import re

NARROW, WIDE = "\u202f", "\u00a0"

_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_BLANK = r"[ \u00a0\u202f]*"
_ENDS = r"(?=$|[\s\u00a0\u202f)\]»”’.…])"
_HIGH = re.compile(rf"(?<![\s(:;?!]){_BLANK}([;?!]+){_ENDS}")
_COLON = re.compile(rf"(?<![\s(:;?!]){_BLANK}:{_ENDS}")
_OPENS, _CLOSES = re.compile(rf"«{_BLANK}"), re.compile(rf"{_BLANK}»")
_UNIT = re.compile(
    r"(?<=\d) (?=(?:h|heures?|min|minutes?|s|secondes?|jours?|semaines?|mois|ans?|%|€|\$|"
    r"[kmgt]o|px)\b|[%€$])",
    re.IGNORECASE,
)


def set_type(text: str, language: str) -> str:
    """`text` with its apostrophes and, in French, its no-break spaces. Doing it twice is safe."""
    text = _APOSTROPHE.sub("’", text)
    if language != "fr":
        return text
    text = _OPENS.sub(f"«{NARROW}", text)
    text = _CLOSES.sub(f"{NARROW}»", text)
    text = _HIGH.sub(rf"{NARROW}\1", text)
    text = _COLON.sub(f"{WIDE}:", text)
    return _UNIT.sub(NARROW, text)
