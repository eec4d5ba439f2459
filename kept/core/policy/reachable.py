"""Whether each promise can ever apply: of the rules of one kind the first that holds does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import get_args

from kept.core.events import Channel
from kept.core.policy.mistakes import joined
from kept.core.policy.model import PromiseRule
from kept.core.policy.rules import Rules

_OTHER = ""

Box = Mapping[str, frozenset[str]]
"""Requests by their facts: which values each may have."""


def check_reachable(rules: Rules) -> None:
    """Notes each rule that the rules before it leave nothing to, and what to do about it."""
    space = _space(rules.promises)
    for number, rule in enumerate(rules.promises):
        before = [
            earlier
            for earlier in rules.promises[:number]
            if (earlier.kind, earlier.internal) == (rule.kind, rule.internal)
        ]
        hiding = _hiding(rule, before, space)
        if not hiding:
            continue
        node = rules.nodes[f"promise.{rule.name}"]
        facts = {
            "rule": node.name,
            "before": joined([f"promise.{one.name}" for one in hiding], "and"),
            "kind": rule.kind,
        }
        if len(hiding) == 1 and _box(hiding[0], space) == _box(rule, space):
            node.note(
                "%(rule)s and %(before)s are %(kind)s promises to the same requests, so only the "
                "first could hold: remove one, or give %(rule)s another condition with when.",
                at_key=True,
                **facts,
            )
            continue
        holds = "holds" if len(hiding) == 1 else "hold"
        node.note(
            "%(rule)s can never apply: of the %(kind)s promises the first that holds counts, and "
            "%(before)s, written before it, always %(holds)s. Write %(rule)s first, or change "
            "when.",
            at_key=True,
            holds=holds,
            **facts,
        )


def _space(promises: Sequence[PromiseRule]) -> Box:
    """All requests, as far as the rules part them.

    Every request came by a channel that Kept knows. What it is about, its plan or its priority
    may not be known (yet), and it may be in a language that the policy is not written in.
    """
    named: dict[str, set[str]] = {}
    for rule in promises:
        for fact, values in rule.when.items():
            named.setdefault(fact, {_OTHER}).update(values)
    space = {fact: frozenset(values) for fact, values in named.items()}
    return {**space, "channel": frozenset(get_args(Channel))}


def _box(rule: PromiseRule, space: Box) -> Box:
    return {**space, **{fact: frozenset(values) for fact, values in rule.when.items()}}


def _hiding(rule: PromiseRule, before: Sequence[PromiseRule], space: Box) -> list[PromiseRule]:
    """The rules that together always hold where `rule` does; none when it can apply."""
    box = _box(rule, space)
    boxes = {one.name: _box(one, space) for one in before}
    alone = [one for one in before if not _left(box, [boxes[one.name]])]
    if alone or _left(box, boxes.values()):
        return alone[:1]
    needed = list(before)
    for one in before:
        others = [other for other in needed if other is not one]
        if not _left(box, [boxes[other.name] for other in others]):
            needed = others
    return needed


def _left(box: Box, taken: Iterable[Box]) -> Sequence[Box]:
    """What of a box none of the others takes."""
    left = [box]
    for one in taken:
        left = [part for box in left for part in _without(box, one)]
    return left


def _without(box: Box, taken: Box) -> Iterator[Box]:
    """The parts of a box outside another, parted fact by fact."""
    rest = dict(box)
    for fact, values in taken.items():
        if outside := rest[fact] - values:
            yield {**rest, fact: outside}
        rest[fact] &= values
        if not rest[fact]:
            return
