"""A list of tickets: rows under the moments at which they matter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final, Literal
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise as Lazy
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kept.front.addresses import address
from kept.people.door import for_the_team
from kept.people.models import Staff
from kept.record import events
from kept.workspace.groups import grouped
from kept.workspace.lists import LISTS, Cursor, List, Page, page, place
from kept.workspace.rail import rail, url
from kept.workspace.reader import Reader
from kept.workspace.rows import FIELDS, Fields, drawn


@require_safe
@for_the_team
def inbox(request: HttpRequest, staff: Staff, name: str = "due") -> HttpResponse:
    """A list beside room for a ticket."""
    if name not in LISTS:
        raise Http404(f"no list {name}")
    reader = Reader.of(staff)
    # read before the rows, so that the stream tells again what happens meanwhile
    after = events.newest()
    listing = listed(reader, name, request)
    context = {"listing": listing, "title": listing.title}
    live = {"live_url": live_url(after, everything=True)}
    return render(request, "workspace/inbox.html", frame(reader, name, after) | context | live)


def frame(reader: Reader, current: str, after: int) -> dict[str, object]:
    """What every page of the workspace has. `after`: the newest event that it knows."""
    return {
        "rail": rail(reader, current, after),
        "sign_out_url": address("sign-out"),
        "now": reader.now,
    }


def live_url(after: int, *, ticket: int | None = None, everything: bool = False) -> str:
    """The stream of what happens from event `after` on."""
    asked: dict[str, object] = {"after": after}
    if ticket is not None:
        asked["ticket"] = ticket
    if everything:
        asked["list"] = 1
    return f"{address('live')}?{urlencode(asked)}"


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a heading; '' where the list needs none."""

    title: str
    count: int | None
    rows: list[SafeString]


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list, ready for `workspace/list.html`."""

    name: str
    title: Lazy | str
    sections: list[Section]
    newer: str
    older: str
    query: str

    @property
    def is_empty(self) -> bool:
        return not self.sections and not self.newer


def listed(reader: Reader, name: str, request: HttpRequest, current: int | None = None) -> Listing:
    """The page of a list that the address asks for (`after`, `before`): two queries.

    `current`: the ticket that is open beside it.
    """
    of, where = LISTS[name], cursor(request)
    found = page(of, of.tickets(reader.staff), where, FIELDS)
    query = urlencode({"list": name} | words_of(where, request))
    return Listing(
        name=name,
        title=of.title,
        sections=sections(of, found, Drawing(reader, f"?{query}", current)),
        newer=_link(name, "before", found.rows[0]) if found.before and found.rows else "",
        older=_link(name, "after", found.rows[-1]) if found.after and found.rows else "",
        query=query,
    )


def cursor(request: HttpRequest) -> Cursor | None:
    """The place in a list that the address names."""
    for side in _SIDES:
        if side in request.GET:
            return Cursor.read(side, request.GET[side])
    return None


_SIDES: Final[tuple[Literal["after", "before"], ...]] = ("after", "before")


def words_of(where: Cursor | None, request: HttpRequest) -> dict[str, str]:
    """The words of the address that name this place."""
    return {where.side: request.GET[where.side]} if where else {}


def _link(name: str, side: str, row: Fields) -> str:
    return f"{url(name)}?{urlencode({side: place(row['rank'], row['matters_at'], row['id'])})}"


@dataclass(frozen=True, slots=True)
class Drawing:
    """For whom rows are drawn, what their links ask for, and which of them is open."""

    reader: Reader
    query: str = ""
    current: int | None = None

    def drawn(self, rows: Iterable[Fields]) -> list[SafeString]:
        return drawn(rows, self.reader, self.query, self.current)


def sections(of: List, found: Page[dict[str, Any]], frame: Drawing) -> list[Section]:
    """The rows of a page under their headings."""
    if not found.rows:
        return []
    rows = iter(frame.drawn(found.rows))
    if of.newest:
        return [Section("", None, list(rows))]
    groups = grouped(
        found.rows,
        lambda row: (row["rank"], row["matters_at"]),
        now=frame.reader.now,
        zone=frame.reader.zone,
        before=found.before,
        after=found.after,
    )
    return [
        Section(
            _titled(group.title, group.by, frame.reader),
            group.count,
            list(islice(rows, len(group.rows))),
        )
        for group in groups
    ]


def _titled(title: Lazy, by: datetime | None, reader: Reader) -> str:
    if by is None:
        return str(title)
    return _("%(when)s, by %(clock)s") % {"when": title, "clock": reader.clock(by)}
