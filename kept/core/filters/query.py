"""A query as it was understood, and the sentence that says it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from kept.core.filters.moments import When

_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Words:
    """What was said. `exact`: these words one after another; `without`: what has none of it."""

    text: str
    exact: bool = False
    without: bool = False

    def __str__(self) -> str:
        return _signed(f'"{self.text}"' if self.exact else self.text, self.without)


@dataclass(frozen=True, slots=True)
class Value:
    """A field that is something: `kind:bug`."""

    field: str
    value: str
    without: bool = False

    def __str__(self) -> str:
        value = f'"{self.value}"' if _SPACE.search(self.value) else self.value
        return _signed(f"{self.field}:{value}", self.without)


@dataclass(frozen=True, slots=True)
class Moment:
    """A field that is a moment: `due:<2h`."""

    field: str
    when: When
    without: bool = False

    def __str__(self) -> str:
        return _signed(f"{self.field}:{self.when}", self.without)


Term: TypeAlias = Words | Value | Moment


def _signed(said: str, without: bool) -> str:
    return f"-{said}" if without else said


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: its terms, in the order in which they were typed."""

    terms: tuple[Term, ...] = ()

    def __str__(self) -> str:
        return " ".join(map(str, self.terms))

    def __bool__(self) -> bool:
        return bool(self.terms)

    @property
    def words(self) -> tuple[Words, ...]:
        return tuple(term for term in self.terms if isinstance(term, Words))

    @property
    def filters(self) -> tuple[Value | Moment, ...]:
        return tuple(term for term in self.terms if not isinstance(term, Words))
