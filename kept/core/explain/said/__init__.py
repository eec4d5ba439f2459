"""How a language explains. A language is one file here, named by its code."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from kept.core.explain.said.explaining import Explaining


@cache
def explaining(language: str) -> Explaining:
    """The language of a code; English for one that Kept cannot explain in."""
    code = language.replace("_", "-").partition("-")[0].lower()
    known = {module.name for module in iter_modules(__path__)} - {"explaining"}
    name = code if code in known else "en"
    return cast("Explaining", import_module(f"{__name__}.{name}").EXPLAINING)


__all__ = ["Explaining", "explaining"]
