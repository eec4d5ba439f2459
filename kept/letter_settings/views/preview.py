"""A letter as it would be sent, in a frame at the side."""

from __future__ import annotations

import re
from typing import Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kept.core.mail import Outgoing
from kept.letter_settings.trying import case_of, tried
from kept.letter_settings.views.page import found
from kept.letters import wordings
from kept.letters.originals import Text
from kept.letters.troubles import sentence
from kept.letters.wordings import MisfitError
from kept.people.door import for_leads
from kept.people.models import Staff

_DARK: Final = "@media (prefers-color-scheme: dark)"
_BODY: Final = re.compile(r"<body[^>]*>")
_FRAMED: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "sandbox allow-top-navigation-by-user-activation"
)


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def preview(request: HttpRequest, staff: Staff, name: str, language: str) -> HttpResponse:
    """The letter, to be framed: as HTML, light or dark, or as plain text. Runs nothing and loads
    nothing. What is posted is shown and not kept; else it is the words that count."""
    found(name, language)
    asked = request.POST if request.method == "POST" else request.GET
    words = _words(asked) if request.method == "POST" else wordings.current(name, language)[0]
    look = asked.get("look", "light")
    context: dict[str, object] = {"look": look}
    try:
        mail = tried(name, language, words, case_of(asked), staff, timezone.now())
    except MisfitError as error:
        context["wrong"] = [sentence(one) for one in error.wrongs]
        response = render(request, "letter_settings/mail/plain.html", context)
    else:
        response = _plain(request, mail, context) if look == "text" else _html(mail, look)
    response.headers["Content-Security-Policy"] = _FRAMED
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _words(asked: QueryDict) -> Text:
    return Text(asked.get("subject", "").strip(), asked.get("body", "").strip())


def _plain(request: HttpRequest, mail: Outgoing, context: dict[str, object]) -> HttpResponse:
    return render(request, "letter_settings/mail/plain.html", context | {"mail": mail})


def _html(mail: Outgoing, look: str) -> HttpResponse:
    """The HTML as it is sent, below what a list of mail shows of it, in the theme that is asked
    for, whatever the machine prefers."""
    dark = look == "dark"
    markup = mail.html.replace(_DARK, "@media all" if dark else "@media not all")
    markup = markup.replace('content="light dark"', f'content="{"dark" if dark else "light"}"')
    head = render_to_string("letter_settings/mail/envelope.html", {"mail": mail, "dark": dark})
    markup = _BODY.sub(lambda body: body[0] + head, markup, count=1)
    return HttpResponse(markup.replace("<head>", '<head><base target="_top">', 1))
