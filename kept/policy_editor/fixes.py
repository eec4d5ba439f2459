"""What a mistake offers to write instead: one press, and the text says it right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kept.core.policy import Mistake

_BINDING = re.compile(r"\{\{[^{}]*\}\}")
_OFFERED = re.compile(r"\{\{ %\((\w+)\)s \}\}")

Kind = Literal["bind", "meant", "write", "remove"]


@dataclass(frozen=True, slots=True)
class Fix:
    """Put `write` in the place of `was`, which begins at the character `start` of the file."""

    kind: Kind
    start: int
    was: str
    write: str

    def applied(self, source: str) -> str:
        """The source with it. Where it no longer fits, the source as it is."""
        if not source.startswith(self.was, self.start):
            return source
        return source[: self.start] + self.write + source[self.start + len(self.was) :]


def offset(source: str, line: int, column: int) -> int:
    """The place of a line and column (from 1) in `source`."""
    before = source.split("\n")[: line - 1]
    return min(len(source), sum(len(one) + 1 for one in before) + column - 1)


def fixes(mistake: Mistake, source: str) -> tuple[Fix, ...]:
    """What can be written instead, the best first; often nothing."""
    return tuple(_fixes(mistake, source, offset(source, mistake.line, mistake.column)))


def _fixes(mistake: Mistake, source: str, start: int) -> Iterator[Fix]:
    facts = mistake.facts
    bound = _bound(mistake)
    typed = str(facts.get("typed", ""))
    if typed and source.startswith(typed, start):
        if bound:
            yield Fix("bind", start, typed, bound)
        yield Fix("meant", start, typed, f"{{= {typed} =}}")
    elif bound and (stands := _BINDING.match(source, start)):
        yield Fix("bind", start, stands[0], bound)
    key, near = str(facts.get("key", "")), str(facts.get("near", ""))
    if key and near and source.startswith(key, start):
        yield Fix("write", start, key, near)
    was, write = str(facts.get("was", "")), str(facts.get("write", ""))
    if was and source.startswith(was, start):
        yield Fix("write" if write else "remove", start, was, write)


def _bound(mistake: Mistake) -> str:
    """The binding that the sentence says to write; '' if it says none."""
    offered = [name for name in _OFFERED.findall(mistake.template) if mistake.facts.get(name)]
    return f"{{{{ {mistake.facts[offered[0]]} }}}}" if offered else ""


def wrong(mistake: Mistake, source: str) -> tuple[int, int]:
    """From where to where the mistake stands: what a fix would replace, else the word there."""
    start = offset(source, mistake.line, mistake.column)
    known = fixes(mistake, source)
    if known:
        return start, start + len(known[0].was)
    word = _WORD.match(source, start)
    return start, max(word.end() if word else start, start + 1)


_WORD = re.compile(r'#{1,2} [^\n]*|\{\{[^{}\n]*\}\}|"[^"\n]*"|\[[^\]\n]*\]|[\w.§%-]+|[^\n]')
