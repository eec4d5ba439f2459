"""Whose mail is refused."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kept.core.decide import Refused
from kept.core.events import Actor
from kept.mailbox_settings.views.page import UNPROCESSABLE, SeeOther, page
from kept.mailboxes import blocking
from kept.mailboxes.models import BlockedSender
from kept.people.door import for_leads
from kept.people.models import Staff
from kept.people.reader import Reader

PAGE = 100


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def blocked(request: HttpRequest, staff: Staff) -> HttpResponse:
    """All who are blocked, the newest first; and one more."""
    wrong = _block(request, staff) if request.method == "POST" else ""
    if request.method == "POST" and not wrong:
        return SeeOther("blocked")
    rows = Paginator(blocking.everyone(), PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": _said(list(rows), Reader.of(staff)),
        "page": rows,
        "wrong": wrong,
        "typed": request.POST.get("who", "") if wrong else "",
    }
    return page(request, "blocked", context, status=UNPROCESSABLE if wrong else 200)


def _block(request: HttpRequest, staff: Staff) -> str:
    """Block whom the form names; what is wrong with it, '' if nothing."""
    done = blocking.block(
        request.POST.get("who", ""),
        by=Actor("staff", staff.pk),
        at=timezone.now(),
        reason=request.POST.get("reason", ""),
    )
    if isinstance(done, Refused):
        return _(done.reason) % done.facts
    messages.success(request, _("Mail from %(who)s is refused from now on.") % {"who": done.key})
    return ""


@require_POST
@for_leads
def unblock(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Listen to somebody again. Mail that was refused meanwhile stands in the list of mail set
    aside, and can become a request from there."""
    who = request.POST.get("who", "")
    if blocking.unblock(who, by=Actor("staff", staff.pk), at=timezone.now()):
        said = _(
            "Mail from %(who)s is taken again. What was refused stands among the mail set aside."
        )
        messages.success(request, said % {"who": who})
    return SeeOther("blocked")


def _said(rows: list[BlockedSender], read: Reader) -> list[dict[str, object]]:
    numbers = [number for row in rows if (number := Actor.parse(row.by).id)]
    people = dict(Staff.objects.filter(pk__in=numbers).values_list("pk", "name"))
    return [
        {
            "row": row,
            "moment": read.moment(row.at),
            "who": people.get(Actor.parse(row.by).id or 0, ""),
            "is_domain": "@" not in row.key,
        }
        for row in rows
    ]
