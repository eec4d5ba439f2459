"""What a policy declares (`[kinds]`, `[plans]`, `[teams]`), and conditions that look at it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from kept.core.events import Channel
from kept.core.policy.model import Term, Terms
from kept.core.policy.node import Node
from kept.core.policy.rules import Rules
from kept.core.policy.section import Table, clause_of, named
from kept.core.policy.terms import read_term

_CHANNELS: tuple[str, ...] = get_args(Channel)

#: The table that declares the values of a fact.
DECLARED: Mapping[str, str] = {
    "kind": "kinds",
    "product": "products",
    "plan": "plans",
    "priority": "priorities",
    "team": "teams",
}


def read_declared(table: str, top: Table, rules: Rules, *, told: bool) -> Terms:
    """What a request can be or have: `bug = { clause = 6 }`, `app = { en = "App" }`.

    `told`: each has a clause, in which it is told.
    """
    found: dict[str, Term] = {}
    for name, node in named(table, top):
        said = node.table(("clause", *rules.languages))
        if said is None:
            continue
        rules.nodes[node.name] = node
        clause: str | None = ""
        if told or "clause" in said:
            clause = clause_of(node.name, node, said, rules)
        term = read_term(table, name, clause, node, said, rules.languages)
        if term is not None:
            found[name] = term
    return found


def read_when(node: Node, rules: Rules) -> Mapping[str, tuple[str, ...]]:
    """The facts that must hold. A fact or value that no request can have is refused."""
    values: dict[str, tuple[str, ...]] = {"channel": _CHANNELS, "language": rules.languages}
    values |= {fact: tuple(terms) for fact, terms in rules.declared.items() if terms}
    known = (*DECLARED, "channel", "language")
    when: dict[str, tuple[str, ...]] = {}
    entries = node.table(known) or {}
    if node.raw == {}:
        node.note("%(name)s has no condition: write one, or remove it.", name=node.name)
    for fact, value in entries.items():
        if fact in values:
            when[fact] = _chosen(value, values[fact])
        else:
            value.note(
                "policy.toml declares no %(table)s: write a table [%(table)s], or remove %(name)s.",
                at_key=True,
                table=DECLARED[fact],
                name=value.name,
            )
    return when


def _chosen(value: Node, known: tuple[str, ...]) -> tuple[str, ...]:
    chosen: list[str] = []
    for item in value.items() if isinstance(value.raw, list) else (value,):
        text = item.one_of(known)
        if text in chosen:
            item.note("%(name)s names “%(text)s” twice.", name=value.name, text=text)
        elif text is not None:
            chosen.append(text)
    return tuple(chosen)
