"""How a language tells what changed. A language is one file here, named by its code."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from kept.core.policy.compare.said.telling import Telling


@cache
def telling(language: str) -> Telling:
    """The language of a code; English for one that Kept cannot tell changes in."""
    code = language.replace("_", "-").partition("-")[0].lower()
    known = {module.name for module in iter_modules(__path__)} - {"telling"}
    name = code if code in known else "en"
    return cast("Telling", import_module(f"{__name__}.{name}").TELLING)


__all__ = ["Telling", "telling"]
