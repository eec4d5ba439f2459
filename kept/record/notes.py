"""Why a version was published: a note in one or several of the policy's languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from babel import Locale
from django.conf import settings

Words: TypeAlias = "str | Mapping[str, str]"
"""A note as it is given: in each language, or once, in a language that nobody named."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note as somebody reads it. `language`: another one than theirs, which pages say by its
    `name`."""

    text: str
    language: str = ""
    name: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)


def tidied(words: Words) -> dict[str, str]:
    """The notes that say something, by language; '' for one in a language that nobody named."""
    said = {"": words} if isinstance(words, str) else words
    return {language: text.strip() for language, text in said.items() if text.strip()}


def told(note: str, notes: Mapping[str, str], language: str) -> Note:
    """The note for a reader of `language`: in that language, else in English, else as it was
    written first (`note`), in a language that may have no name."""
    if language in notes or not notes:
        return Note(notes.get(language, note))
    written = next((code for code, text in notes.items() if text == note), "")
    other = settings.LANGUAGE_CODE if settings.LANGUAGE_CODE in notes else written
    name = Locale(language).languages.get(other, "")
    return Note(notes.get(other, note), other, str(name))
