"""`warn`: how long before the due moment to warn, and whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import cast, get_args

from kept.core.calendar.owed import Elapsed
from kept.core.events import Tells
from kept.core.policy.durations import DurationMistake, parse_before, parse_owed
from kept.core.policy.model import Warn
from kept.core.policy.node import Node

_TELLS: tuple[str, ...] = get_args(Tells)


def read_warns(node: Node) -> tuple[Warn, ...]:
    """`"1 hour before"`, or a list of those and of `{ before = "4 hours", tells = "lead" }`; the
    earliest moment first."""
    found: list[Warn] = []
    for item, warn in _read(node):
        if warn in found:
            item.note("%(name)s says the same warning twice.", name=node.name)
        found.append(warn)
    return tuple(sorted(found, key=lambda warn: (-warn.before, _TELLS.index(warn.tells))))


def _read(node: Node) -> Iterator[tuple[Node, Warn]]:
    for item in node.items() if isinstance(node.raw, list) else (node,):
        warn = _warn(item)
        if warn is not None:
            yield item, warn


def _warn(item: Node) -> Warn | None:
    if not isinstance(item.raw, dict):
        before = item.said(parse_before)
        return Warn(before) if before is not None else None
    said = item.table(("before", "tells")) or {}
    if "before" not in said:
        item.missing("before", '"4 hours"')
        return None
    before = said["before"].said(_on_the_clock)
    tells = cast("Tells | None", said["tells"].one_of(_TELLS) if "tells" in said else "assignee")
    return Warn(before, tells) if before is not None and tells is not None else None


def _on_the_clock(text: str) -> timedelta:
    owed = parse_owed(text)
    if not isinstance(owed, Elapsed):
        raise DurationMistake(
            "“%(text)s” is not a time on the clock: write “1 hour” or “90 minutes”.", text=text
        )
    return owed.duration
