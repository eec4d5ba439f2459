"""Tags: on a ticket, on those that were chosen, and the list of all of them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kept.front.addresses import address
from kept.people.door import for_the_team
from kept.people.models import Staff
from kept.record import events
from kept.tickets import actions, tags
from kept.tickets.models import Tag
from kept.workspace.acts import Result, act
from kept.workspace.given import whole
from kept.workspace.inbox import frame
from kept.workspace.reader import Reader
from kept.workspace.screen import Mistake


@act
def tag(request: HttpRequest, staff: Staff, number: int) -> Result:
    """`on`: a tag's name, which need not exist yet; `off`: a tag's number."""
    at = timezone.now()
    if "off" in request.POST:
        gone = [whole(request.POST["off"]) or 0]
        return actions.change_tags(number, removed=gone, by=staff, at=at)
    try:
        wanted = tags.wanted(request.POST.get("on", ""))
    except tags.BadTagError as error:
        return Mistake(_(str(error)), _("Say one word or a few."))
    return actions.change_tags(number, added=[wanted.pk], by=staff, at=at)


@require_safe
@for_the_team
def offered(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Which tags may be put on the chosen tickets."""
    return render(request, "workspace/tag_offer.html", {"tags": tags.offered()})


@require_safe
@for_the_team
def all_tags(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Every tag, with the number of its tickets. `gone`: one that was just retired."""
    return _shown(request, staff)


def _shown(request: HttpRequest, staff: Staff, mistake: str = "") -> HttpResponse:
    known = tags.counted()
    gone = whole(request.GET.get("gone"))
    context = {
        "title": _("Tags"),
        "used": [one for one in known if one.retired_at is None],
        "retired": [one for one in known if one.retired_at is not None],
        "gone": next((one for one in known if one.pk == gone and one.retired_at), None),
        "mistake": mistake,
    }
    page = frame(Reader.of(staff), "", events.newest()) | context
    return render(request, "workspace/tags.html", page, status=422 if mistake else 200)


@require_POST
@for_the_team
def add(request: HttpRequest, staff: Staff) -> HttpResponseBase:
    return _named(request, staff, tags.wanted)


@require_POST
@for_the_team
def change(request: HttpRequest, staff: Staff, number: int) -> HttpResponseBase:
    """`name`: what it is called from now on; `retire`, `use`: whether it is offered."""
    one = get_object_or_404(Tag, pk=number)
    if "retire" in request.POST:
        tags.retire(one, timezone.now())
        return redirect(f"{address('tags')}?gone={one.pk}")
    if "use" in request.POST:
        tags.retire(one, None)
        return redirect("tags")
    return _named(request, staff, lambda name: tags.rename(one, name))


def _named(request: HttpRequest, staff: Staff, do: Callable[[str], object]) -> HttpResponseBase:
    try:
        do(request.POST.get("name", ""))
    except tags.BadTagError as error:
        return _shown(request, staff, _(str(error)))
    return redirect("tags")
