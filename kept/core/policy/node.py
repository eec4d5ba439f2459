"""A value of policy.toml with its place: what is read from it is right, or noted as a mistake."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, TypeVar

from kept.core.policy.durations import DurationMistake
from kept.core.policy.hours import HoursMistake
from kept.core.policy.mistakes import Notebook, Place, joined
from kept.core.policy.places import Lines, Path, spots
from kept.core.policy.signs import unseen
from kept.core.policy.syntax import trouble

_AT = re.compile(r"line (\d+), column (\d+)")

T = TypeVar("T")

FILE = "policy.toml"


class Document:
    """policy.toml with the places of its keys, or a noted mistake and `root` None."""

    def __init__(self, source: str, book: Notebook) -> None:
        self.book = book
        self.lines = Lines(source)
        self.root: Node | None = None
        try:
            data = tomllib.loads(source)
            self.spots = spots(source)
        except tomllib.TOMLDecodeError as broken:
            if not any(unseen(source)):
                self._note_syntax(source, str(broken))
        except (ValueError, RecursionError):
            book.note(Place(FILE), "policy.toml holds a number too long or tables too deep.")
        else:
            self.root = Node(self, (), data)

    def _note_syntax(self, source: str, said: str) -> None:
        found = trouble(source, *self._stumbled(source, said))
        self.book.note(Place(FILE, *self.lines.at(found.offset)), found.template, **found.facts)

    def _stumbled(self, source: str, said: str) -> tuple[int, str]:
        """Where in `source` the reader of TOML stumbled, and what it said."""
        reason, _, where = said.partition(" (at ")
        if found := _AT.match(where):
            return self.lines.offset(int(found[1]), int(found[2])), reason
        return len(source.rstrip()), reason


@dataclass(frozen=True)
class Node:
    """A value, its path and its place. Methods answer None when they noted a mistake."""

    doc: Document
    path: Path
    raw: Any

    @property
    def name(self) -> str:
        """Its path as a writer would say it: `promise.fix.owed`."""
        return ".".join(str(step) for step in self.path if isinstance(step, str))

    @property
    def last(self) -> str:
        return self.name.rpartition(".")[2]

    def place(self, *, at_key: bool = False) -> Place:
        spot = self.doc.spots.get(self.path)
        line, column = self.doc.lines.at((spot.key if at_key else spot.value) if spot else 0)
        return Place(FILE, line, column)

    def note(self, template: str, *, at_key: bool = False, **facts: object) -> None:
        self.doc.book.note(self.place(at_key=at_key), template, **facts)

    def text(self) -> str | None:
        """A string that says something."""
        if isinstance(self.raw, str) and self.raw.strip():
            return self.raw
        self.note("%(name)s must be a text between quotes.", name=self.name)
        return None

    def day(self) -> date | None:
        if isinstance(self.raw, date) and not isinstance(self.raw, datetime):
            return self.raw
        self.note("%(name)s must be a date without quotes, as 2024-02-28.", name=self.name)
        return None

    def truth(self) -> bool | None:
        if isinstance(self.raw, bool):
            return self.raw
        self.note("%(name)s must be true or false.", name=self.name)
        return None

    def said(self, parse: Callable[[str], T]) -> T | None:
        """What `parse` reads from the text."""
        text = self.text()
        if text is None:
            return None
        try:
            return parse(text)
        except (DurationMistake, HoursMistake) as mistake:
            self.doc.book.note(self.place(), mistake.template, **mistake.facts)
            return None

    def one_of(self, known: Iterable[str]) -> str | None:
        text = self.text()
        known = tuple(known)
        if text is None or text in known:
            return text
        self.note(
            "%(name)s cannot be “%(text)s”: write %(known)s.",
            name=self.name,
            text=text,
            known=joined(known, "or"),
        )
        return None

    def items(self) -> tuple[Node, ...]:
        """The items of a list that has some."""
        if isinstance(self.raw, list) and self.raw:
            return tuple(Node(self.doc, (*self.path, n), raw) for n, raw in enumerate(self.raw))
        self.note('%(name)s must be a list, as ["…", "…"].', name=self.name)
        return ()

    def table(self, known: Iterable[str]) -> Mapping[str, Node] | None:
        """The entries of a table; a key that is not `known` is refused."""
        entries = self.entries()
        if entries is None:
            return None
        known = tuple(known)
        for key, entry in entries.items():
            if key not in known:
                self._note_unknown(entry, key, known)
        return {key: entry for key, entry in entries.items() if key in known}

    def entries(self) -> Mapping[str, Node] | None:
        """The entries of a table that may have any keys."""
        if isinstance(self.raw, dict):
            return {key: Node(self.doc, (*self.path, key), v) for key, v in self.raw.items()}
        self.note("%(name)s must be a table, as [%(name)s].", name=self.name)
        return None

    def missing(self, key: str, example: str) -> None:
        where = f"[{self.name}]" if self.path else FILE
        self.doc.book.note(
            self.place(at_key=True),
            "%(where)s lacks %(key)s: add %(key)s = %(example)s.",
            where=where,
            key=key,
            example=example,
        )

    def _note_unknown(self, entry: Node, key: str, known: tuple[str, ...]) -> None:
        near = get_close_matches(key, known, n=1)
        if near:
            template = "Kept does not know the key %(key)s: is %(near)s meant?"
        else:
            template = "Kept does not know the key %(key)s: %(where)s may have %(known)s."
        entry.doc.book.note(
            entry.place(at_key=True),
            template,
            key=key,
            near=near[0] if near else "",
            where=f"[{self.name}]" if self.path else FILE,
            known=joined(known, "or"),
        )
