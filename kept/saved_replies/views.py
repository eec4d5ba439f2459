"""All saved replies, and one of them, to be changed by anybody of the team."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kept.core.events import Actor
from kept.front.rooms import around
from kept.people.door import for_the_team
from kept.people.models import Staff
from kept.saved_replies import keeping
from kept.saved_replies.forms import ReplyForm
from kept.saved_replies.models import SavedReply
from kept.saved_replies.places import MEANINGS

UNPROCESSABLE: Final = 422


@require_safe
@for_the_team
def replies(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Every saved reply with its words."""
    found = SavedReply.objects.order_by("name").prefetch_related("texts")
    return _page(request, staff, "replies", {"title": _("Saved replies"), "replies": found})


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def reply(request: HttpRequest, staff: Staff, number: int | None = None) -> HttpResponse:
    """One reply, or a new one. What cannot be kept is said, and what was written stays."""
    known = None if number is None else _found(number)
    form = ReplyForm(request.POST if request.method == "POST" else None, reply=known)
    if form.is_bound and form.is_valid():
        by, name = Actor("staff", staff.pk), form.cleaned_data["name"]
        keeping.keep(name, form.texts, number=number, by=by, at=timezone.now())
        messages.success(request, _("“%(name)s” is kept.") % {"name": name})
        return _to_all()
    context = {
        "title": known.name if known else _("A new saved reply"),
        "form": form,
        "known": known,
        "texts": [form[f"text_{code}"] for code in form.languages],
        "places": [(f"{{{{ {name} }}}}", meaning) for name, meaning in MEANINGS.items()],
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return _page(request, staff, "reply", context, status=status)


@require_POST
@for_the_team
def remove(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """Take a reply away; answers that were written with it stay as they are."""
    name = _found(number).name
    keeping.take_away(number)
    messages.success(request, _("“%(name)s” is taken away.") % {"name": name})
    return _to_all()


def _found(number: int) -> SavedReply:
    found = SavedReply.objects.filter(pk=number).first()
    if found is None:
        raise Http404("no such saved reply")
    return found


def _to_all() -> HttpResponseRedirect:
    return HttpResponseRedirect(resolve_url("saved-replies"), status=303)


def _page(
    request: HttpRequest, staff: Staff, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    frame = around("saved-replies", lead=staff.is_lead)
    return render(request, f"saved_replies/{template}.html", frame | context, status=status)
