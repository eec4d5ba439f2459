"""Connect a mailbox: somebody grants access to it at its provider, and comes back.

What was entered before stays in the session, sealed, and is tried with what the provider gives:
nothing of the mailbox changes on the way. A journey is good once.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kept.mailbox_settings import trying
from kept.mailbox_settings.servers import ReceivingForm
from kept.mailbox_settings.views.page import SeeOther, found, step
from kept.mailboxes import granting
from kept.mailboxes.granting import Journey
from kept.mailboxes.models import Mailbox
from kept.mailboxes.secrets import SealBrokenError, seal_text, unseal_text
from kept.mailboxes.troubles import Trouble, TroubleError
from kept.people.door import for_leads
from kept.people.models import Staff

_KEY: Final = "grant"
_WITHIN: Final = timedelta(minutes=30)


def back() -> str:
    """The address that every provider sends people back to, as it has to be registered there."""
    return f"{settings.DESK.url}{reverse('mailbox-granted')}"


def begin(request: HttpRequest, form: ReceivingForm) -> HttpResponse:
    """Set out for the provider with what a lead has filled in."""
    journey, number = Journey.new(), form.instance.pk
    told = {"verifier": journey.verifier, "said": form.cleaned_data}
    request.session[_KEY] = {
        "mailbox": number,
        "state": journey.state,
        "until": (timezone.now() + _WITHIN).isoformat(),
        "sealed": seal_text(json.dumps(told)),
    }
    return SeeOther("mailbox-connect", number)


@require_safe
@for_leads
def connect(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """The way to the provider: a link, for a form may lead nowhere but to this desk."""
    mailbox, held = found(number), request.session.get(_KEY)
    pending = _opened(held)
    if pending is None or pending.number != number:
        return SeeOther("mailbox-receiving", number)
    user = pending.said["imap_user"]
    url = granting.where(pending.form(mailbox).oauth, pending.journey, back(), user)
    context = {"url": url, "host": urlsplit(url).hostname, "user": user}
    return step(request, mailbox, "receiving", context, template="connect")


@require_safe
@for_leads
def granted(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Somebody is back from the provider: open the mailbox with what it gave."""
    pending = _opened(request.session.pop(_KEY, None))
    said = request.GET.get("state", "").encode()
    if pending is None or not secrets.compare_digest(pending.journey.state.encode(), said):
        messages.error(request, str(Trouble("another_journey")))
        return SeeOther("settings")
    mailbox = found(pending.number)
    try:
        trouble = _connected(request, pending, mailbox, staff)
    except TroubleError as error:
        trouble = error.trouble
    if trouble is not None:
        messages.error(request, str(trouble))
        return SeeOther("mailbox-receiving", mailbox.pk)
    messages.success(request, _("Access is granted, and the mailbox opens."))
    return SeeOther("mailbox" if mailbox.active else "mailbox-sending", mailbox.pk)


def _connected(
    request: HttpRequest, pending: _Pending, mailbox: Mailbox, staff: Staff
) -> Trouble | None:
    code = request.GET.get("code", "")
    if not code:
        words = request.GET.get("error_description") or request.GET.get("error") or "–"
        raise TroubleError("not_granted", words=words)
    oauth = granting.granted(pending.form(mailbox).oauth, pending.journey, back(), code)
    form = pending.form(mailbox, refresh_token=oauth.refresh_token)
    return trying.receiving(form.filled(), staff)


@dataclass(frozen=True, slots=True)
class _Pending:
    """A journey that was begun in this browser. `said`: what was entered before."""

    number: int
    journey: Journey
    said: dict[str, Any]

    def form(self, mailbox: Mailbox, **more: str) -> ReceivingForm:
        """What was entered, with more; it was valid then."""
        form = ReceivingForm(self.said | more, instance=mailbox)
        assert form.is_valid(), form.errors
        return form


def _opened(held: dict[str, Any] | None) -> _Pending | None:
    """The journey that a session holds; None where there is none, or it took too long."""
    if not held or datetime.fromisoformat(held["until"]) < timezone.now():
        return None
    try:
        told = json.loads(unseal_text(held["sealed"]))
    except SealBrokenError:
        return None
    return _Pending(held["mailbox"], Journey(held["state"], told["verifier"]), told["said"])
