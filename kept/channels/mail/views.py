"""What people see of the mail itself: the outbox, originals, and what did not become a message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kept.channels.mail import process
from kept.channels.mail.models import ReceivedMail
from kept.channels.mail.outcome import Outcome
from kept.channels.mail.reasons import ACCEPTABLE, sentence
from kept.core import say
from kept.core.decide import Refused
from kept.core.mail import plain_to_html
from kept.front import zones
from kept.front.rooms import around
from kept.front.sender import Sender, sender
from kept.people.door import for_the_team
from kept.people.models import Staff
from kept.record.models import OutgoingMail

PAGE = 50


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads moments here: in which zone and language, and when."""

    zone: str
    language: str
    now: datetime

    @classmethod
    def of(cls, request: HttpRequest) -> Reader:
        """The team's own zone, else the one that the browser told, else the desk's."""
        own = zones.known(request.user.zone) if isinstance(request.user, Staff) else ""
        zone = own or zones.told(request) or settings.DESK.zone
        return cls(zone, (get_language() or settings.LANGUAGE_CODE)[:2], timezone.now())

    def moment(self, at: datetime) -> str:
        """'today, 7:41', 'hier à 18 h 20'."""
        return say.moment(at, self.zone, self.now, self.language)


# The outbox of a desk that has no mail server


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail of the outbox, ready to be shown."""

    row: OutgoingMail
    subject: str
    moment: str
    state: str

    @classmethod
    def of(cls, row: OutgoingMail, read: Reader) -> Sent:
        subject = str(_parsed(row, headers_only=True)["subject"] or row.purpose)
        return cls(row, subject, read.moment(row.created_at), str(_STATES[row.state]))


_STATES = {
    "waiting": gettext_lazy("not sent yet"),
    "sending": gettext_lazy("being sent"),
    "sent": gettext_lazy("sent"),
    "refused": gettext_lazy("refused"),
    "undone": gettext_lazy("taken back"),
}


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The mails of this desk, the newest first. Leads are sent here, so it asks who comes."""
    if not (settings.DESK.demo or isinstance(request.user, Staff)):
        return redirect_to_login(request.get_full_path())
    _admit(request)
    read = Reader.of(request)
    rows = OutgoingMail.objects.order_by("-id")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    mails = [Sent.of(row, read) for row in page]
    context = {"mails": mails, "page": page, "shown_zone": read.zone, "leaves": settings.DESK.smtp}
    return _private(render(request, "mail/outbox.html", context))


@require_safe
def outgoing(request: HttpRequest, number: int) -> HttpResponse:
    """One mail as its reader gets it, in a frame of its own, and its plain text."""
    row, read = _outgoing(request, number), Reader.of(request)
    mail = _parsed(row)
    context = {
        "mail": Sent.of(row, read),
        "sender": str(mail["From"] or ""),
        "text": _safe(plain_to_html(_body(mail, "plain"))),
        "html": bool(_body(mail, "html")),
        "shown_zone": read.zone,
    }
    response = render(request, "mail/outgoing.html", context)
    response._csp_update = {"frame-src": ["'self'"]}  # type: ignore[attr-defined]
    return _private(response)


@require_safe
def letter(request: HttpRequest, number: int) -> HttpResponse:
    """The letter itself, to be framed: it keeps its own styles, runs nothing and loads nothing.

    A link in it opens in the whole window, as in a mail program, and only when it is pressed.
    """
    markup = _body(_parsed(_outgoing(request, number)), "html")
    response = HttpResponse(markup.replace("<head>", '<head><base target="_top">', 1))
    response.headers["Content-Security-Policy"] = _FRAMED
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return _private(response)


_FRAMED = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "sandbox allow-top-navigation-by-user-activation"
)


def _outgoing(request: HttpRequest, number: int) -> OutgoingMail:
    _admit(request)
    row = OutgoingMail.objects.filter(pk=number).first()
    if row is None:
        raise Http404
    return row


def _admit(request: HttpRequest) -> None:
    """Everybody in a demo, where no mail is anybody's; else leads. For others there is nothing."""
    lead = isinstance(request.user, Staff) and request.user.is_lead
    if not (settings.DESK.demo or lead):
        raise Http404


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _parsed(row: OutgoingMail, *, headers_only: bool = False) -> EmailMessage:
    parser = BytesParser(EmailMessage, policy=policy.default)
    return parser.parsebytes(bytes(row.raw or b""), headersonly=headers_only)


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


def _safe(markup: str) -> SafeString:
    """For what the mail core has cleaned."""
    return mark_safe(markup)  # noqa: S308


# Mail that came in


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
        for row in page
    ]
    context = around("mail-unread", lead=staff.is_lead)
    context |= {"mails": shown, "page": page, "title": _("Mail set aside")}
    return render(request, "mail/unread.html", context)


@require_POST
@for_the_team
def retry(request: HttpRequest, staff: Staff, number: str) -> HttpResponse:
    """Try a quarantined mail again."""
    return _said(request, number, lambda: process.retry(number))


@require_POST
@for_the_team
def accept(request: HttpRequest, staff: Staff, number: str) -> HttpResponse:
    """Make a refused mail a message."""
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
