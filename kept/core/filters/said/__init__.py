"""Mistakes as a person reads them: one file a language, named by its code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from kept.core.filters.reading import Code, Mistake

Sentences = Mapping[Code, str]


def _found() -> dict[str, Sentences]:
    codes = sorted(module.name for module in iter_modules(__path__))
    return {code: cast("Sentences", import_module(f"{__name__}.{code}").MISTAKES) for code in codes}


LANGUAGES: Mapping[str, Sentences] = _found()
_QUOTED: Mapping[str, Callable[[str], str]] = {
    "en": lambda words: f"“{words}”",
    "fr": lambda words: f"«\u202f{words}\u202f»",
}


def mistake_said(mistake: Mistake, language: str) -> str:
    """One sentence or two: what is wrong, and what is possible. Other languages: in English."""
    language = language if language in LANGUAGES else "en"
    sentence = LANGUAGES[language][mistake.code]
    field = f"{mistake.field}:" if mistake.field else ""
    possible = ", ".join(f"{field}{one}" for one in mistake.possible)
    said = _QUOTED[language](f"{field}{mistake.said}")
    return sentence.format(said=said, field=mistake.field, possible=possible)
