"""Passkeys: used at the door, added there or in the profile, named and removed."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kept.people import arrivals, limits, passkeys, second_step
from kept.people.door import for_the_team
from kept.people.models import Staff
from kept.people.sign_in import own_path
from kept.people.waiting import Waiting, come_in, waiting
from kept.people_settings.forms import PasskeyForm
from kept.people_settings.views.confirming import for_who_is_sure
from kept.people_settings.views.page import UNPROCESSABLE, page, said

#: Passkeys that one network may ask for and try within `MINUTES`.
TRIES: Final = 60
MINUTES: Final = 15


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """In place of the password (`next`: the page that they wanted), or after it."""
    now = timezone.now()
    at_door = waiting(request, at=now)
    if at_door is None:
        return _sign_in(request, None)
    with translation.override(at_door.staff.language):
        return _sign_in(request, at_door)


def _sign_in(request: HttpRequest, at_door: Waiting | None) -> HttpResponse:
    now, staff = timezone.now(), at_door.staff if at_door else None
    may = limits.may_try({f"passkey:{limits.network(request)}": TRIES}, MINUTES * 60)
    if may and request.method == "POST":
        answer = request.POST.get("answer", "")
        if (found := passkeys.used(request.session, staff, answer, at=now)) is not None:
            come_in(request, found, at=now)
            return redirect(at_door.back if at_door else _wanted(request))
        arrivals.turned_away(staff.email if staff else "", at=now)
    context: dict[str, Any] = {
        "title": _("Sign in with a passkey"),
        "at_door": at_door,
        "next": request.GET.get("next", ""),
        "failed": request.method == "POST",
        "too_many": MINUTES if not may else 0,
    }
    if may:
        context["options"] = passkeys.asked_to_use(request.session, staff, at=now)
    status = 429 if not may else UNPROCESSABLE if context["failed"] else 200
    return render(request, "people_settings/sign_in_with_passkey.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_who_is_sure
def add(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Another passkey. With the first second step of theirs, recovery codes are shown once."""
    context, codes = _adding(request, staff)
    if codes == []:
        messages.success(request, _("Your passkey is added."))
        return redirect("profile")
    context["on"] = reverse("profile")
    return page(request, staff, "add_passkey", context, status=_status(context), room="profile")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_at_the_door(request: HttpRequest) -> HttpResponse:
    """Who needs a second step and has none makes a passkey before they come in."""
    at_door = waiting(request, at=timezone.now())
    if at_door is None or second_step.has(at_door.staff):
        return redirect("sign-in-passkey" if at_door else settings.LOGIN_URL)
    with translation.override(at_door.staff.language):
        context, codes = _adding(request, at_door.staff)
        if codes:
            come_in(request, at_door.staff, at=timezone.now())
        context["on"] = at_door.back
        template = "people_settings/add_passkey_at_the_door.html"
        return render(request, template, context, status=_status(context))


@require_POST
@for_the_team
def rename(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """`name`: what they call it from now on."""
    form = PasskeyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("A passkey needs a name of at most 60 letters."))
    elif passkeys.rename(staff, number, form.cleaned_data["name"]):
        messages.success(request, _("Saved."))
    else:
        raise Http404("no such passkey")
    return redirect("profile")


@require_POST
@for_who_is_sure
def remove(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """It signs them in no more."""
    if not staff.passkeys.filter(pk=number).exists():
        raise Http404("no such passkey")
    refused = passkeys.remove(staff, number, at=timezone.now())
    said(request, refused, _("The passkey is removed. Delete it on your device, too."))
    return redirect("profile")


def _adding(request: HttpRequest, staff: Staff) -> tuple[dict[str, Any], list[str] | None]:
    """What the page shows, and the recovery codes once the passkey is there."""
    if not passkeys.possible():
        raise Http404("no passkeys for this address")
    now, form = timezone.now(), PasskeyForm(request.POST if request.method == "POST" else None)
    codes = None
    if form.is_valid():
        answer, name = request.POST.get("answer", ""), form.cleaned_data["name"]
        codes = passkeys.add(request.session, staff, answer, name, at=now)
        if codes:
            return {"title": _("Your recovery codes"), "codes": codes}, codes
        if codes is None:
            form.add_error(None, _("This passkey could not be added. Please try again."))
    context = {"title": _("Add a passkey"), "form": form}
    if codes is None:
        context["options"] = passkeys.asked_to_add(request.session, staff, at=now)
    return context, codes


def _status(context: dict[str, Any]) -> int:
    return UNPROCESSABLE if "form" in context and context["form"].is_bound else 200


def _wanted(request: HttpRequest) -> str:
    back = request.GET.get("next", "")
    return back if own_path(back) else resolve_url(settings.LOGIN_REDIRECT_URL)
