"""What may be written where the caret stands: saved replies in an answer, colleagues in a note."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kept.core.finding import fold
from kept.core.ticket import fold as state_of
from kept.front.addresses import address
from kept.people.door import for_the_team
from kept.people.models import Staff
from kept.record import events
from kept.saved_replies.filling import OFFERED, Answered, offers
from kept.tickets import access

#: So many characters of a reply stand beside its name.
_BEGINNING: Final = 160


@require_safe
@for_the_team
def saved(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """`q`: the words that were typed. Saved replies that have them, filled in for this ticket."""
    ticket, asked = access.ticket(staff, number), request.GET.get("q", "")[:100]
    state = state_of(events.history(number))
    answered = Answered(number, ticket.subject, ticket.customer, state, staff)
    offered = [
        {
            "text": one.text,
            "name": one.name,
            "words": " ".join(one.text[:_BEGINNING].split()),
            "language": one.language,
        }
        for one in offers(asked, answered)
    ]
    # where somebody writes a path, that no reply has its words is no news
    none = "" if asked else _("Nothing is saved yet.")
    return _offered(request, offered, _("Saved replies"), none)


@require_safe
@for_the_team
def colleagues(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """`q`: the beginning of a name, or of a part of it. Who of the team can be mentioned: whoever
    sees the ticket."""
    ticket = access.ticket(staff, number)
    asked = fold(request.GET.get("q", "")[:100]).strip()
    team = Staff.objects.filter(is_active=True).exclude(pk=staff.pk).order_by("name")
    meant = [one for one in team if f" {asked}" in f" {fold(one.name)}"][:OFFERED]
    able = (one for one in meant if access.sees(one, ticket.team))
    offered = [{"text": f"@{one.name} ", "name": one.name} for one in able]
    return _offered(request, offered, _("Colleagues"))


def _offered(
    request: HttpRequest, offered: list[dict[str, str]], label: str, none: str = ""
) -> HttpResponse:
    context = {"offered": offered, "label": label, "none": none}
    context |= {"more_url": address("saved-replies")} if none else {}
    return render(request, "workspace/offered.html", context)
