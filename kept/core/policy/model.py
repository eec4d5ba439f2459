"""A written policy as values: what the desk runs and what customers read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal

from kept.core.calendar import Calendar
from kept.core.calendar.owed import Owed
from kept.core.events import PromiseKind, Tells
from kept.core.policy.text import Text

Facts = Mapping[str, str]
"""What a `when` looks at: kind, channel, language, product, plan, priority, team; '' if unknown.
Beside them `subscription`, at which `[subscription]` looks."""

DEFAULT = "hours"
"""The name of the calendar that `[hours]` writes."""


@dataclass(frozen=True, slots=True)
class Warn:
    """How long before the due moment, on the clock, to warn, and whom."""

    before: timedelta
    tells: Tells = "assignee"


@dataclass(frozen=True, slots=True)
class PromiseRule:
    """What a clause owes the customer. `kind` says what starts and keeps it (PROMISES.md 10-12).

    `aim` is the desk's own stricter target, never told. `warns` come in the order of their
    moments. `when` must hold for the ticket: fact -> the values that count. `pauses`: the clock
    stands still while the desk waits for the customer (PROMISES.md 13). `internal`: the team's
    own, never told to customers.
    """

    name: str
    clause: str
    kind: PromiseKind
    owed: Owed
    aim: Owed | None = None
    warns: tuple[Warn, ...] = ()
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    calendar: str = DEFAULT
    pauses: bool = False
    internal: bool = False

    def applies(self, facts: Facts) -> bool:
        """Whether `when` holds. A fact that nobody knows yet holds for no value."""
        return all(facts.get(fact, "") in allowed for fact, allowed in self.when.items())


@dataclass(frozen=True, slots=True)
class ResendRule:
    """After this long without an answer a customer may ask again, which makes the ticket so."""

    clause: str
    after: Owed
    makes: Literal["urgent"] = "urgent"


@dataclass(frozen=True, slots=True)
class ReopeningRule:
    """How long after it was settled a request opens again; a later message is a new request."""

    clause: str
    within: Owed


@dataclass(frozen=True, slots=True)
class Term:
    """An item of a rule's list, such as a ground of abuse, and its words by language.

    `clause` is empty where none tells it (a plan). `instead` is what to do where it is excluded.
    """

    name: str
    clause: str
    words: Mapping[str, str]
    instead: Mapping[str, str] = field(default_factory=dict)


Terms = Mapping[str, Term]


@dataclass(frozen=True, slots=True)
class Scope:
    """What support is about, what else it includes, and what it does not."""

    clause: str
    covers: Terms
    includes: Terms
    excludes: Terms = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conduct:
    """For what access can be withdrawn, and the steps towards it, the first one first."""

    clause: str
    grounds: Terms
    ladder: Terms = field(default_factory=dict)


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
class Subscription:
    """Whether support is only for customers whose subscription runs."""

    clause: str
    required: bool


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
    subscription: Subscription | None
    texts: Mapping[str, Text]
    days_off: Mapping[str, Any]
    products: Terms = field(default_factory=dict)
    plans: Terms = field(default_factory=dict)
    priorities: Terms = field(default_factory=dict)
    teams: Terms = field(default_factory=dict)
    calendar_names: Terms = field(default_factory=dict)
    reopening: ReopeningRule | None = None

    @property
    def original(self) -> str:
        return self.languages[0]

    @property
    def calendar(self) -> Calendar:
        """The calendar of `[hours]`."""
        return self.calendars[DEFAULT]

    def calendar_name(self, calendar: str, language: str) -> str:
        """What customers call a calendar; '' where the policy does not say."""
        term = self.calendar_names.get(calendar)
        return (term.words.get(language) or term.words[self.original]) if term else ""

    def promise(self, name: str) -> PromiseRule:
        """The rule of that name. Raises KeyError when there is none."""
        for rule in self.promises:
            if rule.name == name:
                return rule
        raise KeyError(f"The policy {self.name} makes no promise {name}.")

    @property
    def subscription_required(self) -> bool:
        return self.subscription is not None and self.subscription.required

    def excluding(self, facts: Facts) -> str:
        """The clause by which nothing is owed to who asks; '' where none says so.

        A subscription of which nobody knows counts as one that runs.
        """
        if self.subscription is None or not self.subscription.required:
            return ""
        return self.subscription.clause if facts.get("subscription") == "ended" else ""

    def too_late(self, settled_at: datetime | None, at: datetime) -> str:
        """The clause by which what was settled does not open again `at` that moment; '' where it
        does, as it does for ever without such a rule."""
        if self.reopening is None or settled_at is None:
            return ""
        over = self.reopening.within.due(settled_at, self.calendar)
        return self.reopening.clause if at > over else ""

    def applying(self, kinds: Collection[PromiseKind], facts: Facts) -> Iterator[PromiseRule]:
        """Of the rules of each kind the first whose `when` holds, in the order of the file; none
        where a clause is `excluding` who asks.

        A rule of the team's own takes no told rule's place: at most one of each a kind.
        """
        if self.excluding(facts):
            return
        taken: set[tuple[PromiseKind, bool]] = set()
        for rule in self.promises:
            place = rule.kind, rule.internal
            if rule.kind in kinds and place not in taken and rule.applies(facts):
                taken.add(place)
                yield rule
