"""A page of tickets, whatever asks for them: rows under the moments at which they matter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.functional import Promise as Lazy
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kept.search.paging import LOOKED_AT, ROWS, Cursor, Page, Side, page
from kept.search.walking import Walk
from kept.tickets import access
from kept.workspace.bulk_done import Done, told
from kept.workspace.groups import grouped
from kept.workspace.reader import Reader
from kept.workspace.rows import FIELDS, drawn


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a heading; '' where the list needs none."""

    title: str
    count: int | None
    rows: list[SafeString]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page of a list, ready for `workspace/list.html`. `asked`: the sentence that it answers;
    `query`: what leads back to it from a ticket; `notes`: what one should know of what is shown;
    `here`: the page's own address, `home` the list's; `done`: what was done to many of its tickets
    a moment ago."""

    name: str
    title: Lazy | str
    asked: str = ""
    sections: list[Section]
    newer: str = ""
    older: str = ""
    query: str = ""
    notes: tuple[str, ...] = ()
    here: str = ""
    home: str = ""
    done: Done | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.sections or self.newer or self.older)


def paged(
    reader: Reader,
    request: HttpRequest,
    of: Walk,
    *,
    here: str,
    words: Mapping[str, str],
    beside: Mapping[str, str],
    current: int | None = None,
    size: int = ROWS,
) -> dict[str, Any]:
    """The fields of a Listing: the page of a walk that the address asks for (`after`, `before`).

    `here` with `words` is where the list stands, `beside` names it in the address of a ticket, and
    `current` is the ticket that is open beside it. Two queries, and a small one where no index
    answers all of what is asked.
    """
    where = cursor(request)
    found = page(of, access.tickets(reader.staff), where, FIELDS, size)
    at = {where.side: request.GET[where.side]} if where else {}
    query = urlencode(dict(beside) | at)

    def link(side: Side, place: str) -> str:
        return f"{here}?{urlencode({**words, side: place})}" if place else ""

    html = drawn(found.rows, reader, f"?{query}", current) if found.rows else []
    return {
        "sections": _sections(of, found, html, reader),
        "newer": link("before", found.before),
        "older": link("after", found.after),
        "query": query,
        "notes": (_looked(),) if found.short else (),
    }


def standing(reader: Reader, request: HttpRequest) -> dict[str, Any]:
    """Where a list stands, and what was done there: of every Listing."""
    return {"here": request.get_full_path(), "done": told(reader, request)}


def cursor(request: HttpRequest) -> Cursor | None:
    """The place in a list that the address names."""
    for side in _SIDES:
        if side in request.GET:
            return Cursor.read(side, request.GET[side])
    return None


_SIDES: Final[tuple[Side, ...]] = ("after", "before")


def _looked() -> str:
    return _("This page looked at %(count)d tickets: the next one looks further.") % {
        "count": LOOKED_AT
    }


def _sections(
    of: Walk, found: Page[dict[str, Any]], html: Iterable[SafeString], reader: Reader
) -> list[Section]:
    """The rows of a page under their headings."""
    if not found.rows:
        return []
    rows = iter(html)
    if of.newest:
        return [Section("", None, list(rows))]
    groups = grouped(
        found.rows,
        lambda row: (row["rank"], row["matters_at"]),
        now=reader.now,
        zone=reader.zone,
        before=bool(found.before),
        after=bool(found.after),
    )
    return [
        Section(
            _titled(group.title, group.by, reader),
            group.count,
            list(islice(rows, len(group.rows))),
        )
        for group in groups
    ]


def _titled(title: Lazy, by: datetime | None, reader: Reader) -> str:
    if by is None:
        return str(title)
    return _("%(when)s, by %(clock)s") % {"when": title, "clock": reader.clock(by)}
