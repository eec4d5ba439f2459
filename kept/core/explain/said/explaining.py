"""What a language must be able to say of a decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kept.core.explain.explanation import Decision


@dataclass(frozen=True, slots=True)
class Explaining:
    """One language. `says` is one sentence a decision, with places for what it names; `facts`
    are what is looked at; `steps` are arithmetic that no calendar derives; `released` says why
    the desk itself ended a promise. `message` and `renewed` say what a promise counts from."""

    language: str
    says: Mapping[Decision, str]
    facts: Mapping[str, str]
    steps: Mapping[str, tuple[str, ...]]
    released: Mapping[str, str]
    desk: str
    customer: str
    somebody: str
    unknown: str
    message: str
    renewed: str
    when: str
    """A day and a time of day that stand together: '{day}, {clock}'."""
