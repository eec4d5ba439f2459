"""The languages in which commands tell of policies and promises: all that Kept has words for."""

from __future__ import annotations

from kept.core import say
from kept.site.prepare import NotReadyError


def spoken(language: str) -> str:
    """`language`, if Kept speaks it. Raises NotReadyError, which names those that it speaks."""
    try:
        say.words(language)
    except ValueError as error:
        raise NotReadyError(str(error)) from error
    return language
