"""What is filled in on these pages."""

from __future__ import annotations

from typing import Any, Final
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.core.calendar import find_tz
from kept.people import team

FIELD: Final = {"class": "field"}


def zones() -> list[str]:
    """The names of zones that a browser offers while somebody types."""
    return [*sorted(name for name in available_timezones() if "/" in name), "UTC"]


def _new_password() -> forms.CharField:
    widget = forms.PasswordInput(attrs={**FIELD, "autocomplete": "new-password"})
    return forms.CharField(
        label=gettext_lazy("New password"),
        strip=False,
        max_length=1000,
        widget=widget,
        help_text=gettext_lazy("At least 8 characters. Longer is better than stranger."),
    )


class _Form(forms.Form):
    use_required_attribute = False


class InviteForm(_Form):
    """Whom to ask, as what."""

    email = forms.EmailField(
        label=gettext_lazy("Their e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={**FIELD, "autocomplete": "off", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), widget=forms.Select(attrs=FIELD))
    language = forms.ChoiceField(
        label=gettext_lazy("The language of the invitation"),
        choices=settings.TEAM_LANGUAGES,
        widget=forms.Select(attrs=FIELD),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = [(role, team.ROLES[role]) for role in team.roles_by_mail()]
        self.fields["role"].choices = given  # type: ignore[attr-defined]


class ProfileForm(_Form):
    """What everybody says of themselves. `offered`: zones for the browser to complete."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        help_text=gettext_lazy("Customers read it below your replies."),
        widget=forms.TextInput(attrs={**FIELD, "autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=settings.TEAM_LANGUAGES,
        widget=forms.Select(attrs=FIELD),
    )
    zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        max_length=64,
        help_text=gettext_lazy("Such as Europe/Paris."),
        widget=forms.TextInput(attrs={**FIELD, "list": "zones", "spellcheck": "false"}),
    )

    def clean_zone(self) -> str:
        zone = str(self.cleaned_data["zone"]).strip()
        if find_tz(zone) is None:
            raise forms.ValidationError(_("There is no such time zone."))
        return zone


class OwnForm(ProfileForm):
    """The same for who is here already, with how long replies wait."""

    undo_seconds = forms.IntegerField(
        label=gettext_lazy("Seconds in which a reply can be taken back"),
        min_value=0,
        max_value=120,
        required=False,
        help_text=gettext_lazy("Empty: as the desk says."),
        widget=forms.NumberInput(attrs={**FIELD, "inputmode": "numeric"}),
    )


class JoinForm(ProfileForm):
    """Who was invited says who they are."""

    password = _new_password()

    def clean_password(self) -> str:
        return _good(self.cleaned_data["password"])


class PasswordForm(_Form):
    """Another password, by who knows the present one."""

    present = forms.CharField(
        label=gettext_lazy("Present password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={**FIELD, "autocomplete": "current-password"}),
    )
    password = _new_password()

    def clean_password(self) -> str:
        return _good(self.cleaned_data["password"])


def _good(password: str) -> str:
    validate_password(password)
    return password


class ConfirmForm(_Form):
    """That it is still they: the present password."""

    present = PasswordForm.base_fields["present"]


class PasskeyForm(_Form):
    """What a passkey is called."""

    name = forms.CharField(
        label=gettext_lazy("What you call it"),
        max_length=60,
        help_text=gettext_lazy("Such as “Telephone” or “Key on my ring”."),
        widget=forms.TextInput(attrs={**FIELD, "autocomplete": "off"}),
    )


class CodeForm(_Form):
    """A code of the second step."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={**FIELD, "autocomplete": "one-time-code", "autofocus": True,
                   "spellcheck": "false", "autocapitalize": "off"}
        ),
    )  # fmt: skip
