"""The words of a clause that make a rule."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from kept.core.explain.explanation import Cited
from kept.core.policy import clause_text, render_inline
from kept.core.policy.text import PREAMBLE
from kept.core.policy.typography import set_type
from kept.core.promises import Edition

_SENTENCE: Final = re.compile(r"(?<=..[.!?…])\s+|\n+")  # not after the letter of an item


def cited(edition: Edition, clause: str, binding: str, language: str) -> Cited | None:
    """A clause of a version in the reader's language, or else in the original's.

    `binding` ('within promise.fix', '' for none) finds the sentence that tells the rule. None
    for a rule that no clause tells.
    """
    if not clause:
        return None
    languages = edition.policy.languages
    spoken = language if language in languages else edition.policy.original
    title, quote = _words(_Edition(edition), clause, binding, spoken)
    return Cited(clause, edition.version, title, quote)


class _Edition:
    """An edition that a cache can hold: a published version never changes."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self._key = (edition.version, id(edition.policy))

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Edition) and self._key == other._key


@lru_cache(maxsize=512)
def _words(of: _Edition, clause: str, binding: str, language: str) -> tuple[str, str]:
    policy = of.edition.policy
    text = policy.texts[language]
    found = text.clause(clause)
    title = found.title if found else text.title if clause == PREAMBLE else ""
    try:
        whole = clause_text(policy, clause, language)
    except KeyError:
        return set_type(title, language), ""
    return set_type(title, language), _telling(whole, of, binding, language) or whole


def _telling(whole: str, of: _Edition, binding: str, language: str) -> str:
    """The sentences of a clause in which a bound value stands."""
    if not binding:
        return ""
    try:
        bound = render_inline(of.edition.policy, binding, language)
    except KeyError:
        return ""
    return " ".join(one for one in _SENTENCE.split(whole) if bound in one)
