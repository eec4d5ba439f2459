"""What is looked for in the words of tickets, said to either database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

#: Stems one after another.
Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Any of these phrases; `who`: in the customer's names and addresses."""

    phrases: tuple[Phrase, ...]
    who: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """All of `parts`, and none of `without`."""

    parts: tuple[Part, ...] = ()
    without: tuple[Part, ...] = ()

    @property
    def stems(self) -> frozenset[str]:
        """What is marked where it is found."""
        return frozenset(s for part in self.parts for phrase in part.phrases for s in phrase)

    def for_sqlite(self) -> str:
        """In the language of FTS5. There is at least one part."""
        said = " AND ".join(map(_fts5, self.parts))
        return f"({said}) NOT ({_any(map(_fts5, self.without))})" if self.without else said

    def for_postgresql(self) -> str:
        """As a `tsquery`."""
        parts = [*map(_tsquery, self.parts), *(f"!{_tsquery(one)}" for one in self.without)]
        return " & ".join(parts)


def _any(said: Iterable[str]) -> str:
    return " OR ".join(said)


# stems are letters and digits: in neither language can they end what quotes them


def _fts5(part: Part) -> str:
    said = _any(f'"{" ".join(phrase)}"' for phrase in part.phrases)
    return f"(who : ({said}))" if part.who else f"({said})"


def _tsquery(part: Part) -> str:
    weight = ":A" if part.who else ""
    said = (" <-> ".join(f"'{stem}'{weight}" for stem in phrase) for phrase in part.phrases)
    return f"({' | '.join(f'({one})' for one in said)})"
