"""A written policy as values: what the desk runs and what customers read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

from kept.core.calendar import Calendar
from kept.core.calendar.owed import Owed
from kept.core.policy.text import Text

PromiseKind = Literal["first_reply", "next_reply", "fix"]

DEFAULT = "hours"
"""The name of the calendar that `[hours]` writes."""


@dataclass(frozen=True, slots=True)
class PromiseRule:
    """What a clause owes the customer. `kind` says what starts and keeps it (PROMISES.md 10-12).

    `aim` is the desk's own stricter target, never told. `warn` is how long before the due moment
    to warn, on the clock. `when` must hold for the ticket: fact -> the values that count.
    """

    name: str
    clause: str
    kind: PromiseKind
    owed: Owed
    aim: Owed | None = None
    warn: timedelta = timedelta()
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    calendar: str = DEFAULT


@dataclass(frozen=True, slots=True)
class ResendRule:
    """After this long without an answer a customer may ask again, which makes the ticket so."""

    clause: str
    after: Owed
    makes: Literal["urgent"] = "urgent"


@dataclass(frozen=True, slots=True)
class Term:
    """An item of a rule's list, such as a ground of abuse, and its words by language."""

    name: str
    clause: str
    words: Mapping[str, str]


Terms = Mapping[str, Term]


@dataclass(frozen=True, slots=True)
class Scope:
    """What support is about, and what else it includes."""

    clause: str
    covers: Terms
    includes: Terms


@dataclass(frozen=True, slots=True)
class Conduct:
    """For what access can be withdrawn."""

    clause: str
    grounds: Terms


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Where ideas go."""

    clause: str
    go_to: Term


@dataclass(frozen=True, slots=True)
class Announce:
    """Where a major change of the policy is announced."""

    clause: str
    major: Term


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy without mistakes. Immutable; `read` makes it from its files.

    `languages` begins with the `original`. `days_off` is plain JSON: stored with a published
    version and given back to `read`, it keeps the version's holidays as they were.
    """

    name: str
    company: str
    contact: str
    languages: tuple[str, ...]
    updated: date
    calendars: Mapping[str, Calendar]
    calendar_clauses: Mapping[str, str]
    promises: tuple[PromiseRule, ...]
    resend: ResendRule | None
    kinds: Terms
    problem: str | None
    causes: Terms
    scope: Scope | None
    conduct: Conduct | None
    suggestions: Suggestions | None
    announce: Announce | None
    subscription_required: bool
    texts: Mapping[str, Text]
    days_off: Mapping[str, Any]

    @property
    def original(self) -> str:
        return self.languages[0]

    @property
    def calendar(self) -> Calendar:
        """The calendar of `[hours]`."""
        return self.calendars[DEFAULT]

    def promise(self, name: str) -> PromiseRule:
        """The rule of that name. Raises KeyError when there is none."""
        for rule in self.promises:
            if rule.name == name:
                return rule
        raise KeyError(f"The policy {self.name} makes no promise {name}.")
