"""Is it kept? Can I believe it?"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.views.decorators.http import conditional_page, require_POST, require_safe

from kept.front import doors
from kept.people.models import Staff
from kept.record import policy
from kept.reports import broken as breaches
from kept.reports import publicity, remarks
from kept.reports.figures import SPANS, of_the_desk
from kept.reports.machine import as_data
from kept.reports.page import Page

_PAGE = 100


@require_safe
@conditional_page
def kept(request: HttpRequest) -> HttpResponse:
    """The figures of the last 7, 30 or 90 days."""
    return _figures(request, _days(_allowed(request)))


def _figures(request: HttpRequest, days: int, *, status: int = 200, **more: object) -> HttpResponse:
    report = of_the_desk(at=timezone.now(), days=days)
    said = remarks.said(report.since, report.until, _language())
    context = {
        "page": Page(report, policy.edition, _language(), {one.on: one.words for one in said}),
        "days": days,
        "spans": SPANS,
        "remarks": said,
    }
    return _page(request, "reports/kept.html", context | more, status=status)


@require_safe
@conditional_page
def broken(request: HttpRequest) -> HttpResponse:
    """Each broken promise, without whose it was."""
    days, now = _days(_allowed(request)), timezone.now()
    count = of_the_desk(at=now, days=days).broken
    after = _place(request.GET.get("after", "0"))
    context = {
        "days": days,
        "spans": SPANS,
        "count": count,
        "broken": breaches.broken(at=now, days=days, after=after, most=_PAGE, language=_language()),
        "next": after + _PAGE if count > after + _PAGE else None,
    }
    return _page(request, "reports/broken.html", context)


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """The same figures for programs, as `kept report promises --json` tells them."""
    days = _days(_allowed(request))
    return JsonResponse(as_data(of_the_desk(at=timezone.now(), days=days)))


@require_POST
def remark(request: HttpRequest) -> HttpResponse:
    """A lead says something of a day."""
    told = {code: request.POST.get(f"words-{code}", "") for code, _name in settings.LANGUAGES}
    day = request.POST.get("day", "")
    try:
        remarks.say(day, told, by=_of_the_team(request), at=timezone.now())
    except PermissionError as error:
        raise PermissionDenied(str(error)) from error
    except remarks.NotSaidError as error:
        typed = {"remark_error": str(error), "remark_day": day, "remark_words": told}
        return _figures(request, SPANS[-1], status=422, **typed)
    return HttpResponseRedirect(f"{reverse('kept')}#remarks")


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """A lead shows the page to everybody, or to the team alone."""
    public = request.POST.get("public") == "yes"
    try:
        publicity.decide(public, by=_of_the_team(request), at=timezone.now())
    except PermissionError as error:
        raise PermissionDenied(str(error)) from error
    return HttpResponseRedirect(reverse("kept"))


def _of_the_team(request: HttpRequest) -> Staff:
    if not isinstance(request.user, Staff):
        raise Http404("only the team may know of this")
    return request.user


def _allowed(request: HttpRequest) -> HttpRequest:
    """Where the page is not public, it is not there."""
    if not publicity.may_see(request):
        raise Http404("not public")
    return request


def _days(request: HttpRequest) -> int:
    asked = request.GET.get("days", "")
    return next((days for days in SPANS if str(days) == asked), SPANS[-1])


def _place(asked: str) -> int:
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 8 else 0


def _language() -> str:
    return (get_language() or "en")[:2]


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    shared: dict[str, Any] = {"nav": doors.links(request)}
    staff = request.user if isinstance(request.user, Staff) else None
    if staff:
        shared |= {"staff": staff, "public": publicity.is_public()}
        shared |= {"decision": publicity.decided()}
    response = render(request, template, shared | context, status=status)
    if staff:
        add_never_cache_headers(response)
    return response
