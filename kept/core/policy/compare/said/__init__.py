"""How a language tells what changed. A language is one file here, named by its code."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from kept.core.policy.compare.said.telling import Telling


def languages() -> tuple[str, ...]:
    """The codes of the languages that changes can be told in."""
    return tuple(sorted({module.name for module in iter_modules(__path__)} - {"telling"}))


@cache
def telling(language: str) -> Telling:
    """The language of a code; English for one that Kept cannot tell changes in."""
    code = language.replace("_", "-").partition("-")[0].lower()
    name = code if code in languages() else "en"
    return cast("Telling", import_module(f"{__name__}.{name}").TELLING)


__all__ = ["Telling", "languages", "telling"]
