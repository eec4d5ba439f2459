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

from kept.people import arrivals, limits, passkeys, second_step, waiting
from kept.people.models import Staff

#: Failed tries within MINUTES, for one address from one machine; from one machine at all; and for
#: one address from anywhere (NIST SP 800-63B-4 §3.2.2: at most a hundred in a row).
TRIES: Final = 5
TRIES_OF_ONE_MACHINE: Final = 50
TRIES_FROM_ANYWHERE: Final = 100
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
        here, machine, anywhere = tries = _tries(address, self.request)
        if not limits.may_try(tries, MINUTES * 60):
            raise forms.ValidationError(
                _("Too many tries. Wait %(minutes)d minutes, then try again.")
                % {"minutes": MINUTES},
                code="too_many",
            )
        self.user_cache = authenticate(self.request, username=address, password=password)
        if self.user_cache is None:
            arrivals.turned_away(address, at=timezone.now())
            raise forms.ValidationError(
                _("This address and this password do not belong together."), code="wrong"
            )
        limits.forget(here)
        limits.forget(anywhere)
        limits.give_back(machine)
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
        if asked := _second_step(staff):
            waiting.wait(self.request, staff, self.get_success_url(), at=now)
            return redirect(asked)
        response = super().form_valid(form)
        arrivals.arrived(self.request, staff, at=now)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"title": _("Sign in"), "send": _("Sign in")}
        return super().get_context_data(**kwargs) | words | {"by_passkey": passkeys.possible()}


def _second_step(staff: Staff) -> str:
    """Where the second step is done: '' where none is asked for."""
    if second_step.has_authenticator(staff):
        return "sign-in-code"
    if second_step.has(staff):
        return "sign-in-passkey" if passkeys.possible() else "sign-in-code"
    return "sign-in-second-step" if second_step.needs(staff) else ""


def _tries(address: str, request: HttpRequest | None) -> dict[str, int]:
    """What failed tries are counted under, and how many each may have."""
    machine = limits.network(request) if request else ""
    return {
        f"sign-in:{machine} {address}": TRIES,
        f"sign-in:{machine}": TRIES_OF_ONE_MACHINE,
        f"sign-in: {address}": TRIES_FROM_ANYWHERE,
    }
