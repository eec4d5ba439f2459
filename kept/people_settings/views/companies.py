"""Which companies have their requests in common: a lead says so, domain by domain."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kept.companies import belonging
from kept.core.decide import Refused
from kept.core.events import Actor
from kept.people.door import for_leads
from kept.people.models import Staff
from kept.people.reader import Reader
from kept.people_settings.views.page import page, said


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def companies(request: HttpRequest, staff: Staff) -> HttpResponse:
    """All of them. `open`: a domain whose people see each other's requests from now on; `close`:
    one whose people do not any more."""
    if request.method == "POST":
        _change(request, Actor("staff", staff.pk))
        return redirect("companies")
    reader = Reader.of(staff)
    rows = [
        {"domain": one.domain, "since": one.since, "moment": reader.moment(one.since)}
        for one in belonging.opened().order_by("domain")
    ]
    return page(request, staff, "companies", {"title": _("Companies"), "companies": rows})


def _change(request: HttpRequest, by: Actor) -> None:
    at, closing = timezone.now(), request.POST.get("close", "")
    if closing:
        belonging.close(closing, by=by, at=at)
        words = _("People at %(domain)s see their own requests alone again.")
        said(request, None, words % {"domain": closing})
        return
    done = belonging.open_to_each_other(request.POST.get("open", ""), by=by, at=at)
    refused = done if isinstance(done, Refused) else None
    words = _("People at %(domain)s see each other's requests that are asked from now on.")
    said(request, refused, words % {"domain": "" if refused else str(done)})
