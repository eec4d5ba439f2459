"""A text as the words that it is found by.

A word stands in the index without accents and without its ending. Which language a word is of is
not asked: a ticket may have a French customer, an English answer and names of neither, and who
searches says nothing of it. So each word goes through the French rules for endings and then
through the English ones; what they merge beyond one language (`nation`, `nations`, `national`) is
what one hopes for in a search.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

import Stemmer

_WORD: Final = re.compile(r"[^\W_]+")
#: Letters that do not come apart into a letter and an accent.
_WHOLE: Final = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "þ": "th"}
)
#: Nobody looks for longer ones: what is longer is data, not a word.
LONGEST: Final = 40
_SHORT: Final = 4
_FRENCH: Final = Stemmer.Stemmer("french")
_ENGLISH: Final = Stemmer.Stemmer("english")


class Form(NamedTuple):
    """How a word is kept: `stem` in the place where it was said, and `also` for the endings that
    only accents tell ('payées'), where that is something else."""

    stem: str
    also: str


def tokens(text: str) -> Iterator[str]:
    """The words of a text, as they are written."""
    return (found[0] for found in _WORD.finditer(text))


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """The text in small letters without accents: equal for 'Réglé', 'RÉGLÉ' and 'regle'."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_WHOLE))
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()


@lru_cache(maxsize=65_536)
def forms(word: str) -> Form:
    """How one word of `tokens` is kept and looked for."""
    plain = fold(word)[:LONGEST]
    stem = _stem(plain)
    if word.isascii():
        return Form(stem, "")
    also = fold(_stem(unicodedata.normalize("NFC", word.casefold())[:LONGEST]))
    return Form(stem, also if also != stem else "")


def _stem(word: str) -> str:
    """What is left when no rule takes anything more; a plural first, or French takes it for a verb
    ('connexions')."""
    if not word.isalpha():
        return word
    if len(word) > _SHORT and word[-1] == "s" != word[-2]:
        word = word[:-1]
    before = ""
    while word != before:
        before, word = word, _ENGLISH.stemWord(_FRENCH.stemWord(word))
    return word
