"""Spaces and apostrophes as printers set them: the formatter puts them in, never the writer."""

from __future__ import annotations

import re

from kept.core.policy.tongues import TONGUES

#: Between letters, or last: then a bound value follows (`l'{{ products.app }}`).
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w|$)")


def set_type(text: str, language: str) -> str:
    """`text` with its apostrophes, and set as its language is. Doing it twice is safe."""
    text = _APOSTROPHE.sub("’", text)
    tongue = TONGUES.get(language)
    return tongue.set_type(text) if tongue else text
