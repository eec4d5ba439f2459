"""What the sentence in the search field finds, as a list like any other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.core.filters import Mistake, Moment, Query, Value, mistake_said, read
from kept.core.finding import marked
from kept.front.addresses import address
from kept.search import filling
from kept.search.desk import desk
from kept.search.excerpts import excerpts
from kept.search.finding import Found, find, has_words
from kept.search.narrowing import narrowed
from kept.tickets import access
from kept.workspace.completions import Offered, offered, ways
from kept.workspace.given import whole
from kept.workspace.inbox import Drawing, Listing, Section, cursor, sections, words_of
from kept.workspace.lists import List, page, place
from kept.workspace.reader import Reader
from kept.workspace.rows import FIELDS, Marks, drawn

#: A list of what was found is read from its top: half of another list is enough.
ROWS: Final = 25
#: Letters of the longest sentence that is read.
LONGEST: Final = 500
#: What may be asked for of tickets that still need somebody: these come by what is due next.
_SETTLED: Final = ("solved", "closed")
_UNSETTLED: Final = ("open", "unanswered", "waiting", "resent", "doubted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Results(Listing):
    """What was found. `asked`: the sentence; `mistake`: why it cannot be read; `notes`: what one
    should know of what is shown; `said`: it all in a few words, for who does not see it."""

    asked: str
    mistake: str = ""
    notes: tuple[str, ...] = ()
    said: str = ""
    completions: tuple[Offered, ...] = ()
    ways: tuple[Offered, ...] = field(default=())


def asked(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip("\n\r")[:LONGEST]


def results(reader: Reader, request: HttpRequest, current: int | None = None) -> Results:
    """The tickets that `q` asks for; as many queries for one as for many."""
    text, here = asked(request), desk(reader.staff)
    query = read(text, here)
    more: dict[str, object] = {"asked": text, "completions": offered(request, text, here)}
    if isinstance(query, Mistake):
        sentence = mistake_said(query, reader.language)
        return _listing(**more, mistake=sentence, said=sentence)
    if not query:
        return _listing(**more, ways=ways())
    show = _by_words if has_words(query) else _by_filters
    return show(reader, request, query, current, more)


def _listing(**more: object) -> Results:
    shown: dict[str, object] = {"sections": [], "newer": "", "older": "", "query": ""}
    return Results(name="find", title=_("Search"), **(shown | more))  # type: ignore[arg-type]


def _by_words(
    reader: Reader, request: HttpRequest, query: Query, current: int | None, more: dict[str, object]
) -> Results:
    below = whole(request.GET.get("below"))
    found = find(reader.staff, query, now=reader.now, zone=reader.zone, below=below, most=ROWS)
    here = urlencode({"list": "find", "q": str(query)} | ({"below": below} if below else {}))
    rows = access.tickets(reader.staff).filter(pk__in=found.numbers).order_by("-pk")
    shown = list(rows.values(*FIELDS))
    stems, texts = found.wanted.stems, excerpts(found.numbers, found.wanted.stems)
    marks = {
        row["id"]: Marks(marked(row["subject"], stems, whole=True), texts.get(row["id"], ()))
        for row in shown
    }
    html = drawn(shown, reader, f"?{here}", current, marks) if shown else []
    older = {"q": str(query), "below": found.below}
    return _listing(
        **more,
        sections=[Section("", None, html)] if html else [],
        older=f"{address('find')}?{urlencode(older)}" if found.below else "",
        query=here,
        notes=_notes(found),
        said=_said(len(html), more=found.below is not None),
    )


def _by_filters(
    reader: Reader, request: HttpRequest, query: Query, current: int | None, more: dict[str, object]
) -> Results:
    of = _ordered(query)
    tickets = narrowed(access.tickets(reader.staff), query, reader.staff, reader.now, reader.zone)
    where = cursor(request)
    found = page(of, tickets, where, (*FIELDS, "opened_at"), ROWS)
    here = urlencode({"list": "find", "q": str(query)} | words_of(where, request))
    frame = Drawing(reader, f"?{here}", current)

    def link(side: str, row: dict[str, object]) -> str:
        moment = row["opened_at" if "opened_at" in of.order else "matters_at"]
        goes_on = place(row["rank"], moment, row["id"])  # type: ignore[arg-type]
        return f"{address('find')}?{urlencode({'q': str(query), side: goes_on})}"

    return _listing(
        **more,
        sections=sections(of, found, frame),
        newer=link("before", found.rows[0]) if found.before and found.rows else "",
        older=link("after", found.rows[-1]) if found.after and found.rows else "",
        query=here,
        said=_said(len(found.rows), more=found.before or found.after),
    )


def _ordered(query: Query) -> List:
    """What still needs somebody, by what is due next; what is settled, the last settled first;
    everything else, the newest first."""
    states = [t.value for t in query.filters if isinstance(t, Value) and t.field == "is"]
    moments = {term.field for term in query.filters if isinstance(term, Moment)}
    if "due" in moments or (states and all(state in _UNSETTLED for state in states)):
        return List("find", "", lambda all_, _staff: all_)
    if "created" in moments:
        return List("find", "", lambda all_, _staff: all_, newest=True, order=("opened_at", "id"))
    if states and all(state in _SETTLED for state in states):
        return List("find", "", lambda all_, _staff: all_, newest=True)
    return List("find", "", lambda all_, _staff: all_, newest=True, order=("id",))


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
