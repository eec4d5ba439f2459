"""The outbox of a desk: its mails as their readers get them."""

from __future__ import annotations

from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kept.channels.mail.views.reader import PAGE, Reader
from kept.core.mail import plain_to_html
from kept.front.framed import framed
from kept.people.models import Staff
from kept.record.models import OutgoingMail


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
    return _private(render(request, "mail/outgoing.html", context))


@require_safe
def letter(request: HttpRequest, number: int) -> HttpResponse:
    """The letter itself, to be framed."""
    markup = _body(_parsed(_outgoing(request, number)), "html")
    return _private(framed(markup))


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
