"""Mistakes in a written policy: where they are, and a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A character of a file; lines and columns count from 1, as editors do."""

    file: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake. `sentence` is `template` (English, its msgid) filled in with `facts`."""

    file: str
    line: int
    column: int
    sentence: str
    template: str = ""
    facts: Mapping[str, object] = field(default_factory=dict, compare=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.sentence}"


class PolicyMistakes(Exception):  # noqa: N818 -- a word of the house, not an error class
    """The policy cannot be run as it is written; `mistakes` says all that was found."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__("\n".join(map(str, mistakes)))
        self.mistakes = mistakes


class Notebook:
    """Where the parts of a reading note the mistakes they find, so that all are told at once."""

    def __init__(self) -> None:
        self._noted: list[Mistake] = []

    def note(self, place: Place, template: str, **facts: object) -> None:
        said = template % facts
        mistake = Mistake(place.file, place.line, place.column, said, template, facts)
        if mistake not in self._noted:
            self._noted.append(mistake)

    def mistakes(self, files: tuple[str, ...]) -> tuple[Mistake, ...]:
        """What was noted, in the order of `files` and of reading."""

        def order(mistake: Mistake) -> tuple[int, int, int]:
            rank = files.index(mistake.file) if mistake.file in files else len(files)
            return rank, mistake.line, mistake.column

        return tuple(sorted(self._noted, key=order))

    def __bool__(self) -> bool:
        return bool(self._noted)


def joined(words: Iterable[str], last: str) -> str:
    """The words in a sentence, `last` before the last one: `a, b or c`."""
    *before, end = words
    return f"{', '.join(before)} {last} {end}" if before else end
