"""Which names a text may bind, which it must, and in which clause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from kept.core.calendar.owed import EndOfFirstHour, Owed
from kept.core.policy.facts import DECLARED
from kept.core.policy.model import PromiseRule, Terms
from kept.core.policy.rules import Rules, calendar_name

#: The facts whose values a promise's text must tell: what a customer cannot know otherwise.
_TOLD_FACTS = ("product", "plan", "priority", "team")


@dataclass(frozen=True, slots=True)
class Rule:
    """A value that a text may bind. It must be told in each of its `clauses`.

    `items` are the names under which the parts of a list can be told one by one; `repeats`: it
    is owed again and again, so that `every` may stand before it. An `unread` rule stands in
    policy.toml with a mistake of its own, and is not held against the texts; an `internal` one
    may not be told.
    """

    name: str
    kind: Literal["fact", "hours", "owed", "terms", "unread", "internal"]
    clauses: tuple[str, ...] = ()
    owed: Owed | None = None
    items: tuple[str, ...] = ()
    repeats: bool = False


def bindable(rules: Rules) -> Mapping[str, Rule]:
    """Every rule that a text may bind, by name."""
    found = [Rule(name, "fact") for name in ("company", "contact", "updated")]
    for calendar in rules.calendars:
        name = calendar_name(calendar)
        found.append(Rule(name, "hours", _in(rules.clauses.get(name))))
    for promise in rules.promises:
        found += _promised(promise)
    if rules.resend:
        found.append(Rule("resend.after", "owed", _in(rules.resend.clause), rules.resend.after))
    if rules.reopening:
        clause, within = rules.reopening.clause, rules.reopening.within
        found.append(Rule("reopening.within", "owed", _in(clause), within))
    found += _lists(rules)
    found += _declared(rules)
    found += [Rule(name, "internal") for name in rules.internal]
    return {**_unread(rules), **{rule.name: rule for rule in found}}


def _in(*clauses: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clause for clause in clauses if clause))


def _promised(promise: PromiseRule) -> Iterator[Rule]:
    name, clauses = f"promise.{promise.name}", _in(promise.clause)
    if promise.internal:
        yield from (Rule(name, "internal"), Rule(f"{name}.pauses", "internal"))
        return
    repeats = promise.kind == "update" and not isinstance(promise.owed, EndOfFirstHour)
    yield Rule(name, "owed", clauses, promise.owed, repeats=repeats)
    if promise.pauses:
        yield Rule(f"{name}.pauses", "fact", clauses)


#: What the tables say that hold no rule by themselves; some may do without a key.
_PARTS = (
    *("resend.after", "reopening.within", "problem.causes"),
    *("scope.covers", "scope.includes", "scope.excludes"),
    *("conduct.grounds", "conduct.ladder", "suggestions.go_to", "announce.major"),
)
_MAY_LACK = frozenset({"scope.includes", "scope.excludes", "conduct.ladder"})
_TABLES = frozenset({"subscription", *(part.partition(".")[0] for part in _PARTS)})


def _unread(rules: Rules) -> Mapping[str, Rule]:
    """Every rule that policy.toml has a table for, whatever came of it."""
    names = [name for name in rules.nodes if not name.endswith(".clause") and name not in _TABLES]
    names += [part for part in _PARTS if _stands(part, rules)]
    return {name: Rule(name, "unread") for name in names}


def _stands(part: str, rules: Rules) -> bool:
    """Whether its table is there, with the key unless that must be there anyway."""
    table, _, key = part.partition(".")
    if table not in rules.nodes:
        return False
    raw = rules.nodes[table].raw
    return part not in _MAY_LACK or (isinstance(raw, dict) and key in raw)


def _lists(rules: Rules) -> list[Rule]:
    found: list[Rule] = []

    def add(name: str, clause: str, terms: Terms) -> None:
        if terms:
            items = tuple(f"{name}.{term}" for term in terms)
            found.append(Rule(name, "terms", _in(clause), items=items))

    if rules.problem:
        add("problem.causes", rules.problem, rules.causes)
    if rules.scope:
        add("scope.covers", rules.scope.clause, rules.scope.covers)
        add("scope.includes", rules.scope.clause, rules.scope.includes)
        add("scope.excludes", rules.scope.clause, rules.scope.excludes)
    if rules.conduct:
        add("conduct.grounds", rules.conduct.clause, rules.conduct.grounds)
        add("conduct.ladder", rules.conduct.clause, rules.conduct.ladder)
    for name, where in (
        ("suggestions.go_to", rules.suggestions),
        ("announce.major", rules.announce),
    ):
        if where:
            found.append(Rule(name, "terms", _in(where.clause)))
    return found


def _declared(rules: Rules) -> Iterator[Rule]:
    """Kinds, products, plans, priorities and teams: each where it is told, and where a condition
    names it."""
    for fact, terms in rules.declared.items():
        table = DECLARED[fact]
        if terms:
            yield Rule(table, "terms")
        for name, term in terms.items():
            conditions = [
                promise.clause
                for promise in rules.promises
                if not promise.internal
                and fact in _TOLD_FACTS
                and name in promise.when.get(fact, ())
            ]
            own = term.clause if fact in _TOLD_FACTS else ""
            yield Rule(f"{table}.{name}", "terms", _in(own, *conditions))
