"""The pages of this room, for leads."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kept.core.decide import Refused
from kept.core.events import Actor
from kept.front.rooms import around
from kept.people import teams as verbs
from kept.people.door import for_leads, for_the_team
from kept.people.models import Staff, Team
from kept.team_settings import parting, shown
from kept.team_settings.forms import NameForm, TeamForm

_UNPROCESSABLE: Final = 422


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def teams(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Every team; by POST, one more."""
    form = NameForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        made = verbs.make(form.cleaned_data["name"], by=_by(staff), at=timezone.now())
        if isinstance(made, Team):
            messages.success(request, _("Now say who belongs to it."))
            return redirect("teams-one", made.pk)
        form.add_error("name", _(made.reason))
    context = {
        "title": _("Teams"),
        "teams": shown.teams(staff),
        "undeclared": shown.undeclared(),
        "form": form,
    }
    return _page(request, staff, "teams", context, refused=form.is_bound)


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def one(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """What a team is, to be changed."""
    row = _found(number)
    form = TeamForm(row, request.POST if request.method == "POST" else None)
    if form.is_valid():
        refused = verbs.settle(number, form.said, by=_by(staff), at=timezone.now())
        if refused is None:
            messages.success(request, _("Saved."))
            return redirect("teams-one", number)
        form.add_error("name", _(refused.reason))
    context = {"title": row.name, "team": shown.team(row, staff), "form": form}
    return _page(request, staff, "team", context, refused=form.is_bound)


@require_POST
@for_leads
def retire(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """The team gets nothing new from now on."""
    refused = parting.retire(_found(number), by=_by(staff), at=timezone.now())
    return _said(request, number, refused, _("It gets nothing new. What it has stays its own."))


@require_POST
@for_leads
def bring_back(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """The team gets tickets again."""
    verbs.bring_back(_found(number).pk, by=_by(staff), at=timezone.now())
    return _said(request, number, None, _("It gets tickets again."))


@require_POST
@for_the_team
def turns(request: HttpRequest, staff: Staff) -> HttpResponse:
    """`take`: whether the reader is given tickets of their teams from now on."""
    takes = request.POST.get("take") == "yes"
    Staff.objects.filter(pk=staff.pk).update(takes_turns=takes)
    given = _("You are given tickets of your teams while you are here.")
    messages.success(request, given if takes else _("You are given no tickets until you say so."))
    return redirect("profile")


def _page(
    request: HttpRequest, staff: Staff, template: str, context: dict[str, Any], *, refused: bool
) -> HttpResponse:
    frame = around("settings", lead=staff.is_lead)
    status = _UNPROCESSABLE if refused else 200
    return render(request, f"team_settings/{template}.html", frame | context, status=status)


def _said(request: HttpRequest, number: int, refused: Refused | None, done: str) -> HttpResponse:
    if refused:
        messages.error(request, _(refused.reason) % refused.facts)
    else:
        messages.success(request, done)
    return redirect("teams-one", number)


def _found(number: int) -> Team:
    row = Team.objects.filter(pk=number).first()
    if row is None:
        raise Http404("no such team")
    return row


def _by(staff: Staff) -> Actor:
    return Actor("staff", staff.pk)
