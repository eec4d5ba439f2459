"""Everybody's own page: what they are called, their password, where they are signed in."""

from __future__ import annotations

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
from kept.people import devices, passkeys, second_step
from kept.people.door import for_the_team
from kept.people.models import Staff
from kept.people.reader import Reader
from kept.people_settings.browsers import browsers
from kept.people_settings.forms import OwnForm, PasswordForm, zones
from kept.people_settings.shown import held
from kept.people_settings.views.confirming import knows_password
from kept.people_settings.views.page import UNPROCESSABLE, page
from kept.record import audit


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def profile(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Name, language, zone, and how long their replies wait."""
    form = OwnForm(request.POST) if request.method == "POST" else _own(staff)
    if form.is_bound and form.is_valid():
        with transaction.atomic():
            Staff.objects.filter(pk=staff.pk).update(**form.cleaned_data)
            audit.note("profile_changed", by=Actor("staff", staff.pk), at=timezone.now())
        with translation.override(form.cleaned_data["language"]):
            messages.success(request, _("Saved."))
        return redirect("profile")
    return _page(request, staff, form, PasswordForm())


@require_POST
@for_the_team
def password(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Another password, by who knows the present one. All other browsers are signed out."""
    form = PasswordForm(request.POST)
    if form.is_valid() and knows_password(form, staff):
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


def _page(request: HttpRequest, staff: Staff, own: OwnForm, password: PasswordForm) -> HttpResponse:
    read = Reader.of(staff)
    context = {
        "title": _("Your profile"),
        "email": staff.email,
        "form": own,
        "password": password,
        "browsers": browsers(read, request.session.get(devices.KEY)),
        "zones": zones(),
        "has_authenticator": second_step.has_authenticator(staff),
        "passkeys": [held(row, read) for row in staff.passkeys.order_by("pk")],
        "passkeys_possible": passkeys.possible(),
        "codes_left": staff.recovery_codes.count(),
    }
    status = UNPROCESSABLE if own.is_bound or password.is_bound else 200
    return page(request, staff, "profile", context, status=status, room="profile")
