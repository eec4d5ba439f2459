"""The steps that a lead fills in. What is entered is tried before it counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kept.channels.mail.senders.dns import resolver
from kept.mailbox_settings.forms import AddressForm, ReceivingForm, SendingForm, first_guess
from kept.mailbox_settings.reading import try_reading
from kept.mailbox_settings.steps import Name, failed, worked
from kept.mailbox_settings.views.page import UNPROCESSABLE, SeeOther, found, step
from kept.mailboxes import providers
from kept.mailboxes.models import Mailbox
from kept.mailboxes.sending import try_connecting
from kept.mailboxes.troubles import Trouble, TroubleError
from kept.people.door import for_leads
from kept.people.models import Staff

_ANSWER_WITHIN = 4.0


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def address(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """What the address is called, and what a request that comes to it is about."""
    mailbox = found(number)
    form = AddressForm(request.POST if request.method == "POST" else None, instance=mailbox)
    if form.is_valid():
        kept = form.save(commit=False)
        worked(kept, "address", timezone.now())
        kept.save()
        messages.success(request, _("It is kept."))
        return SeeOther("mailbox", number)
    status = UNPROCESSABLE if form.is_bound else 200
    return step(request, mailbox, "address", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def receiving(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """How mail comes in: kept once the mailbox opens."""
    mailbox = found(number)
    context = _guessed(mailbox) | {"smtp": settings.KEPT_SMTP}
    form = ReceivingForm(request.POST if request.method == "POST" else None, instance=mailbox)
    if form.is_valid():
        filled = form.filled()
        trouble = _tried(filled, "receiving", lambda: filled.fetch and try_reading(filled))
        if trouble is None:
            return SeeOther("mailbox-sending" if not filled.active else "mailbox", number)
        context["trouble"] = trouble
    return _step(request, mailbox, "receiving", form, context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def sending(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """How replies leave: kept once the server lets us in."""
    mailbox = found(number)
    context = _guessed(mailbox) | {"desk_server": settings.DESK.smtp}
    form = SendingForm(request.POST if request.method == "POST" else None, instance=mailbox)
    if form.is_valid():
        filled = form.filled()
        trouble = _tried(filled, "sending", lambda: try_connecting(filled))
        if trouble is None:
            return SeeOther("mailbox-test" if not filled.active else "mailbox", number)
        context["trouble"] = trouble
    return _step(request, mailbox, "sending", form, context)


def _tried(mailbox: Mailbox, name: Name, attempt: Callable[[], object]) -> Trouble | None:
    """Try what was filled in and store it. A mailbox that is in use keeps what works: nothing of
    it is changed to what does not."""
    if not mailbox.active:
        failed(mailbox, name)
        failed(mailbox, "test")
        mailbox.save()
    try:
        attempt()
    except TroubleError as error:
        return error.trouble
    worked(mailbox, name, timezone.now())
    mailbox.save()
    return None


def _guessed(mailbox: Mailbox) -> dict[str, Any]:
    """Fill in what nobody has said yet, and say whose servers they look like."""
    ask = resolver().within(_ANSWER_WITHIN)
    found = providers.guess(mailbox.address, ask)
    first_guess(mailbox, found)
    return {"provider": found if found.name else None}


def _step(
    request: HttpRequest, mailbox: Mailbox, name: Name, form: Any, context: dict[str, Any]
) -> HttpResponse:
    status = UNPROCESSABLE if form.is_bound else 200
    return step(request, mailbox, name, {"form": form, **context}, status=status)
