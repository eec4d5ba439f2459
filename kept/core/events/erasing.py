"""Part of the vocabulary: somebody does not want to be known here any more.

What they were and said stood in rows, which are gone; that it happened, to a number without a name,
is all that an event says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from kept.core.events.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonErased(Fact):
    """Who had asked was erased, with all that was said in their request. It is over: nobody can be
    answered any more, so nothing is owed."""

    customer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsErased(Fact):
    """Somebody was erased of whom this request of another spoke: they take part no more, and these
    `messages`, which they had written, have no words."""

    customer: int
    messages: tuple[int, ...] = ()


OnPeople: TypeAlias = PersonErased | WordsErased
"""What becomes of a request when somebody is erased."""
