"""Keep what tickets are found by in step with the record.

The worker reads the events after its bookmark and takes in anew what the tickets that they are
about say; words and bookmark are one transaction. So a mail costs nothing more before it is
accepted, and after a crash nothing is missing: it is read again. Tickets from before there was an
index, or before it was made anew, are read beside that, the newest first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from kept.record import events
from kept.record.models import Event
from kept.record.questions import Columns, question
from kept.search import store, vocabulary
from kept.search.models import Bookmark, Document
from kept.search.reading import read
from kept.tickets import access

#: Tickets that one step reads: on SQLite nobody else writes meanwhile.
STEP: Final = 40
#: Events that one step looks at.
_EVENTS: Final = 500
_BATCH: Final = 500


def catch_up() -> int:
    """Take in what some tickets say that are not read yet; how many. 0: nothing is left.

    At least once, in one transaction with the bookmark: two workers do it one after the other.
    """
    if not is_behind():
        return 0
    with transaction.atomic():
        mark = _bookmark() or _beginning()
        touched, mark.event = _touched(mark.event)
        older = _older(mark.below, STEP - len(touched))
        _take(touched)
        _take(older)
        if mark.below and len(touched) < STEP:
            mark.below = older[-1] if older else 0
        mark.save()
    return len(touched) + len(older)


def take(tickets: Sequence[int]) -> None:
    """Read these tickets anew, whatever the bookmark says."""
    with transaction.atomic():
        _take(tickets)


def is_behind() -> bool:
    """Whether anything is left to read."""
    read_to = Bookmark.objects.values_list("event", "below").first()
    return read_to is None or read_to != (events.newest(), 0)


def begin_anew() -> int:
    """Forget every word, and read all tickets again from the newest on; how many there are. Until
    `catch_up` has done it, a search finds what has been read."""
    with transaction.atomic():
        _bookmark()
        _beginning().save()
        store.clear()
        vocabulary.clear()
    return access.tickets_of_the_team().count()


def unread_below() -> int:
    """Tickets below this number are still to be read; 0: all have been."""
    return next((below for (below,) in _read_to()), 0)


@question
def _read_to() -> Columns:
    return Bookmark.objects.values_list("below")[:1]


def differences() -> Iterator[str]:
    """One sentence for each ticket that is not found by what it says, though the worker has been
    there; none is good."""
    yield from store.damage()
    mark, last = Bookmark.objects.first(), 0
    while mark and (rows := _documents(last)):
        last = max(rows)
        fresh = {one.ticket: one.digest for one in read(list(rows)).texts}
        waiting = set(_events(mark.event).filter(ticket__in=rows).values_list("ticket", flat=True))
        for number, digest in rows.items():
            unread = number in waiting or number < mark.below
            if not unread and digest != fresh.get(number):
                yield f"Ticket {number}: it is not found by what it says."


def _documents(after: int) -> dict[int, str]:
    """The next tickets, and the digest of what each is found by ('' for nothing)."""
    numbers = access.tickets_of_the_team().filter(pk__gt=after).order_by("pk")
    found = dict.fromkeys(numbers.values_list("pk", flat=True)[:_BATCH], "")
    return found | dict(Document.objects.filter(pk__in=found).values_list("pk", "digest"))


def _bookmark() -> Bookmark | None:
    """The bookmark; nobody else moves it before this transaction has ended."""
    return Bookmark.objects.select_for_update().filter(pk=1).first()


def _beginning() -> Bookmark:
    """Nothing is read of what there is; what happens from now on will be."""
    newest = access.tickets_of_the_team().order_by("-pk").values_list("pk", flat=True).first()
    return Bookmark(pk=1, event=events.newest(), below=newest + 1 if newest else 0)


def _events(after: int) -> QuerySet[Event]:
    """What happened since that may have changed words: promises never do."""
    return Event.objects.filter(pk__gt=after).exclude(type__startswith="Promise")


def _touched(after: int) -> tuple[list[int], int]:
    """The tickets that the next events are about, and the last of these events."""
    rows = Event.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "ticket", "type")
    touched: dict[int, None] = {}
    for number, ticket, kind in rows[:_EVENTS]:
        if not kind.startswith("Promise"):
            touched[ticket] = None
        after = number
        if len(touched) == STEP:
            break
    return list(touched), after


def _older(below: int, most: int) -> list[int]:
    """The newest tickets below a number."""
    if not below or most <= 0:
        return []
    tickets = access.tickets_of_the_team().filter(pk__lt=below).order_by("-pk")
    return list(tickets.values_list("pk", flat=True)[:most])


def _take(tickets: Sequence[int]) -> None:
    if not tickets:
        return
    found = read(tickets)
    if others := _renamed(tickets, {one.name for one in found.texts}):
        found.add(read(others))
    store.forget(list(set(tickets) - {one.ticket for one in found.texts}))
    store.put(found.texts)
    vocabulary.add(found.words)


def _renamed(tickets: Sequence[int], names: set[str]) -> list[int]:
    """Other tickets of the same customers, from when these were known as somebody else."""
    all_ = access.tickets_of_the_team()
    customers = all_.filter(pk__in=tickets).values("customer")
    theirs = all_.filter(customer__in=customers).values("pk")
    known = Document.objects.filter(pk__in=theirs).exclude(name__in=names)
    return list(known.exclude(pk__in=tickets).values_list("pk", flat=True)[:_BATCH])
