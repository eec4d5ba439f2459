"""Why a decision was taken, as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Decision = Literal[
    "opened",
    "unowed",
    "due",
    "sorted",
    "facts",
    "assigned",
    "taken",
    "given_back",
    "handed_by_turn",
    "handed_to_fewest",
    "resend",
    "repetition",
    "reopened",
    "improved",
    "warned",
    "paused",
    "resumed",
    "kept",
    "broken",
    "late",
    "owed_again",
    "released",
    "split_off",
    "moved",
    "took_in",
    "merged",
    "merge_undone",
    "let_in",
    "taken_out",
    "joined",
    "restored",
    "refused",
]


@dataclass(frozen=True, slots=True)
class Cited:
    """A clause at the version that was in force: its number, title and the words that count.

    `quote` is the sentence that tells the rule, or else all that the clause says; '' where the
    version has no such clause (an empty `clause`: a rule that none tells).
    """

    clause: str
    version: int
    title: str
    quote: str


@dataclass(frozen=True, slots=True)
class Looked:
    """A fact that the decision looked at: what it is called, and what it was."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """One decision on a ticket: what, when, by which clause, from which facts, how reckoned.

    `says` is the decision in one sentence; `steps` are the arithmetic, one short sentence each.
    `promise` is the number of the promise that it is about, `place` the event's place in the
    ticket's history, from 1. All words are in one language, all times of day on the reader's
    clock; `at` is in UTC.
    """

    decision: Decision
    at: datetime
    says: str
    cited: Cited | None = None
    facts: tuple[Looked, ...] = ()
    steps: tuple[str, ...] = ()
    promise: int | None = None
    place: int = 0
