"""My company's requests: what colleagues have asked, and where it is; never what was said."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kept.channels.portal.following import listed
from kept.channels.portal.reader import Reader, page
from kept.channels.portal.views.requests import PER_PAGE, for_customers
from kept.companies import belonging
from kept.people.models import Customer
from kept.tickets.colleagues import asked_by_colleagues


@require_safe
@for_customers
def company(request: HttpRequest, reader: Reader, customer: Customer) -> HttpResponse:
    """There is no such page for who belongs to no company."""
    companies = belonging.of(customer)
    if not companies:
        raise Http404("no company")
    before = request.GET.get("before", "")
    asked = asked_by_colleagues(customer, companies).order_by("-pk")
    if before.isdecimal() and len(before) < 19:
        asked = asked.filter(pk__lt=int(before))
    found = list(asked.select_related("customer")[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    context = {
        "domains": [one.domain for one in companies],
        "requests": [
            (one, str(ticket.customer))
            for one, ticket in zip(listed(shown, reader), shown, strict=True)
        ],
        "more": shown[-1].number if len(found) > PER_PAGE else None,
    }
    return page(request, reader, "portal/company.html", context)
