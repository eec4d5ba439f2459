"""One look at a draft: its mistakes at their places, what changes, and what customers will read.

A pure answer to the files, the version that they began from, a reader and a moment: what is shown
as somebody types, and what bench/policy.py measures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from kept.core.policy import Mistake, Policy, RenderedPolicy, sketch
from kept.core.policy.compare import Comparison, compare, of_meaning, of_text
from kept.core.promises import Edition
from kept.policy_editor.fixes import Fix, fixes, wrong
from kept.policy_editor.painting import Line, painted
from kept.policy_editor.reads import Customer, Read, read_at, read_by_customers
from kept.policy_editor.saying import said

#: How many readings of one version are kept.
_REMEMBERED: Final = 32


@dataclass(frozen=True, slots=True)
class Base:
    """The version that a draft changes. It never changes itself, so it is rendered once a day."""

    edition: Edition
    files: Mapping[str, str]
    _rendered: dict[tuple[Customer, date], RenderedPolicy] = field(
        default_factory=dict, compare=False, repr=False
    )

    def read_by(self, customer: Customer, at: datetime) -> RenderedPolicy | None:
        """Its text for a customer; None where it has none in their language."""
        if customer.language not in self.edition.policy.texts:
            return None
        key = customer, at.date()
        if key not in self._rendered:
            if len(self._rendered) >= _REMEMBERED:
                self._rendered.clear()
            self._rendered[key] = read_at(self.edition.policy, customer, at)
        return self._rendered[key]


@dataclass(frozen=True, slots=True)
class Note:
    """A mistake as it is shown. `start` and `end` count UTF-16 units, as browsers do."""

    mistake: Mistake
    sentence: str
    start: int
    end: int
    fixes: Sequence[Fix]

    @property
    def key(self) -> str:
        """The name of its place."""
        return f"{self.mistake.file}:{self.mistake.line}:{self.mistake.column}"


@dataclass(frozen=True, slots=True)
class Pane:
    """A file with all that is shown of it."""

    name: str
    source: str
    lines: Sequence[Line]
    notes: Sequence[Note]
    changed: bool


@dataclass(frozen=True, slots=True)
class Look:
    """`read` and the sentences are missing while the rules have mistakes."""

    panes: Sequence[Pane]
    mistakes: Sequence[Mistake]
    elsewhere: Sequence[Note]
    policy: Policy | None
    comparison: Comparison | None
    read: Read | None
    meaning: Sequence[str]
    text: Sequence[str]

    @property
    def same(self) -> bool:
        """Whether nothing differs from the base that anybody could notice."""
        return self.comparison is not None and self.comparison.same


def look(
    files: Mapping[str, str], base: Base, customer: Customer, language: str, at: datetime
) -> Look:
    """All that is said of a draft, to somebody who reads `language`."""
    policy, mistakes = sketch(files)
    comparison = _compared(policy, files, base) if policy else None
    read = None
    if comparison:
        read = read_by_customers(comparison, customer, at, base.read_by(customer, at))
    return Look(
        panes=[_pane(name, source, mistakes, base) for name, source in files.items()],
        mistakes=mistakes,
        elsewhere=[_note(one, "") for one in mistakes if one.file not in files],
        policy=policy,
        comparison=comparison,
        read=read,
        meaning=of_meaning(comparison, language) if comparison else (),
        text=of_text(comparison, language) if comparison else (),
    )


def _compared(policy: Policy, files: Mapping[str, str], base: Base) -> Comparison | None:
    """None while a text binds what no rule has: its clauses cannot be read word by word."""
    as_written = (base.files.get("policy.toml", ""), files.get("policy.toml", ""))
    try:
        return compare(base.edition.policy, policy, as_written=as_written)
    except KeyError:
        return None


def _pane(name: str, source: str, mistakes: Sequence[Mistake], base: Base) -> Pane:
    mine = [one for one in mistakes if one.file == name]
    before = base.files.get(name, "")
    places = [wrong(one, source) for one in mine]
    return Pane(
        name=name,
        source=source,
        lines=painted(name, source, before, places),
        notes=[_note(one, source) for one in mine],
        changed=source != before,
    )


def _note(mistake: Mistake, source: str) -> Note:
    start, end = wrong(mistake, source) if source else (0, 0)
    return Note(
        mistake, said(mistake), _units(source, start), _units(source, end), fixes(mistake, source)
    )


def _units(source: str, place: int) -> int:
    """A place in UTF-16 units."""
    return len(source[:place].encode("utf-16-le")) // 2


def fixed(files: Mapping[str, str], key: str) -> dict[str, str]:
    """The files with one fix made: 'en.md:45:44:0' is the first fix of the mistake there."""
    where, _colon, number = key.rpartition(":")
    for mistake in sketch(files)[1]:
        if f"{mistake.file}:{mistake.line}:{mistake.column}" == where and mistake.file in files:
            source = files[mistake.file]
            found = fixes(mistake, source)
            if number.isdecimal() and int(number) < len(found):
                return {**files, mistake.file: found[int(number)].applied(source)}
    return dict(files)
