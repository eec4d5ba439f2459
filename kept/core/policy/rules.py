"""All that policy.toml says, as values, with the places it says them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kept.core.calendar import Calendar
from kept.core.policy.model import (
    DEFAULT,
    Announce,
    Conduct,
    PromiseRule,
    ReopeningRule,
    ResendRule,
    Scope,
    Subscription,
    Suggestions,
    Term,
    Terms,
)
from kept.core.policy.node import Node


@dataclass
class Rules:
    """What was read so far; what is wrong was noted, and stands empty here.

    `nodes` are the tables of the rules by name (`promise.fix`), and their clauses
    (`promise.fix.clause`); `clauses` are the numbers of those clauses. `internal` are the rules
    that are the team's own. `calendars_named` also names a calendar that could not be read.
    """

    name: str = ""
    company: str = ""
    contact: str = ""
    languages: tuple[str, ...] = ()
    updated: date = date.min
    calendars: dict[str, Calendar] = field(default_factory=dict)
    promises: tuple[PromiseRule, ...] = ()
    resend: ResendRule | None = None
    reopening: ReopeningRule | None = None
    kinds: Terms = field(default_factory=dict)
    products: Terms = field(default_factory=dict)
    plans: Terms = field(default_factory=dict)
    priorities: Terms = field(default_factory=dict)
    teams: Terms = field(default_factory=dict)
    problem: str | None = None
    causes: Terms = field(default_factory=dict)
    scope: Scope | None = None
    conduct: Conduct | None = None
    suggestions: Suggestions | None = None
    announce: Announce | None = None
    subscription: Subscription | None = None
    days_off: Mapping[str, Any] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)
    clauses: dict[str, str] = field(default_factory=dict)
    calendars_named: tuple[str, ...] = ()
    calendar_names: dict[str, Term] = field(default_factory=dict)
    internal: set[str] = field(default_factory=set)

    @property
    def declared(self) -> dict[str, Terms]:
        """The values that policy.toml declares for a fact, by the fact."""
        return {
            "kind": self.kinds,
            "product": self.products,
            "plan": self.plans,
            "priority": self.priorities,
            "team": self.teams,
        }

    @property
    def calendar_clauses(self) -> dict[str, str]:
        """The clause that tells each calendar."""
        names = {name: calendar_name(name) for name in self.calendars}
        return {name: self.clauses[rule] for name, rule in names.items() if rule in self.clauses}


def calendar_name(calendar: str) -> str:
    """How a calendar is called in policy.toml and in bindings."""
    return calendar if calendar == DEFAULT else f"calendar.{calendar}"
