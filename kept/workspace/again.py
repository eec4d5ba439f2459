"""Rows as their tickets stand now, whatever list they are in: a list keeps those that have left it
in their places until it is asked for again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_safe

from kept.people.door import for_the_team
from kept.people.models import Staff
from kept.search.paging import ROWS
from kept.tickets import access
from kept.workspace.given import whole
from kept.workspace.reader import Reader
from kept.workspace.rows import FIELDS, drawn


@require_safe
@for_the_team
def rows(request: HttpRequest, staff: Staff) -> HttpResponse:
    """`ticket`: the numbers; `beside`: what names the list in the address of a ticket; `current`:
    the ticket that is open. Two queries."""
    numbers = list(filter(None, map(whole, request.GET.getlist("ticket"))))[:ROWS]
    beside = QueryDict(request.GET.get("beside", "")).urlencode()
    found = list(access.tickets(staff).filter(pk__in=numbers).values(*FIELDS))
    current = whole(request.GET.get("current"))
    html = drawn(found, Reader.of(staff), f"?{beside}", current) if found else []
    return HttpResponse("".join(html))
