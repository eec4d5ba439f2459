"""What is measured of a promise, to stand beside its clause. A room that measures adds itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A share that was kept: '98.5 % kept' of the first reply. `part` draws the ring, 0 to 1."""

    clause: str
    name: str
    part: float
    share: str
    small: str
    url: str


_Measure = Callable[[HttpRequest, str], Iterable[Measured]]

_measures: Final[list[_Measure]] = []


def add(measure: _Measure) -> None:
    """Show what `measure` says to a request, in a language, wherever promises are told.

    It says nothing to those who may not know.
    """
    _measures.append(measure)


def measured(request: HttpRequest, language: str) -> list[Measured]:
    """All that is measured and that this visitor may know."""
    return [one for measure in _measures for one in measure(request, language)]
