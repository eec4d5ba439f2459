"""The page of a list: rows beside room for a ticket."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kept.front.addresses import address
from kept.people.door import for_the_team
from kept.people.models import Staff
from kept.record import events
from kept.workspace.listing import Listing, paged, standing
from kept.workspace.lists import LISTS
from kept.workspace.rail import rail, url
from kept.workspace.reader import Reader


@require_safe
@for_the_team
def inbox(request: HttpRequest, staff: Staff, name: str = "due") -> HttpResponse:
    """A list beside room for a ticket."""
    if name not in LISTS:
        raise Http404(f"no list {name}")
    reader = Reader.of(staff)
    # read before the rows, so that the stream tells again what happens meanwhile
    after = events.newest()
    listing = listed(reader, name, request)
    context = {"listing": listing, "title": listing.title}
    live = {"live_url": live_url(after, everything=True)}
    return render(request, "workspace/inbox.html", frame(reader, name, after) | context | live)


def frame(reader: Reader, current: str, after: int) -> dict[str, object]:
    """What every page of the workspace has. `after`: the newest event that it knows."""
    return {
        "rail": rail(reader, current, after),
        "sign_out_url": address("sign-out"),
        "now": reader.now,
    }


def live_url(after: int, *, ticket: int | None = None, everything: bool = False) -> str:
    """The stream of what happens from event `after` on."""
    asked: dict[str, object] = {"after": after}
    if ticket is not None:
        asked["ticket"] = ticket
    if everything:
        asked["list"] = 1
    return f"{address('live')}?{urlencode(asked)}"


def listed(reader: Reader, name: str, request: HttpRequest, current: int | None = None) -> Listing:
    """The page of a list that the address asks for. `current`: the ticket beside it."""
    of = LISTS[name]
    walk = of.walk(reader.staff, reader.now, reader.zone)
    fields = paged(
        reader, request, walk, here=url(name), words={}, beside={"list": name}, current=current
    )
    return Listing(
        name=name,
        title=of.title,
        asked=of.sentence,
        home=url(name),
        **fields,
        **standing(reader, request),
    )
