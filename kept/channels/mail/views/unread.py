"""Mail that came in and did not become a message: why, and what can be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kept.channels.mail.incoming import process
from kept.channels.mail.incoming.outcome import Outcome
from kept.channels.mail.incoming.reasons import ACCEPTABLE, sentence
from kept.channels.mail.models import ReceivedMail
from kept.channels.mail.views.private import received, unless_hidden
from kept.channels.mail.views.reader import PAGE, Reader
from kept.core.decide import Refused
from kept.front.rooms import around
from kept.front.sender import Sender, sender
from kept.people.door import for_the_team
from kept.people.models import Staff


@dataclass(frozen=True, slots=True)
class Unread:
    """A mail that did not become a message: why, and what can be done."""

    row: ReceivedMail
    reason: str
    moment: str
    sender: Sender
    can_retry: bool
    can_accept: bool


@require_safe
@for_the_team
def unread(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Refused and quarantined mail, the newest first."""
    read = Reader.of(request)
    rows = ReceivedMail.objects.exclude(state="done").order_by("-id")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = [
        Unread(
            row,
            sentence(row.code),
            read.moment(row.received_at),
            sender(row.authentication),
            can_retry=row.state == "quarantined",
            can_accept=row.state == "refused" and row.code in ACCEPTABLE,
        )
        for row in received(staff, page)
    ]
    context = around("mail-unread", lead=staff.is_lead)
    context |= {"mails": shown, "page": page, "title": _("Mail set aside")}
    return render(request, "mail/unread.html", context)


@require_POST
@for_the_team
def retry(request: HttpRequest, staff: Staff, number: str) -> HttpResponse:
    """Try a quarantined mail again."""
    unless_hidden(staff, number)
    return _said(request, number, lambda: process.retry(number))


@require_POST
@for_the_team
def accept(request: HttpRequest, staff: Staff, number: str) -> HttpResponse:
    """Make a refused mail a message."""
    unless_hidden(staff, number)
    return _said(request, number, lambda: process.accept(number, by=staff))


def _said(request: HttpRequest, number: str, act: Callable[[], Outcome | Refused]) -> HttpResponse:
    try:
        outcome = act()
    except ReceivedMail.DoesNotExist:
        raise Http404 from None
    except process.NotNowError:
        messages.error(request, _("Not now: the desk has no room or no database. Try again."))
        return redirect("mail-unread")
    if isinstance(outcome, Refused):
        messages.error(request, _(outcome.reason))
    elif outcome.ticket is not None:
        messages.success(request, _("It is in request %(number)s.") % {"number": outcome.ticket})
    else:
        messages.error(request, sentence(outcome.code))
    return redirect("mail-unread")
