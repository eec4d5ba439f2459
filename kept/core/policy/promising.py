"""`[kinds]`, `[promise.…]` and `[resend]`: what is owed, when, and to which tickets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import cast, get_args

from kept.core.calendar.owed import Owed
from kept.core.events import Channel
from kept.core.policy.durations import parse_before, parse_owed
from kept.core.policy.model import DEFAULT, PromiseKind, PromiseRule, ResendRule, Term, Terms
from kept.core.policy.node import Node
from kept.core.policy.rules import Rules
from kept.core.policy.section import Table, clause_of, named, section
from kept.core.policy.terms import read_term

_KINDS: tuple[str, ...] = get_args(PromiseKind)
_CHANNELS: tuple[str, ...] = get_args(Channel)
_KEYS = ("clause", "kind", "owed", "aim", "warn", "when", "calendar")


def read_kinds(top: Table, rules: Rules) -> Terms:
    """What a request can be: `bug = { clause = 6 }`."""
    kinds: dict[str, Term] = {}
    for name, node in named("kinds", top):
        table = node.table(("clause", *rules.languages))
        if table is None:
            continue
        clause = clause_of(node.name, node, table, rules)
        term = read_term("kinds", name, clause, node, table, rules.languages)
        if term is not None:
            kinds[name] = term
    return kinds


def read_promises(top: Table, rules: Rules) -> Iterator[PromiseRule]:
    """The promises in the order of the file. Kinds and calendars must have been read."""
    for name, node in named("promise", top):
        rules.nodes[node.name] = node
        table = node.table(_KEYS)
        rule = _promise(name, node, table, rules) if table is not None else None
        if rule is not None:
            yield rule


def read_resend(top: Table, rules: Rules) -> ResendRule | None:
    """When a customer may ask again, and what that makes of the ticket."""
    found = section("resend", ("after", "makes"), top, rules)
    if found is None:
        return None
    clause, node, table = found
    after = _owed(node, table, "after", '"24 hours"')
    if "makes" in table:
        table["makes"].one_of(("urgent",))
    return ResendRule(clause, after) if after is not None else None


def _promise(name: str, node: Node, table: Table, rules: Rules) -> PromiseRule | None:
    clause = clause_of(node.name, node, table, rules)
    kind = _kind(name, node, table)
    owed = _owed(node, table, "owed", '"48 hours"')
    aim = table["aim"].said(parse_owed) if "aim" in table else None
    warn = table["warn"].said(parse_before) if "warn" in table else None
    when = _when(table["when"], rules) if "when" in table else {}
    calendar = _calendar(table["calendar"], rules) if "calendar" in table else DEFAULT
    if clause is None or kind is None or owed is None or calendar is None:
        return None
    return PromiseRule(name, clause, kind, owed, aim, warn or timedelta(), when, calendar)


def _owed(node: Node, table: Table, key: str, example: str) -> Owed | None:
    if key in table:
        return table[key].said(parse_owed)
    node.missing(key, example)
    return None


def _kind(name: str, node: Node, table: Table) -> PromiseKind | None:
    """What starts and keeps it: the promise's own name, unless `kind` says otherwise."""
    if "kind" in table:
        return cast("PromiseKind | None", table["kind"].one_of(_KINDS))
    if name in _KINDS:
        return cast("PromiseKind", name)
    node.missing("kind", '"first_reply", "next_reply" or "fix"')
    return None


def _calendar(node: Node, rules: Rules) -> str | None:
    others = (rule for rule in rules.nodes if re.fullmatch(r"calendar\.\w+", rule))
    return node.one_of((DEFAULT, *(rule.removeprefix("calendar.") for rule in others)))


def _when(node: Node, rules: Rules) -> Mapping[str, tuple[str, ...]]:
    """The facts that must hold. A fact or value that no ticket can have is refused."""
    facts: dict[str, tuple[str, ...]] = {"kind": tuple(rules.kinds)} if rules.kinds else {}
    facts |= {"channel": _CHANNELS, "language": rules.languages}
    when: dict[str, tuple[str, ...]] = {}
    for fact, value in (node.table(facts) or {}).items():
        chosen = value.items() if isinstance(value.raw, list) else (value,)
        read = (item.one_of(facts[fact]) for item in chosen)
        when[fact] = tuple(text for text in read if text is not None)
    return when
