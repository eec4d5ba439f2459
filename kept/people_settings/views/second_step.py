"""The second step: asked for at the door, set up there or in the profile, required by leads."""

from __future__ import annotations

import contextlib
from typing import Any, Final

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kept.people import arrivals, limits, passkeys, second_step, totp
from kept.people.door import for_leads
from kept.people.models import Staff
from kept.people.waiting import Waiting, come_in, waiting
from kept.people_settings.forms import CodeForm
from kept.people_settings.views.confirming import for_who_is_sure
from kept.people_settings.views.page import UNPROCESSABLE, page, said
from kept.record import seals

#: Wrong codes within `MINUTES`, for one person from anywhere.
TRIES: Final = 5
MINUTES: Final = 15
#: Where the session holds a secret that is not proved yet, sealed.
_KEY: Final = "authenticator"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Who has given the password gives a code, of the authenticator or a recovery code."""
    now = timezone.now()
    at_door = waiting(request, at=now)
    if at_door is None:
        return redirect(settings.LOGIN_URL)
    with translation.override(at_door.staff.language):
        form = CodeForm(request.POST if request.method == "POST" else None)
        form.fields["code"].help_text = _("Or one of your recovery codes.")
        if form.is_valid() and _right(form, at_door.staff):
            come_in(request, at_door.staff, at=now)
            return redirect(at_door.back)
        context = {
            "title": _("One more step"),
            "lead": _("Open your authenticator and type the code that it shows."),
            "form": form,
            "send": _("Sign in"),
            "by_passkey": passkeys.possible() and at_door.staff.passkeys.exists(),
        }
        status = UNPROCESSABLE if form.is_bound else 200
        return render(request, "people_settings/door.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def at_the_door(request: HttpRequest) -> HttpResponse:
    """Who needs a second step and has none sets it up before they come in."""
    now = timezone.now()
    at_door = waiting(request, at=now)
    if at_door is None or second_step.has(at_door.staff):
        return redirect("sign-in-code" if at_door else settings.LOGIN_URL)
    with translation.override(at_door.staff.language):
        return _at_the_door(request, at_door)


def _at_the_door(request: HttpRequest, at_door: Waiting) -> HttpResponse:
    form = CodeForm(request.POST if request.method == "POST" else None)
    codes = _proved(request, form, at_door.staff)
    if codes:
        come_in(request, at_door.staff, at=timezone.now())
    context = _setting_up(request, at_door.staff, form, codes) | {"on": at_door.back}
    status = UNPROCESSABLE if form.is_bound and not codes else 200
    return render(request, "people_settings/set_up_at_the_door.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_who_is_sure
def set_up(request: HttpRequest, staff: Staff) -> HttpResponse:
    """An authenticator. The recovery codes are shown once."""
    if second_step.has_authenticator(staff):
        return redirect("profile")
    form = CodeForm(request.POST if request.method == "POST" else None)
    codes = _proved(request, form, staff)
    if codes == []:
        messages.success(request, _("Your authenticator is set up."))
        return redirect("profile")
    context = _setting_up(request, staff, form, codes) | {"on": reverse("profile")}
    status = UNPROCESSABLE if form.is_bound and not codes else 200
    return page(request, staff, "set_up", context, status=status, room="profile")


@require_POST
@for_who_is_sure
def renew(request: HttpRequest, staff: Staff) -> HttpResponse:
    """New recovery codes."""
    if not second_step.has(staff):
        raise Http404("no second step")
    codes = second_step.renew_codes(staff, at=timezone.now())
    context = {"title": _("Your recovery codes"), "codes": codes, "on": reverse("profile")}
    return page(request, staff, "set_up", context, room="profile")


@require_POST
@for_who_is_sure
def remove(request: HttpRequest, staff: Staff) -> HttpResponse:
    """No authenticator any more."""
    if not second_step.has_authenticator(staff):
        raise Http404("no authenticator")
    refused = second_step.remove_authenticator(staff, at=timezone.now())
    said(request, refused, _("Your authenticator is asked no more."))
    return redirect("profile")


@require_POST
@for_leads
def take_from(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """For somebody who has lost their authenticator and their codes. An admin's is taken by
    admins alone."""
    row = Staff.objects.filter(pk=number).exclude(pk=staff.pk).first()
    if row is None or (row.role == Staff.Role.ADMIN and staff.role != Staff.Role.ADMIN):
        raise Http404("nobody whose second step this person takes away")
    second_step.take_away(row, by=staff, at=timezone.now())
    said = _("%(name)s signs in by their password alone.")
    messages.success(request, said % {"name": row.name})
    return redirect("teammate", number)


@require_POST
@for_leads
def require(request: HttpRequest, staff: Staff) -> HttpResponse:
    """`who` must have a second step from now on."""
    who = request.POST.get("who", "")
    if who not in second_step.Who.values:
        raise Http404("nobody of that name")
    second_step.require(who, by=staff, at=timezone.now())
    messages.success(request, _("Saved. Who has none yet sets it up at the next sign-in."))
    return redirect("team")


def _right(form: CodeForm, staff: Staff) -> bool:
    """Whether the code is right; if not, the form says so, and it is counted."""
    tries, now = f"code:{staff.pk}", timezone.now()
    if not limits.may_try({tries: TRIES}, MINUTES * 60):
        wrong = _("Too many tries. Wait %(minutes)d minutes, then try again.")
        form.add_error("code", wrong % {"minutes": MINUTES})
    elif second_step.passed(staff, form.cleaned_data["code"], at=now):
        limits.forget(tries)
        return True
    else:
        arrivals.turned_away(staff.email, at=now)
        form.add_error("code", _("This code is wrong, or was used already."))
    return False


def _proved(request: HttpRequest, form: CodeForm, staff: Staff) -> list[str] | None:
    """The recovery codes, once a first code has proved that the authenticator works."""
    if not form.is_valid():
        return None
    secret, now = _secret(request), timezone.now()
    codes = second_step.prove(staff, secret, form.cleaned_data["code"], at=now)
    if codes is None:
        form.add_error("code", _("This code is wrong, or was used already."))
    else:
        del request.session[_KEY]
    return codes


def _secret(request: HttpRequest) -> str:
    """What this browser, and no other, is about to put into an authenticator: a secret that
    somebody saw elsewhere, earlier, never becomes theirs."""
    if _KEY in request.session:
        with contextlib.suppress(seals.OtherKeyError):
            return seals.unseal(request.session[_KEY], _KEY)
    secret = second_step.new_secret()
    request.session[_KEY] = seals.seal(secret, _KEY)
    return secret


def _setting_up(
    request: HttpRequest, staff: Staff, form: CodeForm, codes: list[str] | None
) -> dict[str, Any]:
    if codes:
        return {"title": _("Your recovery codes"), "codes": codes}
    secret = _secret(request)
    address = totp.address(secret, desk=settings.DESK.name, email=staff.email)
    return {
        "title": _("A second step"),
        "form": form,
        "secret": " ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        "address": address,
        "drawing": _drawn(address),
        "passkeys_possible": passkeys.possible(),
    }


def _drawn(address: str) -> SafeString:
    """The address as a QR code. Nothing in the drawing is text."""
    drawing = segno.make(address, error="m").svg_inline(scale=4, border=4, svgclass="qr")
    return mark_safe(drawing)  # noqa: S308
