"""The steps that a lead fills in. What is entered is tried before it counts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kept.channels.mail.senders.dns import resolver
from kept.mailbox_settings import trying
from kept.mailbox_settings.forms import AddressForm
from kept.mailbox_settings.servers import ReceivingForm, SendingForm, first_guess
from kept.mailbox_settings.steps import Name, worked
from kept.mailbox_settings.views import connecting
from kept.mailbox_settings.views.page import UNPROCESSABLE, SeeOther, found, keep, step
from kept.mailboxes import providers
from kept.mailboxes.models import Mailbox
from kept.mailboxes.providers import Provider
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
        keep(kept, "mailbox_changed", staff)
        messages.success(request, _("It is kept."))
        return SeeOther("mailbox", number)
    status = UNPROCESSABLE if form.is_bound else 200
    return step(request, mailbox, "address", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def receiving(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """How mail comes in: kept once the mailbox opens."""
    mailbox = found(number)
    guess = _guessed(mailbox)
    context: dict[str, Any] = {
        "provider": guess,
        "smtp": settings.KEPT_SMTP,
        "back": connecting.back(),
    }
    form = ReceivingForm(request.POST if request.method == "POST" else None, instance=mailbox)
    if guess and guess.sign_in:
        form.guess(guess.sign_in)
    if form.is_valid():
        if form.connects:
            return connecting.begin(request, form)
        filled = form.filled()
        if (trouble := trying.receiving(filled, staff)) is None:
            return SeeOther("mailbox-sending" if not filled.active else "mailbox", number)
        context["trouble"] = trouble
    return _step(request, mailbox, "receiving", form, context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def sending(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """How replies leave: kept once the server lets us in."""
    mailbox = found(number)
    context: dict[str, Any] = {"provider": _guessed(mailbox), "desk_server": settings.DESK.smtp}
    form = SendingForm(request.POST if request.method == "POST" else None, instance=mailbox)
    if form.is_valid():
        filled = form.filled()
        if (trouble := trying.sending(filled, staff)) is None:
            return SeeOther("mailbox-test" if not filled.active else "mailbox", number)
        context["trouble"] = trouble
    return _step(request, mailbox, "sending", form, context)


def _guessed(mailbox: Mailbox) -> Provider | None:
    """Fill in what nobody has said yet, and say whose servers they look like."""
    ask = resolver().within(_ANSWER_WITHIN)
    found = providers.guess(mailbox.address, ask)
    first_guess(mailbox, found)
    return found if found.name else None


def _step(
    request: HttpRequest, mailbox: Mailbox, name: Name, form: Any, context: dict[str, Any]
) -> HttpResponse:
    status = UNPROCESSABLE if form.is_bound else 200
    return step(request, mailbox, name, {"form": form, **context}, status=status)
