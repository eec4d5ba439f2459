"""What was done to the desk itself: for leads, by kind, person and days, on the page or to keep."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kept.core.events import Actor
from kept.people.door import for_leads
from kept.people.models import Staff
from kept.people.reader import Reader
from kept.people_settings.told import GROUPS, told
from kept.people_settings.views.page import page
from kept.record import audit as book
from kept.record.models import AuditEntry

PAGE: Final = 50
#: Lines of the list that are read at once when all of it is taken along.
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """`?kind=` one of GROUPS, `?who=` somebody's number, `?since=` and `?until=` the first and the
    last day, in the reader's zone; each may be missing."""

    kind: str
    who: str
    since: str
    until: str

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        """Raises Http404 for what no form of this page asks."""
        asked = cls(*(request.GET.get(name, "") for name in cls.__slots__))
        if asked.kind and asked.kind not in GROUPS:
            raise Http404("no such kind")
        if asked.who and not (asked.who.isascii() and asked.who.isdecimal()):
            raise Http404("nobody of that number")
        return asked

    def rows(self, read: Reader) -> QuerySet[AuditEntry]:
        first, last = _day(self.since), _day(self.until)
        return book.entries(
            kinds=GROUPS[self.kind][1] if self.kind else (),
            person=Actor("staff", int(self.who)) if self.who else None,
            since=_begins(first, read) if first else None,
            until=_begins(last + timedelta(days=1), read) if last else None,
        )

    @property
    def query(self) -> str:
        """The same again, in an address."""
        return urlencode({name: said for name in self.__slots__ if (said := getattr(self, name))})


@require_safe
@for_leads
def audit(request: HttpRequest, staff: Staff) -> HttpResponse:
    """A page of it, the newest first."""
    read, asked = Reader.of(staff), Asked.of(request)
    shown = Paginator(asked.rows(read), PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("Audit"),
        "rows": told(shown, read),
        "page": shown,
        "kinds": [(name, word) for name, (word, _said) in GROUPS.items()],
        "asked": asked,
        "people": Staff.objects.order_by("name", "pk"),
    }
    return page(request, staff, "audit", context)


@require_POST
@for_leads
def export(request: HttpRequest, staff: Staff) -> HttpResponse:
    """All that the filters let through, as CSV. That somebody took it along is written down."""
    read, asked = Reader.of(staff), Asked.of(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="audit-{read.now.astimezone(UTC):%Y-%m-%d}.csv"'
    )
    lines = _write(csv.writer(response), asked.rows(read), read)
    book.note("audit_exported", by=Actor("staff", staff.pk), at=timezone.now(), rows=lines)
    return response


def _write(to: Any, rows: QuerySet[AuditEntry], read: Reader) -> int:
    """Write the list, `_AT_ONCE` lines at a time; how many."""
    to.writerow(["number", "at", "by", "what", "about", "said", "from", "browser"])
    count, below = 0, None
    while some := told((rows if below is None else rows.filter(pk__lt=below))[:_AT_ONCE], read):
        for one in some:
            at = one.row.at.astimezone(UTC).isoformat(timespec="seconds")
            facts = (one.row.by, one.row.what, one.row.about, one.words, one.place, one.browser)
            to.writerow([one.row.pk, at, *map(_plain, facts)])
        count, below = count + len(some), some[-1].row.pk
    return count


def _plain(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError as error:
        raise Http404("no such day") from error


def _begins(day: date, read: Reader) -> datetime:
    return datetime.combine(day, time(), tzinfo=read.zone)
