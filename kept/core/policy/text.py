"""The text of a policy in one language: a title, a preamble, numbered clauses.

# Support policy
What stands before the first clause is the preamble.
## 1 Hours
We are open {{ hours }}.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from kept.core.policy.mistakes import Notebook, Place
from kept.core.policy.places import Lines
from kept.core.policy.shown import shown

PREAMBLE = "preamble"

_HEADING = re.compile(r"^(#{1,2})(?!#)[ \t]*([^\n]*)$", re.MULTILINE)
_NUMBERED = re.compile(r"(\d+(?:\.\d+)*[a-z]?)[.:]?[ \t]+(\S.*)")
_BINDING = re.compile(r"\{\{((?:(?!\{\{|\}\}).)*)\}\}", re.DOTALL)
_MEANT = re.compile(r"\{=(.*?)=\}", re.DOTALL)
_BOUND = re.compile(r"\s*(?:(within|after|every)\s+)?([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*)\s*")
_LONELY = re.compile(r"\{\{|\}\}|\{=|=\}")
_CITED = re.compile(r"§[ \t\u00a0\u202f]?(\d+(?:\.\d+)*[a-z]?)")


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered part of the text; the body is Markdown with bindings."""

    number: str
    title: str
    body_markdown: str


@dataclass(frozen=True, slots=True)
class Text:
    """What customers read, in one language."""

    title: str
    preamble: str
    clauses: tuple[Clause, ...]

    def clause(self, number: str) -> Clause | None:
        return next((clause for clause in self.clauses if clause.number == number), None)


@dataclass(frozen=True, slots=True)
class Bound:
    """A binding in the text: `{{ within promise.fix }}` has the form `within`."""

    clause: str
    name: str
    form: str
    offset: int


@dataclass(frozen=True, slots=True)
class Section:
    """A clause (or the preamble) with the offsets of its heading and body in the file."""

    number: str
    title: str
    body: str
    heading: int
    start: int


class Source:
    """A text file taken apart, with the places of its parts. `unread`: the clauses and names of
    bindings that stand where nobody reads them, which was noted."""

    def __init__(self, file: str, source: str, book: Notebook) -> None:
        self.file = file
        self.source = source
        self.book = book
        self._lines = Lines(source)
        self.title = ""
        self.sections = self._sections()
        self.unread: list[tuple[str, str]] = []
        self.bound = tuple(self._bound())

    def note(self, offset: int, template: str, **facts: object) -> None:
        self.book.note(self.place(offset), template, **facts)

    def place(self, offset: int) -> Place:
        return Place(self.file, *self._lines.at(offset))

    def section(self, number: str) -> Section | None:
        return next((section for section in self.sections if section.number == number), None)

    def text(self) -> Text:
        clauses = tuple(
            Clause(s.number, s.title, s.body) for s in self.sections if s.number != PREAMBLE
        )
        preamble = self.section(PREAMBLE)
        return Text(self.title, preamble.body if preamble else "", clauses)

    def _sections(self) -> tuple[Section, ...]:
        headings = list(_HEADING.finditer(self.source))
        ends = [*(h.start() for h in headings), len(self.source)][1:]
        self._first_heading = headings[0].start() if headings else 0
        self._check_title(headings)
        sections = self._untitled(headings)
        for heading, end in zip(headings, ends, strict=True):
            section = self._section(heading, end)
            if section is None:
                continue
            if any(section.number == earlier.number for earlier in sections):
                self.note(
                    heading.start(2),
                    "Clause %(number)s stands twice: give each clause its own number.",
                    number=section.number,
                )
                continue
            sections.append(section)
        return tuple(sections)

    def _check_title(self, headings: list[re.Match[str]]) -> None:
        if not headings or headings[0][1] != "#":
            self.note(0, "The text must begin with its title: “# Support policy”.")
            return
        before = self.source[: headings[0].start()]
        if before.strip():
            offset = len(before) - len(before.lstrip())
            self.note(offset, "Nothing may stand before the title “# …”.")

    def _untitled(self, headings: list[re.Match[str]]) -> list[Section]:
        """The preamble of a text that lacks its title, so that its bindings are read."""
        if headings and headings[0][1] == "#":
            return []
        end = headings[0].start() if headings else len(self.source)
        return [Section(PREAMBLE, "", self.source[:end].rstrip("\n"), 0, 0)]

    def _section(self, heading: re.Match[str], end: int) -> Section | None:
        body = self.source[heading.end() : end]
        start = heading.end() + len(body) - len(body.lstrip("\n"))
        body = body.strip("\n")
        if heading[1] == "#":
            return self._titled(heading, body, start)
        numbered = _NUMBERED.fullmatch(heading[2].strip())
        if numbered is None:
            self.note(
                heading.start(),
                "A clause begins with its number and a title: “## 5 How to ask”.",
            )
            return None
        if not body.strip():
            self.note(
                heading.start(),
                "Clause %(number)s says nothing: write its text under the title.",
                number=numbered[1],
            )
        return Section(numbered[1], numbered[2], body, heading.start(), start)

    def _titled(self, heading: re.Match[str], body: str, start: int) -> Section | None:
        if self.title or heading.start() != self._first_heading:
            self.note(heading.start(), "The text has one title: begin a clause with “## ”.")
            return None
        self.title = heading[2].strip()
        if not self.title:
            self.note(heading.start(), "The title “# …” is empty.")
        return Section(PREAMBLE, self.title, body, heading.start(), start)

    def _bound(self) -> Iterator[Bound]:
        for section in self.sections:
            read = shown(section.body)
            seen: Counter[tuple[str, str]] = Counter()
            for match in _BINDING.finditer(section.body):
                said = _BOUND.fullmatch(match[1])
                offset = section.start + match.start()
                if said is None:
                    self.note(
                        offset,
                        "“%(binding)s” binds nothing: write {{ name }}, {{ within name }}, "
                        "{{ after name }} or {{ every name }}.",
                        binding=" ".join(match[0].split()),
                    )
                    continue
                bound = said[1] or "", said[2]
                seen[bound] += 1
                if read is None or seen[bound] <= read.get(bound, 0):
                    yield Bound(section.number, said[2], said[1] or "", offset)
                else:
                    self.unread.append((section.number, said[2]))
                    self._note_unread(offset, match[0])
            self._check_braces(section)

    def _note_unread(self, offset: int, binding: str) -> None:
        self.note(
            offset,
            "“%(binding)s” stands where nobody reads it: in code, behind a link, after a \\ or "
            "in {= … =}. Put it into the text.",
            binding=" ".join(binding.split()),
        )

    def _check_braces(self, section: Section) -> None:
        for match in _LONELY.finditer(blank(_MEANT, blank(_BINDING, section.body))):
            self.note(
                section.start + match.start(),
                "“%(sign)s” has no partner in its clause: a binding is written {{ name }}, "
                "what is meant as it is typed {= … =}.",
                sign=match[0],
            )
        for match in _LONELY.finditer(section.title):
            self.note(
                self.source.find(section.title, section.heading) + match.start(),
                "A title is plain text: take out “%(sign)s”, and bind in the text below.",
                sign=match[0],
            )

    def cited(self) -> list[tuple[str, int]]:
        """The clauses that the text refers to as `§5`, with offsets."""
        return [
            (match[1], section.start + match.start())
            for section in self.sections
            for match in _CITED.finditer(section.body)
        ]


def blank(pattern: re.Pattern[str], text: str) -> str:
    """`text` with what `pattern` finds made blank; every other character keeps its place."""
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def unwritten(body: str) -> str:
    """A body without what a writer may not have typed as prose: bindings, marks, references."""
    for pattern, sign in ((_BINDING, "{{"), (_MEANT, "{="), (_CITED, "§")):
        if sign in body:
            body = blank(pattern, body)
    return body
