"""What tickets are found by says nothing of a person any more, nor the list of all words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.db import connection

from kept.core.finding import fold, forms, tokens
from kept.erasing.rooms import Person, batches
from kept.search import filling, store, vocabulary
from kept.search.reading import read
from kept.search.wanted import Part, Wanted
from kept.tickets.erasing import others_of, own_of
from kept.tickets.models import Attachment, Message, Ticket

#: A word that so many tickets still have is nobody's.
_COMMON: Final = 20
_BATCH: Final = 100


def look(person: Person) -> Any:
    """Every word that the list of words may have from them."""
    tickets = [*own_of(person), *others_of(person)]
    known = _words([*person.names, *person.addresses])
    for some in batches(tickets, _BATCH):
        known |= _words(_said(some))
    return sorted(known)


def erase(person: Person) -> Iterator[None]:
    """Read the tickets again, which say nothing now, then let go of the words that nobody else
    has said."""
    for some in batches([*own_of(person), *others_of(person)], _BATCH):
        filling.take(some)
        yield
    for words in batches(person.found["search"], _BATCH):
        vocabulary.forget([word for word in words if not _is_said(word)])
        yield


def sweep() -> None:
    """SQLite's index keeps what was taken out of it until its parts are merged."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_index (search_index) VALUES ('optimize')")


def _said(tickets: Sequence[int]) -> Iterator[str]:
    yield from Ticket.objects.filter(pk__in=tickets).values_list("subject", flat=True)
    said = Message.objects.filter(ticket__in=tickets)
    for subject, words in said.values_list("subject", "said"):
        yield from (subject, words)
    files = Attachment.objects.filter(message__ticket__in=tickets)
    yield from files.values_list("name", flat=True)


def _words(said: Iterable[str]) -> set[str]:
    return {fold(word) for text in said for word in tokens(text)}


def _is_said(word: str) -> bool:
    """Whether a ticket is still found by it. The index has only its stem, so the tickets are read;
    unless they are many."""
    found = store.newest(Wanted((Part(((forms(word).stem,),)),)), None, _COMMON)
    return len(found) == _COMMON or word in read(found).words
