"""An answer as its customer gets it, before it is sent: written by what writes the mail."""

from __future__ import annotations

import re
from base64 import b64encode
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.front.framed import framed
from kept.people.door import for_the_team
from kept.people.models import Staff
from kept.tickets import access
from kept.tickets.actions import Draft, Refused, reply
from kept.tickets.rehearsal import mail_of_reply, rehearsal
from kept.workspace.saying import drafted
from kept.workspace.screen import Mistake, refusal

_BODY: Final = re.compile(r"<body[^>]*>")
_OWN_LINK: Final = re.compile(rf'href="{re.escape(settings.DESK.url)}/[^"]*"')


@require_POST
@for_the_team
def preview(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """What the composer holds, as the mail that `say` would send with it now. Nothing is kept."""
    ticket, at = access.ticket(staff, number), timezone.now()
    with rehearsal():
        draft = drafted(request, ticket, staff)
        done = _said(number, draft, staff, at) if isinstance(draft, Draft) else draft
        if done is None:
            return framed(shown(mail_of_reply(number, at=at)), leads_on=False)
    what = refusal(done, ticket.policy) if isinstance(done, Refused) else done
    return framed(
        render_to_string("workspace/mail/not_shown.html", {"mistake": what}), leads_on=False
    )


def _said(number: int, draft: Draft, staff: Staff, at: datetime) -> Mistake | Refused | None:
    """Say it; None where it was said. Whatever came in meanwhile, one may see one's own words."""
    if not draft.text.strip():
        return Mistake(_("Nothing was written."), _("Write the answer, then look at it."))
    done = reply(number, draft, by=staff, seen=_ALL, at=at)
    return done if isinstance(done, Refused) else None


_ALL: Final = 2**31


def shown(raw: bytes) -> str:
    """The HTML of a mail below what a list of mail shows of it, with its pictures. The links into
    the desk are the customer's alone, and lead whoever presses them in: they lead nowhere here."""
    mail = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(raw)
    part = mail.get_body(("html",))
    markup = str(part.get_content()) if part is not None else ""
    for file in mail.walk():
        if cid := str(file.get("Content-ID", "")).strip("<>"):
            markup = markup.replace(f"cid:{cid}", _data(file))
    names = [name for file in mail.iter_attachments() if (name := file.get_filename())]
    facts = {"mail": {name: str(mail[name] or "") for name in _SHOWN}, "files": names}
    head = render_to_string("workspace/mail/envelope.html", facts)
    return _BODY.sub(lambda body: body[0] + head, _OWN_LINK.sub('href="#"', markup), count=1)


_SHOWN: Final = ("From", "To", "Cc", "Subject")


def _data(file: EmailMessage) -> str:
    content = file.get_payload(decode=True)
    encoded = b64encode(content if isinstance(content, bytes) else b"").decode()
    return f"data:{file.get_content_type()};base64,{encoded}"
