"""Mail as it came, for the team: to be read as text, and to be saved byte for byte."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kept.channels.mail import spool
from kept.channels.mail.spool import Spooled
from kept.channels.mail.views.private import unless_hidden
from kept.front.rooms import around
from kept.people.door import for_the_team
from kept.people.models import Staff

#: Bytes that are shown on the page; the whole is there to be saved.
SHOWN: Final = 256 * 1024
_ALONE: Final = "default-src 'none'; sandbox"


@require_safe
@for_the_team
def source(request: HttpRequest, staff: Staff, number: str) -> HttpResponse:
    """The mail as it came, as plain text: nothing of it runs, loads or links."""
    mail = _mail(staff, number)
    context = around("mail-unread", lead=staff.is_lead) | {
        "mail": mail,
        "source": _text(mail.raw[:SHOWN]),
        "cut": max(len(mail.raw) - SHOWN, 0),
        "size": len(mail.raw),
        "title": _("The original"),
    }
    return render(request, "mail/original.html", context)


@require_safe
@for_the_team
def original(request: HttpRequest, staff: Staff, number: str) -> HttpResponse:
    """The mail as it came, byte for byte, to be saved and never opened by the browser."""
    mail = _mail(staff, number)
    response = HttpResponse(mail.raw, content_type="message/rfc822")
    response.headers["Content-Disposition"] = f'attachment; filename="{mail.id}.eml"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = _ALONE
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _text(raw: bytes) -> str:
    """The bytes as letters, each of them shown: what is no UTF-8 as Latin-1, controls as marks."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    lines = text.replace("\r\n", "\n")
    return "".join(one if one in "\n\t" or one.isprintable() else "\ufffd" for one in lines)


def _mail(staff: Staff, number: str) -> Spooled:
    """The mail, where this person may see it."""
    try:
        mail = spool.read(spool.find(number))
    except (spool.GoneError, ValueError):
        raise Http404(f"no mail {number}") from None
    unless_hidden(staff, number, mail.rcpt_to)
    return mail
