"""The desk's mailboxes: all of them, a new one, and what is done with each."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kept.channels.mail.webhooks.models import Webhook
from kept.mailbox_settings.forms import NewForm
from kept.mailbox_settings.handing import ShownWebhook
from kept.mailbox_settings.shown import Shown, whose
from kept.mailbox_settings.steps import STEPS, ready, steps
from kept.mailbox_settings.views.page import UNPROCESSABLE, SeeOther, found, keep, note, page
from kept.mailboxes.models import BlockedSender, Mailbox
from kept.people.door import for_leads
from kept.people.models import Staff
from kept.people.reader import Reader


@require_safe
@for_leads
def mailboxes(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Every address of the desk, and how mail comes in and goes out there."""
    read = Reader.of(staff)
    rows = list(Mailbox.objects.order_by("address"))
    desk = settings.DESK.address.lower()
    context = {
        "mailboxes": [Shown.of(row, read) for row in rows],
        "own": "" if desk in {row.address for row in rows} else desk,
        "own_leaves": settings.DESK.smtp is not None,
        "smtp": settings.KEPT_SMTP,
        "webhooks": [ShownWebhook.of(row, read) for row in Webhook.objects.all()],
        "blocked": BlockedSender.objects.count(),
    }
    return page(request, "mailboxes", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def add(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The first step: which address. It is not in use before a test mail has come back."""
    form = NewForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        row = Mailbox(active=False, **form.cleaned_data)
        keep(row, "mailbox_added", staff)
        return SeeOther("mailbox-receiving", row.pk)
    status = UNPROCESSABLE if form.is_bound else 200
    return page(request, "add", {"form": form, "names": list(STEPS.values())}, status=status)


@require_POST
@for_leads
def own(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Begin to set up the desk's own address. It goes on as it is: mail is handed over to it."""
    with transaction.atomic():
        row, new = Mailbox.objects.get_or_create(address=settings.DESK.address.lower())
        if new:
            note("mailbox_added", staff, mailbox=row.address)
    return SeeOther("mailbox", row.pk)


@require_safe
@for_leads
def mailbox(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """One mailbox: what is set, what works, and what can be done with it."""
    row = found(number)
    context = {
        "mailbox": row,
        "shown": Shown.of(row, Reader.of(staff)),
        "whose": whose(row),
        "steps": list(steps(row)),
        "ready": ready(row),
        "is_own": row.address == settings.DESK.address.lower(),
    }
    return page(request, "mailbox", context)


@require_POST
@for_leads
def use(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """Begin to fetch and to answer. Only once a test mail has come back: mail that would be lost
    is never asked for."""
    row = found(number)
    if ready(row):
        row.active = True
        keep(row, "mailbox_in_use", staff)
        said = _("%(address)s is in use: what comes in becomes a request, and answers leave from "
                 "there.")  # fmt: skip
        messages.success(request, said % {"address": row.address})
    else:
        messages.error(request, _("Not yet: first a test mail has to come back."))
    return SeeOther("mailbox", row.pk)


@require_POST
@for_leads
def pause(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """Fetch nothing more, and answer from the desk's own address."""
    row = found(number)
    row.active = False
    keep(row, "mailbox_paused", staff)
    said = _(
        "%(address)s rests: nothing is fetched, and answers leave from the desk's own address."
    )
    messages.success(request, said % {"address": row.address})
    return SeeOther("mailbox", row.pk)


@require_POST
@for_leads
def remove(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """Forget a mailbox with its passwords. The requests that came by it stay."""
    row = found(number)
    if "sure" not in request.POST:
        messages.error(request, _("Say that you are sure."))
        return SeeOther("mailbox", row.pk)
    with transaction.atomic():
        row.delete()
        note("mailbox_removed", staff, mailbox=row.address)
    said = _("%(address)s is no mailbox of this desk any more. Its requests stay.")
    messages.success(request, said % {"address": row.address})
    return SeeOther("settings")
