"""The index itself: FTS5 on SQLite, a GIN index over a `tsvector` on PostgreSQL.

Both answer the newest tickets first, and stop when they have enough: a word that a million
tickets have costs what a page of them costs.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import DatabaseError, connection

from kept.search import tables
from kept.search.models import Document
from kept.search.wanted import Wanted

#: PostgreSQL counts the places of a text no further.
MOST_WORDS: Final = 16_000
#: Of one word, PostgreSQL keeps no more places.
_PLACES: Final = 255
#: No ticket has a higher number.
_NUMBERED: Final = 2**62
_PUT: Final = (
    "INSERT INTO search_document (ticket, who, said, name, digest) VALUES (%s, %s, {}, %s, %s)"
)


@dataclass(frozen=True, slots=True)
class Text:
    """What a ticket is found by: stems in their order. `name`: see `models.Document`."""

    ticket: int
    who: Sequence[str]
    said: Sequence[str]
    name: str

    @property
    def digest(self) -> str:
        words = " ".join((*self.who, "|", *self.said, "|", self.name))
        return hashlib.blake2b(words.encode(), digest_size=16).hexdigest()


def put(texts: Iterable[Text]) -> None:
    """Let these tickets be found by these words and no others. In the caller's transaction."""
    new = {one.ticket: one for one in texts}
    known = dict(Document.objects.filter(pk__in=new).values_list("pk", "digest"))
    changed = [one for one in new.values() if known.get(one.ticket) != one.digest]
    hole = "%s::tsvector" if connection.vendor == "postgresql" else "%s"
    row = _as_vector if connection.vendor == "postgresql" else _as_text
    with connection.cursor() as cursor:
        forget([one.ticket for one in changed if one.ticket in known])
        cursor.executemany(_PUT.format(hole), [row(one) for one in changed])


def forget(tickets: Sequence[int]) -> None:
    """Let these tickets be found by nothing. In the caller's transaction."""
    Document.objects.filter(pk__in=tickets).delete()


def clear() -> None:
    """Let no ticket be found by anything, at the price of none. In the caller's transaction."""
    with connection.cursor() as cursor:
        tables.drop(cursor, connection.vendor)
        cursor.execute("DELETE FROM search_document")
        tables.make(cursor, connection.vendor)


def newest(wanted: Wanted, below: int | None, most: int) -> list[int]:
    """The tickets that have what is wanted, the newest first; those below number `below` only."""
    bound = _NUMBERED if below is None else below
    return _asked(wanted, "{0} < %s ORDER BY {0} DESC LIMIT %s", [bound, most])


def among(wanted: Wanted, tickets: Sequence[int]) -> set[int]:
    """Those of `tickets` (some hundreds) that have what is wanted."""
    places = ", ".join(["%s"] * len(tickets))
    return set(_asked(wanted, f"{{0}} IN ({places})", tickets)) if tickets else set()


def between(wanted: Wanted, first: int, last: int) -> list[int]:
    """The tickets from number `first` to `last` that have what is wanted."""
    return _asked(wanted, "{0} BETWEEN %s AND %s", [first, last])


def damage() -> Iterator[str]:
    """A sentence where the index is not that of its documents."""
    if connection.vendor == "sqlite":
        try:
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO search_index (search_index) VALUES ('integrity-check')")
        except DatabaseError as error:
            yield f"The index of words is damaged ({error}): `kept search rebuild` mends it."


def _asked(wanted: Wanted, which: str, values: Sequence[int]) -> list[int]:
    if connection.vendor == "postgresql":
        said = "SELECT ticket FROM search_document WHERE said @@ %s::tsquery AND "
        which, words = which.format("ticket"), wanted.for_postgresql()
    else:
        said = "SELECT rowid FROM search_index WHERE search_index MATCH %s AND "
        which, words = which.format("rowid"), wanted.for_sqlite()
    with connection.cursor() as cursor:
        cursor.execute(said + which, [words, *values])
        return [number for (number,) in cursor.fetchall()]


def _as_text(one: Text) -> tuple[int | str, ...]:
    return (one.ticket, " ".join(one.who), " ".join(one.said), one.name, one.digest)


def _as_vector(one: Text) -> tuple[int | str, ...]:
    """As a `tsvector` says it: each stem with its places, those of names with the weight A."""
    places: dict[str, list[str]] = defaultdict(list)
    for place, stem in enumerate(one.who, start=1):
        places[stem].append(f"{place}A")
    for place, stem in enumerate(one.said, start=len(one.who) + 2):
        places[stem].append(str(place))
    vector = " ".join(f"'{stem}':{','.join(at[:_PLACES])}" for stem, at in places.items())
    return (one.ticket, " ".join(one.who), vector, one.name, one.digest)
