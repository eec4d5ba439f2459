"""A ticket, and the files that came with it."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kept.front.addresses import address
from kept.people.door import for_the_team
from kept.people.models import Staff
from kept.tickets import access, elsewhere
from kept.tickets.files import respond
from kept.tickets.models import Ticket
from kept.workspace.reader import Reader
from kept.workspace.screen import screen


@require_safe
@for_the_team
def ticket(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """One ticket; `?list=due` beside its list, `?remote=3` with the remote pictures of message 3.
    One that was merged leads to the one that it goes on as.

    Pictures of other servers are let in only on a page that somebody asked them for.
    """
    context = screen(request, Reader.of(staff), number)
    if cast("Ticket", context["ticket"]).merged_into_id is not None:
        return HttpResponseRedirect(address("ticket", elsewhere.goes_on_as(number)))
    response = render(request, "workspace/ticket.html", context)
    if "remote" in request.GET:
        _let_pictures_in(response)
    return response


def _let_pictures_in(response: HttpResponse) -> None:
    response._csp_update = {"img-src": ["http:", "https:"]}  # type: ignore[attr-defined]


@require_safe
@for_the_team
def file(request: HttpRequest, staff: Staff, number: int) -> HttpResponseBase:
    """A file of a message: pictures are shown, all else is saved."""
    return respond(access.attachment(staff, number), inline=True)
