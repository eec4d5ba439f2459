"""What the pages of this room share: who may do what, and the frame around them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from kept.core import say
from kept.core.events import Actor
from kept.front.rooms import around
from kept.people import reader as people
from kept.people.models import Staff
from kept.policy_editor.look import Base
from kept.record import policy as record
from kept.record.models import PolicyVersion


class Reader(people.Reader):
    """A lead at the editor."""

    __slots__ = ()

    @property
    def actor(self) -> Actor:
        return Actor("staff", self.staff.pk)

    def clock(self, at: datetime) -> str:
        """'10:22' today, else with its day."""
        local = at.astimezone(self.zone)
        if local.date() == self.now.astimezone(self.zone).date():
            return say.clock(local, self.language)
        return self.moment(at)


def names(actors: list[str]) -> dict[str, str]:
    """Who 'staff:3' and 'desk' are, by what stands in the record."""
    numbers = [number for one in actors if (number := Actor.parse(one).id)]
    people = dict(Staff.objects.filter(pk__in=numbers).values_list("pk", "name"))
    found = {one: people.get(Actor.parse(one).id or 0, "") for one in actors}
    return {one: name or _("the desk") for one, name in found.items()}


def newest() -> int:
    """The number of the newest version. 404 on a desk that has published nothing."""
    number = PolicyVersion.objects.order_by("-number").values_list("number", flat=True).first()
    if number is None:
        raise Http404("nothing is published yet")
    return number


_held: dict[int, Base] = {}


def base(number: int) -> Base:
    """A published version, to compare with. The last one that was asked for is held."""
    edition = record.edition(number)
    held = _held.get(number)
    if held is None or held.edition is not edition:
        _held.clear()
        held = _held[number] = Base(edition, record.files(number))
    return held


class SeeOther(HttpResponseRedirect):
    """After a POST: ask for that page."""

    status_code = 303


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of this room in the workspace's frame."""
    lead = getattr(request.user, "is_lead", False)
    frame = {"lead": lead, **around("policy-desk", lead=lead)}
    return render(request, f"policy_editor/{template}.html", frame | context, status=status)
