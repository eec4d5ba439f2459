"""Sign in and out, for the team."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.people import arrivals, limits, second_step, waiting

#: Failed tries within MINUTES, for one address from one machine; and from one machine at all.
TRIES: Final = 5
TRIES_OF_ONE_MACHINE: Final = 50
MINUTES: Final = 15


class SignInForm(AuthenticationForm):
    """Address and password. Says that they don't belong together, never which one is wrong."""

    username = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(
            attrs={"class": "field", "autofocus": True, "autocomplete": "username"}
        ),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"class": "field", "autocomplete": "current-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Check the password, unless there were too many wrong ones already."""
        address = self.cleaned_data.get("username", "").strip().lower()
        password = self.cleaned_data.get("password", "")
        if not address or not password:
            return self.cleaned_data
        tries = _tries(address, self.request)
        if any(limits.counted(what) >= most for what, most in tries.items()):
            raise forms.ValidationError(
                _("Too many tries. Wait %(minutes)d minutes, then try again.")
                % {"minutes": MINUTES},
                code="too_many",
            )
        self.user_cache = authenticate(self.request, username=address, password=password)
        if self.user_cache is None:
            for what in tries:
                limits.count(what, MINUTES * 60)
            arrivals.turned_away(address, at=timezone.now())
            raise forms.ValidationError(
                _("This address and this password do not belong together."), code="wrong"
            )
        limits.forget(next(iter(tries)))
        return self.cleaned_data


class SignIn(LoginView):
    """The team's door. Whoever is already inside goes on to the inbox."""

    template_name = "workspace/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Whoever signs in gets a new session key, and the desk remembers it. Who has a second
        step, or needs one, is not inside before it is done."""
        staff, now = form.get_user(), timezone.now()
        asked = "sign-in-code" if second_step.has(staff) else ""
        if not asked and second_step.needs(staff):
            asked = "sign-in-second-step"
        if asked:
            waiting.wait(self.request, staff, self.get_success_url(), at=now)
            return redirect(asked)
        response = super().form_valid(form)
        arrivals.arrived(self.request, staff, at=now)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"title": _("Sign in"), "send": _("Sign in")}


def _tries(address: str, request: HttpRequest | None) -> dict[str, int]:
    """What failed tries are counted under, and how many each may have."""
    machine = limits.network(request) if request else ""
    return {
        f"sign-in:{machine} {address}": TRIES,
        f"sign-in:{machine}": TRIES_OF_ONE_MACHINE,
    }
