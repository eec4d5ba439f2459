"""Everybody's own page: what they are called, their password, where they are signed in."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from kept.core.events import Actor
from kept.people import devices, limits, second_step
from kept.people.door import for_the_team
from kept.people.models import Staff
from kept.people.reader import Reader
from kept.people_settings.browsers import browsers
from kept.people_settings.forms import OwnForm, PasswordForm, zones
from kept.people_settings.views.page import UNPROCESSABLE, page
from kept.record import audit

#: Wrong present passwords within `MINUTES`, for one person: whoever finds a desk unlocked guesses.
TRIES: Final = 5
MINUTES: Final = 15


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def profile(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Name, language, zone, and how long their replies wait."""
    form = OwnForm(request.POST) if request.method == "POST" else _own(staff)
    if form.is_bound and form.is_valid():
        Staff.objects.filter(pk=staff.pk).update(**form.cleaned_data)
        with translation.override(form.cleaned_data["language"]):
            messages.success(request, _("Saved."))
        return redirect("profile")
    return _page(request, staff, form, PasswordForm())


@require_POST
@for_the_team
def password(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Another password, by who knows the present one. All other browsers are signed out."""
    form = PasswordForm(request.POST)
    if form.is_valid() and _knows(staff, form):
        with transaction.atomic():
            staff.set_password(form.cleaned_data["password"])
            staff.save(update_fields=["password"])
            update_session_auth_hash(request, staff)
            devices.end_all(staff, but=request.session.get(devices.KEY))
            audit.note("password_changed", by=Actor("staff", staff.pk), at=timezone.now())
        said = _("Your password is changed. All other browsers are signed out.")
        messages.success(request, said)
        return redirect("profile")
    return _page(request, staff, _own(staff), form)


@require_POST
@for_the_team
def end(request: HttpRequest, staff: Staff) -> HttpResponse:
    """`device`: the browser to sign out; 'others': all but this one."""
    wanted, this = request.POST.get("device", ""), request.session.get(devices.KEY)
    if wanted == "others":
        ended = devices.end_all(staff, but=this)
    elif wanted.isascii() and wanted.isdecimal() and int(wanted) != this:
        ended = int(devices.end(staff, int(wanted)))
    else:
        raise Http404("no such browser")
    if ended:
        by = Actor("staff", staff.pk)
        audit.note("session_ended", by=by, at=timezone.now(), count=ended)
    said = ngettext("%(count)d browser is signed out.", "%(count)d browsers are signed out.", ended)
    messages.success(request, said % {"count": ended})
    return redirect("profile")


def _own(staff: Staff) -> OwnForm:
    names = ("name", "language", "zone", "undo_seconds")
    return OwnForm(initial={name: getattr(staff, name) for name in names})


def _knows(staff: Staff, form: PasswordForm) -> bool:
    """Whether the present password is right; if not, the form says so."""
    tries = f"present:{staff.pk}"
    if limits.counted(tries) >= TRIES:
        wrong = _("Too many tries. Wait %(minutes)d minutes, then try again.")
        form.add_error("present", wrong % {"minutes": MINUTES})
    elif staff.check_password(form.cleaned_data["present"]):
        limits.forget(tries)
        return True
    else:
        limits.count(tries, MINUTES * 60)
        form.add_error("present", _("This is not your present password."))
    return False


def _page(request: HttpRequest, staff: Staff, own: OwnForm, password: PasswordForm) -> HttpResponse:
    context = {
        "title": _("Your profile"),
        "email": staff.email,
        "form": own,
        "password": password,
        "browsers": browsers(Reader.of(staff), request.session.get(devices.KEY)),
        "zones": zones(),
        "has_second_step": second_step.has(staff),
        "codes_left": staff.recovery_codes.count(),
    }
    status = UNPROCESSABLE if own.is_bound or password.is_bound else 200
    return page(request, staff, "profile", context, status=status, room="profile")
