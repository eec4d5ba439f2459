"""What people are called."""

from __future__ import annotations


def first_name(name: str) -> str:
    """'Camille' of 'Camille Durand' and of 'Durand, Camille'; '' where a name is none."""
    given = name.partition(",")[2] or name
    first = next(iter(given.split()), "")
    plain = first.replace("-", "").replace("'", "").replace("’", "")
    return first if plain.isalpha() and 1 < len(first) <= 30 else ""
