"""What the sentence in the search field finds, as a list like any other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.core.filters import Mistake, Query, mistake_said, read
from kept.core.finding import marked
from kept.front.addresses import address
from kept.search import filling
from kept.search.desk import desk
from kept.search.excerpts import excerpts
from kept.search.finding import Found, find, has_words
from kept.search.walking import walk
from kept.tickets import access
from kept.workspace.completions import Offered, offered, ways
from kept.workspace.given import whole
from kept.workspace.listing import Listing, Section, paged, standing
from kept.workspace.reader import Reader
from kept.workspace.rows import FIELDS, Marks, drawn

#: A list of what was found is read from its top: half of another list is enough.
ROWS: Final = 25
#: Letters of the longest sentence that is read.
LONGEST: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Results(Listing):
    """What was found. `mistake`: why the sentence cannot be read; `said`: it all in a few words,
    for who does not see it."""

    mistake: str = ""
    said: str = ""
    completions: tuple[Offered, ...] = ()
    ways: tuple[Offered, ...] = field(default=())


def asked(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip("\n\r")[:LONGEST]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer stands: `here` with `words`; `beside` names it in the address of a ticket."""

    name: str
    title: str
    here: str
    words: Mapping[str, str]
    beside: Mapping[str, str]

    @property
    def home(self) -> str:
        return f"{self.here}?{urlencode(self.words)}" if self.words else self.here


def results(reader: Reader, request: HttpRequest, current: int | None = None) -> Results:
    """The tickets that `q` asks for; as many queries for one as for many."""
    text = asked(request)
    words = {"q": text.strip()}
    place = Place("find", _("Search"), address("find"), words, {"list": "find"} | words)
    return answer(reader, request, text, place, current)


def answer(
    reader: Reader, request: HttpRequest, text: str, place: Place, current: int | None = None
) -> Results:
    """The page of the tickets that a sentence asks for."""
    desk_ = desk(reader.staff)
    query = read(text, desk_)
    known = {"name": place.name, "title": place.title, "home": place.home, "asked": text}
    more: dict[str, Any] = known | {"completions": offered(request, text, desk_)}
    more |= standing(reader, request)
    if isinstance(query, Mistake):
        sentence = mistake_said(query, reader.language)
        return Results(**more, sections=[], mistake=sentence, said=sentence)
    if not query:
        return Results(**more, sections=[], ways=ways())
    show = _by_words if has_words(query) else _by_filters
    return Results(**(more | show(reader, request, query, place, current)))


def _by_words(
    reader: Reader, request: HttpRequest, query: Query, place: Place, current: int | None
) -> dict[str, Any]:
    below = whole(request.GET.get("below"))
    found = find(reader.staff, query, now=reader.now, zone=reader.zone, below=below, most=ROWS)
    beside = urlencode({**place.beside, **({"below": below} if below else {})})
    rows = access.tickets(reader.staff).filter(pk__in=found.numbers).order_by("-pk")
    shown = list(rows.values(*FIELDS))
    stems, texts = found.wanted.stems, excerpts(found.numbers, found.wanted.stems)
    marks = {
        row["id"]: Marks(marked(row["subject"], stems, whole=True), texts.get(row["id"], ()))
        for row in shown
    }
    html = drawn(shown, reader, f"?{beside}", current, marks) if shown else []
    older = f"{place.here}?{urlencode({**place.words, 'below': found.below})}"
    return {
        "sections": [Section("", None, html)] if html else [],
        "older": older if found.below else "",
        "query": beside,
        "notes": _notes(found),
        "said": _said(len(html), more=found.below is not None),
    }


def _by_filters(
    reader: Reader, request: HttpRequest, query: Query, place: Place, current: int | None
) -> dict[str, Any]:
    fields = paged(
        *(reader, request, walk(query, reader.staff, reader.now, reader.zone)),
        here=place.here,
        words=place.words,
        beside=place.beside,
        current=current,
        size=ROWS,
    )
    shown = sum(len(one.rows) for one in fields["sections"])
    return fields | {"said": _said(shown, more=bool(fields["newer"] or fields["older"]))}


def _notes(found: Found) -> tuple[str, ...]:
    notes = []
    for word, others in (found.instead or {}).items():
        if others:
            facts = {"word": word, "others": ", ".join(others)}
            notes.append(_("Nobody wrote “%(word)s”. Shown is: %(others)s.") % facts)
    if not found.ended:
        notes.append(_("Older tickets may have these words too: the next page looks further."))
    if below := filling.unread_below():
        notes.append(_("Tickets before #%(number)d are still being read.") % {"number": below})
    return tuple(notes)


def _said(shown: int, *, more: bool) -> str:
    if more:
        return _("More than %(count)d tickets") % {"count": shown}
    return ngettext("%(count)d ticket", "%(count)d tickets", shown) % {"count": shown}
