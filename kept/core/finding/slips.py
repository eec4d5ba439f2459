"""Which known word somebody meant who typed another."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """The words of `known` that are few slips away from `word`, the nearest first.

    A slip is a letter too many, too few, another, or two that changed places. A word of four to
    seven letters may have one, a longer one two; a shorter one is what it is.
    """
    allowed = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
    found = [(slips, len(one), one) for one in known if (slips := _slips(word, one, allowed))]
    return tuple(one for _slips, _length, one in sorted(found)[:most])


def _slips(word: str, other: str, allowed: int) -> int:
    """How many slips lie between two words; 0 for none or more than are allowed."""
    if abs(len(word) - len(other)) > allowed:
        return 0
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, start=1):
        last, before, row = before, row, [i]
        for j, its in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == its:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > allowed:
            return 0
    return row[-1] if row[-1] <= allowed else 0
