"""Where somebody can go from anywhere, by what they type: lists, pages, tickets, customers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kept.core.filters import Query, read
from kept.core.finding import fold
from kept.front.addresses import address
from kept.front.places import places
from kept.people.door import for_the_team
from kept.people.models import Address, Staff
from kept.search.desk import desk
from kept.search.finding import find, has_words
from kept.tickets import access
from kept.workspace.given import whole
from kept.workspace.lists import LISTS
from kept.workspace.rail import url as list_url
from kept.workspace.reader import Reader

#: What is offered of each kind; who looks for more asks the search.
PAGES: Final = 6
TICKETS: Final = 5
CUSTOMERS: Final = 4
#: Letters from which on tickets and customers are looked for.
ENOUGH: Final = 2
_LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to go to. `kind` in a word."""

    url: str
    name: str
    kind: str


@require_safe
@for_the_team
def palette(request: HttpRequest, staff: Staff) -> HttpResponse:
    """`q`: what is typed. The options of the palette, as a piece of a page."""
    typed = request.GET.get("q", "").replace("\0", "").strip()[:_LONGEST]
    found = list(_found(Reader.of(staff), typed))
    look = f"{address('find')}?{urlencode({'q': typed})}" if typed else ""
    context = {"found": found, "typed": typed, "look": look}
    return render(request, "workspace/palette.html", context)


def _found(reader: Reader, typed: str) -> Iterator[Entry]:
    yield from _by_number(reader, typed)
    yield from _pages(reader, typed)
    if len(typed) >= ENOUGH:
        yield from _customers(typed)
        yield from _tickets(reader, typed)


def _by_number(reader: Reader, typed: str) -> Iterator[Entry]:
    number = whole(typed.removeprefix("#"))
    if number is None:
        return
    rows = access.tickets(reader.staff).filter(pk=number).values_list("pk", "subject")
    yield from _as_tickets(rows)


def _pages(reader: Reader, typed: str) -> list[Entry]:
    """Lists and pages whose names or words begin with each word that is typed; all, where nothing
    is."""
    wanted = fold(typed).split()
    lists = [(list_url(name), str(one.title), "", _("List")) for name, one in LISTS.items()]
    pages = [
        (address(one.page), str(one.name), str(one.words), _("Page"))
        for one in places(lead=reader.staff.is_lead)
    ]
    found = [
        (rank, Entry(url, name, kind))
        for url, name, words, kind in (*lists, *pages)
        if (rank := _fits(wanted, name, words)) is not None
    ]
    found.sort(key=lambda one: one[0])
    return [entry for _rank, entry in found][: PAGES if wanted else None]


def _fits(wanted: list[str], name: str, words: str) -> int | None:
    """0 where the name has all that is wanted, 1 where other words do, None where nothing does."""
    for rank, text in enumerate((name, f"{name} {words}")):
        known = fold(text).split()
        if all(any(word.startswith(one) for word in known) for one in wanted):
            return rank
    return None


def _customers(typed: str) -> Iterator[Entry]:
    """By how their address begins: one search in an index, however many there are. PostgreSQL has
    one for that question; SQLite's orders by bytes, and knows it only as a range."""
    begun = typed.lower()
    if connection.vendor == "postgresql":
        rows = Address.objects.filter(key__startswith=begun)
    else:
        rows = Address.objects.filter(key__gte=begun, key__lt=f"{begun}\U0010ffff")
    for row in rows.select_related("customer").order_by("key")[:CUSTOMERS]:
        look = urlencode({"q": f"from:{row.key}"})
        name = f"{row.customer.name} · {row.key}" if row.customer.name else row.key
        yield Entry(f"{address('find')}?{look}", name, _("Customer"))


def _tickets(reader: Reader, typed: str) -> Iterable[Entry]:
    """By what was said in them, the newest first; what is no sentence of filters finds none."""
    query = read(typed, desk(reader.staff))
    if not isinstance(query, Query) or not has_words(query):
        return ()
    found = find(
        reader.staff, query, now=reader.now, zone=reader.zone, below=None, most=TICKETS
    ).numbers
    rows = access.tickets(reader.staff).filter(pk__in=found[:TICKETS]).order_by("-pk")
    return _as_tickets(rows.values_list("pk", "subject"))


def _as_tickets(rows: Iterable[tuple[int, str]]) -> list[Entry]:
    return [
        Entry(address("ticket", number), f"#{number} {subject}", _("Ticket"))
        for number, subject in rows
    ]
