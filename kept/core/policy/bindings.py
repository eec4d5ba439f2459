"""Which names a text may bind, which it must, and in which clause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kept.core.calendar.owed import Owed
from kept.core.policy.model import Terms
from kept.core.policy.rules import Rules, calendar_name


@dataclass(frozen=True, slots=True)
class Rule:
    """A value that a text may bind. One with a clause must be told there.

    `items` are the names under which the parts of a list can be told one by one. An `unread`
    rule stands in policy.toml with a mistake of its own, and is not held against the texts.
    """

    name: str
    kind: Literal["fact", "hours", "owed", "terms", "unread"]
    clause: str | None = None
    owed: Owed | None = None
    items: tuple[str, ...] = ()


def bindable(rules: Rules) -> Mapping[str, Rule]:
    """Every rule that a text may bind, by name."""
    found = [Rule(name, "fact") for name in ("company", "contact", "updated")]
    for calendar in rules.calendars:
        name = calendar_name(calendar)
        found.append(Rule(name, "hours", rules.clauses.get(name)))
    for promise in rules.promises:
        found.append(Rule(f"promise.{promise.name}", "owed", promise.clause, promise.owed))
    if rules.resend:
        found.append(Rule("resend.after", "owed", rules.resend.clause, rules.resend.after))
    found += _lists(rules)
    return {**_unread(rules), **{rule.name: rule for rule in found}}


def _unread(rules: Rules) -> Mapping[str, Rule]:
    """Every rule that policy.toml has a table for, whatever came of it."""
    names = [name for name in rules.nodes if not name.endswith(".clause")]
    parts = [
        *("resend.after", "problem.causes", "scope.covers", "scope.includes"),
        *("conduct.grounds", "suggestions.go_to", "announce.major"),
    ]
    names += [part for part in parts if part.partition(".")[0] in rules.nodes]
    return {name: Rule(name, "unread") for name in names}


def _lists(rules: Rules) -> list[Rule]:
    found: list[Rule] = []

    def add(name: str, clause: str, terms: Terms) -> None:
        if terms:
            items = tuple(f"{name}.{term}" for term in terms)
            found.append(Rule(name, "terms", clause, items=items))

    if rules.problem:
        add("problem.causes", rules.problem, rules.causes)
    if rules.scope:
        add("scope.covers", rules.scope.clause, rules.scope.covers)
        add("scope.includes", rules.scope.clause, rules.scope.includes)
    if rules.conduct:
        add("conduct.grounds", rules.conduct.clause, rules.conduct.grounds)
    for name, where in (
        ("suggestions.go_to", rules.suggestions),
        ("announce.major", rules.announce),
    ):
        if where:
            found.append(Rule(name, "terms", where.clause))
    return found
