"""Every decision on a ticket, explained on a page of its own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kept.core.explain import Cited, Explanation, explain
from kept.front.promises import clause_url
from kept.people.door import for_the_team
from kept.people.models import Staff
from kept.record import events, policy
from kept.workspace.inbox import frame
from kept.workspace.reader import Reader
from kept.workspace.scene import read


@require_safe
@for_the_team
def reasons(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """What `kept explain` tells, for a person of the team: nothing of it is for customers."""
    after = events.newest()
    reader = Reader.of(staff)
    scene = read(reader, number)
    found = explain(
        scene.history,
        policy.edition,
        language=reader.language,
        zone=reader.zone,
        staff=scene.team.names,
    )
    context = frame(reader, "", after) | {
        "title": _("Why? #%(number)d") % {"number": number},
        "here": reverse("ticket", args=[number]),
        "ticket": scene.ticket,
        "subject": scene.ticket.subject or _("(no subject)"),
        "decisions": [_decision(one, reader) for one in found],
    }
    return render(request, "workspace/reasons.html", context)


def _decision(one: Explanation, reader: Reader) -> dict[str, object]:
    return {
        "place": one.place,
        "at": one.at,
        "moment": reader.beginning(one.at),
        "says": one.says,
        "cited": one.cited,
        "cited_url": _url(one.cited),
        "facts": one.facts,
        "steps": one.steps,
    }


def _url(cited: Cited | None) -> str:
    return clause_url(cited.clause, cited.version) if cited else ""
