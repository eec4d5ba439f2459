"""`[promise.…]`, `[resend]` and `[reopening]`: what is owed, when, and to which tickets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast, get_args

from kept.core.calendar.owed import Owed
from kept.core.events import PromiseKind
from kept.core.policy.durations import parse_owed
from kept.core.policy.facts import read_when
from kept.core.policy.mistakes import joined
from kept.core.policy.model import DEFAULT, PromiseRule, ReopeningRule, ResendRule
from kept.core.policy.node import Node
from kept.core.policy.rules import Rules
from kept.core.policy.section import Table, clause_of, internal_of, named, section
from kept.core.policy.warnings import read_warns

_KINDS: tuple[str, ...] = get_args(PromiseKind)
_KEYS = ("clause", "kind", "owed", "aim", "warn", "when", "calendar", "pauses", "internal")
WAITING = "while waiting for the customer"
#: Asking the customer for something is itself a reply: a promised reply never waits for them.
_MAY_PAUSE = ("update", "fix", "resolution")


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


def read_reopening(top: Table, rules: Rules) -> ReopeningRule | None:
    """Until when a settled request opens again."""
    found = section("reopening", ("within",), top, rules)
    if found is None:
        return None
    clause, node, table = found
    within = _owed(node, table, "within", '"10 business days"')
    return ReopeningRule(clause, within) if within is not None else None


def _promise(name: str, node: Node, table: Table, rules: Rules) -> PromiseRule | None:
    clause = clause_of(node.name, node, table, rules)
    kind = _kind(name, node, table)
    owed = _owed(node, table, "owed", '"48 hours"')
    calendar = _calendar(table["calendar"], rules) if "calendar" in table else DEFAULT
    aim = table["aim"].said(parse_owed) if "aim" in table else None
    warns = read_warns(table["warn"]) if "warn" in table else ()
    when = read_when(table["when"], rules) if "when" in table else {}
    pauses = "pauses" in table and _pauses(table["pauses"], kind)
    internal = internal_of(node.name, table, rules)
    if clause is None or kind is None or owed is None or calendar is None:
        return None
    return PromiseRule(
        name,
        clause,
        kind,
        owed,
        aim=aim,
        warns=warns,
        when=when,
        calendar=calendar,
        pauses=pauses,
        internal=internal,
    )


def _pauses(node: Node, kind: PromiseKind | None) -> bool:
    if node.one_of((WAITING,)) is None:
        return False
    if kind is not None and kind not in _MAY_PAUSE:
        node.note(
            "A promise of kind %(kind)s cannot pause: whoever asks the customer for something "
            "replies, and so keeps it. Only %(kinds)s can: remove pauses.",
            kind=kind,
            kinds=joined(_MAY_PAUSE, "and"),
        )
        return False
    return True


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
    node.missing("kind", joined([f'"{kind}"' for kind in _KINDS], "or"))
    return None


def _calendar(node: Node, rules: Rules) -> str | None:
    return node.one_of(rules.calendars_named or (DEFAULT,))
