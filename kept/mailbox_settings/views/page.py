"""What the pages of this room share: the frame around them, and the way to a mailbox."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.core.events import Actor
from kept.front.rooms import around
from kept.mailbox_settings.steps import Name, steps
from kept.mailboxes.models import Mailbox
from kept.people.models import Staff
from kept.record import audit

UNPROCESSABLE = 422


class SeeOther(HttpResponseRedirect):
    """After a POST: ask for that page."""

    status_code = 303

    def __init__(self, name: str, *args: object) -> None:
        super().__init__(resolve_url(name, *args))


def found(number: int) -> Mailbox:
    """A mailbox by its number. Raises Http404."""
    row = Mailbox.objects.filter(pk=number).first()
    if row is None:
        raise Http404("no such mailbox")
    return row


def keep(row: Mailbox, what: audit.What, staff: Staff) -> None:
    """Store a mailbox, and who changed what of it."""
    with transaction.atomic():
        row.save()
        note(what, staff, mailbox=row.address)


def note(what: audit.What, staff: Staff, **facts: str) -> None:
    """Write down what a lead did to the desk."""
    audit.note(what, by=Actor("staff", staff.pk), at=timezone.now(), about=None, **facts)


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of this room in the workspace's frame."""
    frame = {"title": _("Settings"), **around("settings", lead=True)}
    return render(request, f"mailbox_settings/{template}.html", frame | context, status=status)


def step(
    request: HttpRequest,
    mailbox: Mailbox,
    name: Name,
    context: dict[str, Any],
    *,
    status: int = 200,
    template: str = "",
) -> HttpResponse:
    """The page of one step of setting a mailbox up; `template` where it is not named like it."""
    shown = {"mailbox": mailbox, "steps": list(steps(mailbox, name)), **context}
    return page(request, template or name, shown, status=status)
