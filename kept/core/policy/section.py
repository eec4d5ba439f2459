"""What every table of policy.toml has in common: keys that must be there, and a clause."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from kept.core.policy.node import Node
from kept.core.policy.rules import Rules
from kept.core.policy.text import PREAMBLE

T = TypeVar("T")
Table = Mapping[str, Node]

_CLAUSE = re.compile(r"(?=.{1,16}$)\d+(?:\.\d+)*[a-z]?")
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
"""How rules and their items are called: what a text can bind, and a row of the record can hold."""


def need(
    node: Node, table: Table, key: str, read: Callable[[Node], T | None], example: str
) -> T | None:
    """What `read` makes of a key that must be there."""
    if key in table:
        return read(table[key])
    node.missing(key, example)
    return None


def clause_of(rule: str, node: Node, table: Table, rules: Rules) -> str | None:
    """The clause that tells a rule; it is remembered, to be looked for in the texts."""
    clause = need(node, table, "clause", _clause, "1")
    rules.nodes[rule] = node
    if clause is not None:
        rules.nodes[f"{rule}.clause"] = table["clause"]
        rules.clauses[rule] = clause
    return clause


def internal_of(rule: str, table: Table, rules: Rules) -> bool:
    """Whether a rule is the team's own; it is remembered, so that no text need tell it."""
    internal = "internal" in table and table["internal"].truth() is True
    if internal:
        rules.internal.add(rule)
    return internal


def section(
    name: str, known: tuple[str, ...], top: Table, rules: Rules
) -> tuple[str, Node, Table] | None:
    """The clause, node and entries of `[name]`; None where there is none, or no such table."""
    if name not in top:
        return None
    node = top[name]
    table = node.table(("clause", *known))
    if table is None:
        return None
    return clause_of(name, node, table, rules) or "", node, table


def named(name: str, top: Table) -> Iterator[tuple[str, Node]]:
    """The tables `[name.…]`, by names that a text can bind."""
    if name not in top:
        return
    for key, node in (top[name].entries() or {}).items():
        if NAME.fullmatch(key):
            yield key, node
        else:
            node.note(
                "“%(name)s” is not a name: use up to 40 small letters, digits and _, as "
                "“first_reply”.",
                at_key=True,
                name=key,
            )


def _clause(node: Node) -> str | None:
    raw = node.raw
    if isinstance(raw, int) and not isinstance(raw, bool) and 0 < raw < 10_000:
        return str(raw)
    if isinstance(raw, str) and (raw == PREAMBLE or _CLAUSE.fullmatch(raw)):
        return raw
    node.note("%(name)s must be a clause's number, as 5 or “5.1”, or “preamble”.", name=node.name)
    return None
