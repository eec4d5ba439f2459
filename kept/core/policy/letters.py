"""Signs as eyes take them: a full-width four is a four, and a Cyrillic о in `hоurs` is an o.

What customers read is compared with what rules say, so signs that look alike count as one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

#: Letters of other alphabets that nobody tells from Latin ones.
_TWINS = str.maketrans(
    "аеорсухіјѕһԁԛԝвмтнкАВЕКМНОРСТУХІЈЅαοικνρτυχωΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijshdqwbmthkABEKMHOPCTYXIJSaoiknptuxwABEZHIKMNOPTYX",
)
_MIXED = re.compile(r"\w*[\u0370-\u052f]\w*")
_RAISED = re.compile(r"(?<=[^\W\d_])[⁰¹²³⁴-⁹₀-₉]")
_SAME = {
    **dict.fromkeys("’‘ʼ′‛", "'"),
    **dict.fromkeys("“”„«»″‟", '"'),
    **dict.fromkeys("\u115f\u1160\u3164\uffa0", ""),
    **dict.fromkeys("½¼¾⅓⅔…§", None),
    "∶": ":",
    "⁄": "/",
    "−": "-",
    "ß": "ss",
}
_LATIN = re.compile(
    r"LATIN (SMALL LETTER|LETTER SMALL CAPITAL|CAPITAL LETTER) ([A-Z])(?: WITH .*)?"
)


def plain(text: str) -> str:
    """`text` in the letters and digits of the keyboard, as far as a reader takes them for those."""
    return text if text.isascii() else "".join(map(_plain, text))


def alike(text: str) -> str:
    """`text` with every sign that has a twin on the keyboard as that twin; what has none of one
    letter, and so all places, stays. A footnote's number after a word is no part of it."""
    if text.isascii():
        return text
    text = _RAISED.sub(" ", text)
    text = _MIXED.sub(lambda found: _untwinned(found[0]), text)
    one = {ord(sign): _plain(sign) for sign in set(text) if not sign.isascii()}
    return text.translate({code: sign for code, sign in one.items() if len(sign) == 1})


def _untwinned(word: str) -> str:
    """Only beside Latin letters: a word in another alphabet is one."""
    return word.translate(_TWINS) if re.search("[A-Za-z]", word) else word


@cache
def _plain(sign: str) -> str:
    if sign.isascii():
        return sign
    if sign in _SAME:
        same = _SAME[sign]
        return sign if same is None else same
    match unicodedata.category(sign):
        case "Mn" | "Me" | "Cf":
            return ""
        case "Zs" | "Zl" | "Zp":
            return " "
        case "Pd":
            return "-"
        case "Nd" | "Nl" | "No":
            return f"{unicodedata.numeric(sign):g}"
    spelt = unicodedata.normalize("NFKD", sign)
    spelt = "".join(part for part in spelt if not unicodedata.combining(part))
    named = _LATIN.fullmatch(unicodedata.name(sign, ""))
    if spelt.isascii() or named is None:
        return spelt
    return named[2] if named[1].startswith("CAPITAL") else named[2].lower()
