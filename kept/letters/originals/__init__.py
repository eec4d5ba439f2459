"""The letters as they come with Kept: one file a language."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kept.core.mail.letter import Letter, read
from kept.letters.catalogue import LETTERS

ELSEWHERE = "en"


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a letter, as somebody writes them."""

    subject: str
    body: str


@cache
def languages(letter: str) -> tuple[str, ...]:
    """The languages that this letter comes in, English first."""
    names = sorted(file.name for file in files(__name__).iterdir() if file.name.endswith(".toml"))
    codes = [name.removesuffix(".toml") for name in names]
    codes.sort(key=lambda code: code != ELSEWHERE)
    return tuple(code for code in codes if letter in _file(code))


@cache
def text(letter: str, language: str) -> Text:
    """Its words in `language`; in English where it does not come in that one."""
    return _file(language if language in languages(letter) else ELSEWHERE)[letter]


@cache
def original(letter: str, language: str) -> Letter:
    """The same, ready for its values."""
    words = text(letter, language)
    return read(words.subject, words.body, LETTERS[letter].rules)


@cache
def _file(language: str) -> dict[str, Text]:
    said = tomllib.loads((files(__name__) / f"{language}.toml").read_text("utf-8"))
    return {name: Text(one["subject"], one["body"].strip()) for name, one in said.items()}
