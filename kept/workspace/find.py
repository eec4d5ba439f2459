"""Find a ticket by its number, or all of a customer's by an e-mail address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kept.people import customers
from kept.people.door import for_the_team
from kept.people.models import Staff
from kept.record import events
from kept.tickets import access
from kept.workspace.given import whole
from kept.workspace.inbox import found, frame
from kept.workspace.reader import Reader


@require_safe
@for_the_team
def find(request: HttpRequest, staff: Staff) -> HttpResponseBase:
    """`q`: '12' or '#12' opens the ticket; an address lists what its owner asked."""
    wanted = request.GET.get("q", "").strip()[:254]
    number = whole(wanted.removeprefix("#"))
    tickets = access.tickets(staff)
    if number is not None and tickets.filter(pk=number).exists():
        return redirect("ticket", number)
    customer = customers.find(wanted.lower())
    reader = Reader.of(staff)
    mine = tickets.filter(customer=customer) if customer else tickets.none()
    listing = found(reader, mine, wanted or _("Find"))
    context = frame(reader, "", events.newest()) | {"listing": listing, "title": listing.title}
    return render(request, "workspace/inbox.html", context)
