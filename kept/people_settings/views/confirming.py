"""Who changes their ways in shows again that it is they."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kept.people import limits, passkeys, sure
from kept.people.door import P, View, for_the_team
from kept.people.models import Staff
from kept.people.sign_in import own_path
from kept.people_settings.forms import ConfirmForm
from kept.people_settings.views.page import UNPROCESSABLE, page

#: Wrong present passwords within `MINUTES`, for one person: whoever finds a desk unlocked guesses.
TRIES: Final = 5
MINUTES: Final = 15


def for_who_is_sure(
    inside: Callable[Concatenate[HttpRequest, Staff, P], HttpResponseBase],
) -> View[P]:
    """Let the team in, if they have shown a moment ago that it is they; else ask, and come back."""

    def certain(
        request: HttpRequest, staff: Staff, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        if not sure.is_sure(request, at=timezone.now()):
            return redirect(f"{reverse('confirm')}?{urlencode({'next': request.path})}")
        return inside(request, staff, *args, **kwargs)

    return wraps(inside)(for_the_team(certain))


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def confirm(request: HttpRequest, staff: Staff) -> HttpResponse:
    """`next`: the page that asked. The password, or one of their passkeys."""
    now, back = timezone.now(), request.GET.get("next", "")
    back = back if own_path(back) else reverse("profile")
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if "answer" in request.POST:
        known = passkeys.used(request.session, staff, request.POST["answer"], at=now) == staff
    else:
        known = form.is_valid() and knows_password(form, staff)
    if known:
        sure.confirm(request, at=now)
        return redirect(back)
    context: dict[str, Any] = {"title": _("Is it you?"), "form": form}
    if passkeys.possible() and staff.passkeys.exists():
        context["options"] = passkeys.asked_to_use(request.session, staff, at=now)
    status = UNPROCESSABLE if form.is_bound else 200
    return page(request, staff, "confirm", context, status=status, room="profile")


def knows_password(form: forms.Form, staff: Staff) -> bool:
    """Whether `present` in the form is their password; if not, the form says so."""
    tries = f"present:{staff.pk}"
    if not limits.may_try({tries: TRIES}, MINUTES * 60):
        wrong = _("Too many tries. Wait %(minutes)d minutes, then try again.")
        form.add_error("present", wrong % {"minutes": MINUTES})
    elif staff.check_password(form.cleaned_data["present"]):
        limits.forget(tries)
        return True
    else:
        form.add_error("present", _("This is not your present password."))
    return False
