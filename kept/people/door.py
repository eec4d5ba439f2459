"""The team's door: who comes in, and in which language and zone they find things."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, tzinfo
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils import timezone, translation

from kept.core.calendar import find_tz
from kept.people import devices
from kept.people.models import Staff
from kept.record.questions import Given, question

P = ParamSpec("P")
Inside = Callable[Concatenate[HttpRequest, Staff, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


class Password(ModelBackend):
    """Who signs in with a password. Who it is, each page of the team asks anew."""

    def get_user(self, user_id: int) -> Staff | None:
        return next(filter(self.user_can_authenticate, _staff(user_id)), None)


@question
def _staff(number: Given) -> QuerySet[Staff]:
    return Staff.objects.filter(pk=number)


def for_the_team(inside: Inside[P]) -> View[P]:
    """Let only the team in; everybody else is asked to sign in, and comes back to this page.

    The view gets the person as its second argument and runs in their language and zone. No cache
    may keep what it shows, unless it says so itself.
    """

    @wraps(inside)
    def view(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not isinstance(request.user, Staff):
            here = request.method in ("GET", "HEAD")
            back = request.get_full_path() if here else resolve_url(settings.LOGIN_REDIRECT_URL)
            return redirect_to_login(back)
        staff = request.user
        devices.seen(request, staff)
        with translation.override(staff.language), timezone.override(zone(staff)):
            response = inside(request, staff, *args, **kwargs)
        response.headers["Content-Language"] = staff.language
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return view  # type: ignore[return-value]  # `wraps` hides that it takes no name


def for_leads(inside: Inside[P]) -> View[P]:
    """Let only leads in; for the rest of the team there is no such page."""

    def lead(
        request: HttpRequest, staff: Staff, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        if not staff.is_lead:
            raise Http404("for leads")
        return inside(request, staff, *args, **kwargs)

    view = wraps(inside)(for_the_team(lead))
    view.for_leads = True  # type: ignore[attr-defined]  # what they change is written down: audit
    return view


def zone(staff: Staff) -> tzinfo:
    """The zone in which a person of the team reads moments; UTC where theirs is not known."""
    return find_tz(staff.zone) or UTC
