"""Somebody is asked into the team, and comes."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kept.front import zones as browser
from kept.people import invitations, limits, second_step, waiting
from kept.people.door import for_leads
from kept.people.models import Invitation, Staff
from kept.people_settings.forms import InviteForm, JoinForm, zones
from kept.people_settings.inviting import invite as ask
from kept.people_settings.views.page import UNPROCESSABLE, page, said

#: Links that one network may try within `MINUTES`, so that nobody guesses.
TRIES: Final = 30
MINUTES: Final = 15


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def invite(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Whom, as what. The letter leaves with the desk's other mail."""
    form = InviteForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        form.initial["language"] = staff.language
    if form.is_valid():
        wanted = form.cleaned_data
        refused = ask(
            wanted["email"], wanted["role"], wanted["language"], by=staff, at=timezone.now()
        )
        if refused is None:
            messages.success(request, _on_its_way(wanted["email"]))
            return redirect("team")
        form.add_error("email", _(refused.reason))
    status = UNPROCESSABLE if form.is_bound else 200
    context = {"title": _("Invite somebody"), "form": form}
    return page(request, staff, "invite", context, status=status)


@require_POST
@for_leads
def again(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """Another link to who was invited; the one before opens nothing any more."""
    row = _found(number)
    refused = ask(row.email, row.role, row.language, by=staff, at=timezone.now())
    said(request, refused, _on_its_way(row.email))
    return redirect("team")


@require_POST
@for_leads
def withdraw(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """The link opens nothing any more."""
    row = _found(number)
    invitations.withdraw(number, by=staff, at=timezone.now())
    words = _("The link that %(email)s has opens nothing any more.")
    messages.success(request, words % {"email": row.email})
    return redirect("team")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever has the link says who they are, and is signed in. The link is used by sending the
    form, never by opening the page: mail programs open links before people do."""
    now = timezone.now()
    if limits.count(f"join:{limits.network(request)}", MINUTES * 60) > TRIES:
        return _gone(request, 429)
    invitation = invitations.opened(token, at=now)
    if invitation is None:
        return _gone(request, 404)
    with translation.override(invitation.language):
        return _join(request, token, invitation)


def _join(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    first = {"language": invitation.language, "zone": browser.told(request) or settings.DESK.zone}
    form = JoinForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        now = timezone.now()
        new = invitations.accept(token, **form.cleaned_data, at=now)
        if new is None:
            return _gone(request, 404)
        if second_step.needs(new):
            waiting.wait(request, new, resolve_url(settings.LOGIN_REDIRECT_URL), at=now)
            return redirect("sign-in-second-step")
        waiting.come_in(request, new, at=now)
        return redirect(settings.LOGIN_REDIRECT_URL)
    context = {
        "title": _("Join the team of %(desk)s") % {"desk": settings.DESK.name},
        "lead": _("You sign in as %(email)s.") % {"email": invitation.email},
        "form": form,
        "send": _("Join"),
        "zones": zones(),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "people_settings/join.html", context, status=status)


def _gone(request: HttpRequest, status: int) -> HttpResponse:
    """The same words for a link that was used, has ended, was withdrawn or never was one."""
    context = {
        "title": _("This link opens nothing"),
        "lead": _("It was used already, its time has passed, or it was withdrawn. Ask who invited "
                  "you for another one."),
    }  # fmt: skip
    return render(request, "people_settings/join.html", context, status=status)


def _found(number: int) -> Invitation:
    row = Invitation.objects.filter(pk=number).first()
    if row is None:
        raise Http404("no such invitation")
    return row


def _on_its_way(email: str) -> str:
    return _("The invitation is on its way to %(email)s.") % {"email": email}
