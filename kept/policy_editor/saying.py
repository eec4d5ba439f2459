"""Mistakes in the reader's language: the core writes English, its templates are translated here."""

from __future__ import annotations

import re

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kept.core.policy import Mistake

_CLAUSE = re.compile(r"Clause (\S+)")
_LISTED = re.compile(r" (and|or) (?=\S+$)")
#: The facts that are lists which the core joined.
_LISTS = ("known", "files", "kinds", "example", "before", "rules")


def said(mistake: Mistake) -> str:
    """The sentence of a mistake, saying what to do."""
    if (get_language() or "en")[:2] == "en" or not mistake.template:
        return mistake.sentence
    facts = {name: _fact(name, value) for name, value in mistake.facts.items()}
    return _(mistake.template) % facts


def _fact(name: str, value: object) -> object:
    """The few words that the core puts into a sentence itself."""
    if not isinstance(value, str):
        return value
    if name == "clause":
        if value == "The preamble":
            return _("The preamble")
        if found := _CLAUSE.fullmatch(value):
            return _("Clause %(number)s") % {"number": found[1]}
    if name in _LISTS and (found := _LISTED.search(value)):
        word = _("and") if found[1] == "and" else _("or")
        return f"{value[: found.start()]} {word} {value[found.end() :]}"
    return value
