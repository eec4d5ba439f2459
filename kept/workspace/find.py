"""Find tickets: by number, by what was said in them, by whom, and by what they are."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kept.people.door import for_the_team
from kept.people.models import Staff
from kept.record import events
from kept.tickets import access
from kept.workspace.given import whole
from kept.workspace.inbox import frame, live_url
from kept.workspace.reader import Reader
from kept.workspace.results import asked, results


@require_safe
@for_the_team
def find(request: HttpRequest, staff: Staff) -> HttpResponseBase:
    """`q`: '12' or '#12' opens the ticket; everything else is a sentence of kept.core.filters.

    While somebody types, only what was found is asked for: the frame around it.
    """
    typing = "Turbo-Frame" in request.headers
    number = whole(asked(request).strip().removeprefix("#"))
    if number is not None and not typing and access.tickets(staff).filter(pk=number).exists():
        return redirect("ticket", number)
    reader, after = Reader.of(staff), events.newest()
    listing = results(reader, request)
    if typing:
        return render(request, "workspace/found.html", {"listing": listing})
    context = {"listing": listing, "title": listing.title}
    live = {"live_url": live_url(after, everything=True)}
    return render(request, "workspace/inbox.html", frame(reader, "", after) | context | live)
