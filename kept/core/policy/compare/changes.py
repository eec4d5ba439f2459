"""What differs between two trees of rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kept.core.policy.compare.facts import Node, Table

ChangeKind = Literal["added", "removed", "changed", "reordered"]


@dataclass(frozen=True, slots=True)
class Change:
    """One rule that is not what it was.

    `path`: the fields of the model and the names that the policy gives, from the top. `old` and
    `new`: plain values or a whole table; None where there is none. A table that came or went is
    one change. `place`: the position of what was added, from 1, where the order counts.
    """

    path: tuple[str, ...]
    kind: ChangeKind
    old: Node
    new: Node
    place: int = 0


def differences(old: Node, new: Node, path: tuple[str, ...] = ()) -> Iterator[Change]:
    """Every change from `old` to `new`: none exactly when the two are equal."""
    if isinstance(old, Table) and isinstance(new, Table):
        yield from _in_table(old, new, path)
    elif type(old) is not type(new) or old != new:
        yield Change(path, _kind(old, new), old, new)


def _in_table(old: Table, new: Table, path: tuple[str, ...]) -> Iterator[Change]:
    for key, was in old.items():
        if key in new:
            yield from differences(was, new[key], (*path, key))
        else:
            yield Change((*path, key), "removed", was, None)
    for place, (key, now) in enumerate(new.items(), 1):
        if key not in old:
            yield Change((*path, key), "added", None, now, place if new.ordered else 0)
    if old.ordered or new.ordered:
        before = tuple(str(key) for key in old if key in new)
        after = tuple(str(key) for key in new if key in old)
        if before != after:
            yield Change(path, "reordered", before, after)


def _kind(old: Node, new: Node) -> ChangeKind:
    if old is None or old == ():
        return "added"
    return "removed" if new is None or new == () else "changed"
