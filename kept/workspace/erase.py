"""A lead erases the customer of a ticket, because they asked for it by mail, chat or telephone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kept.core.events import Actor
from kept.erasing import forgetting
from kept.front.addresses import address
from kept.people.door import for_leads
from kept.people.models import Staff
from kept.record import events
from kept.tickets import access
from kept.workspace.inbox import frame
from kept.workspace.reader import Reader


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def erase(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """What goes and what stays; pressing the button does it."""
    customer = access.ticket(staff, number).customer
    if request.method == "POST":
        forgetting.begin(customer, by=Actor("staff", staff.pk), at=timezone.now())
        return redirect(address("ticket", number))
    own = access.tickets(customer).filter(customer=customer)
    context = frame(Reader.of(staff), "", events.newest()) | {
        "title": _("Erase a person"),
        "here": address("ticket", number),
        "customer": customer,
        "requests": own.count(),
        "running": own.exclude(status__in=("solved", "closed")).count(),
    }
    return render(request, "workspace/erase.html", context)
