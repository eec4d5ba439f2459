"""The addresses at which providers hand mail over: told, checked, given up."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kept.channels.mail.webhooks.models import Webhook, added, new_password, new_token
from kept.channels.mail.webhooks.providers import PROVIDERS
from kept.mailbox_settings.handing import ShownWebhook
from kept.mailbox_settings.views.page import UNPROCESSABLE, SeeOther, note, page
from kept.mailbox_settings.webhook_forms import KeyForm, ProviderForm
from kept.people.door import for_leads
from kept.people.models import Staff
from kept.people.reader import Reader


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def add(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Which provider: it gets an address of its own."""
    form = ProviderForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with transaction.atomic():
            row = added(form.cleaned_data["provider"])
            note("provider_added", staff, provider=row.kind.name)
        return SeeOther("webhook", row.pk)
    status = UNPROCESSABLE if form.is_bound else 200
    return page(request, "webhook_add", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def webhook(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """One address: what to paste there, the key from there, and the last mail that came."""
    row = _found(number)
    form = KeyForm(row.provider, request.POST if request.method == "POST" else None)
    if form.is_valid():
        row.secret, row.trouble = form.cleaned_data["key"], ""
        _keep(row, staff)
        messages.success(request, _("The key is kept. It is not shown again."))
        return SeeOther("webhook", number)
    context = {"form": form, "row": row, "shown": ShownWebhook.of(row, Reader.of(staff))}
    return page(request, "webhook", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_POST
@for_leads
def renew(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """Another address, where the one before may have become known."""
    row = _found(number)
    row.token = new_token()
    if not row.kind.signs:
        row.secret = new_password()
    _keep(row, staff)
    messages.success(request, _("This is the new address. The one before takes nothing any more."))
    return SeeOther("webhook", number)


@require_POST
@for_leads
def remove(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """Give the address up. The requests that came by it stay."""
    row = _found(number)
    if "sure" not in request.POST:
        messages.error(request, _("Say that you are sure."))
        return SeeOther("webhook", number)
    with transaction.atomic():
        row.delete()
        note("provider_removed", staff, provider=row.kind.name)
    said = _("%(provider)s hands no mail over any more. The requests stay.")
    messages.success(request, said % {"provider": PROVIDERS[row.provider].name})
    return SeeOther("settings")


def _keep(row: Webhook, staff: Staff) -> None:
    with transaction.atomic():
        row.save()
        note("provider_changed", staff, provider=row.kind.name)


def _found(number: int) -> Webhook:
    row = Webhook.objects.filter(pk=number).first()
    if row is None:
        raise Http404("no such address")
    return row
