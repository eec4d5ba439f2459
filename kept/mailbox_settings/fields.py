"""How the questions of these pages look."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy

FIELD: Final = {"class": "field"}


def text(label: Any, **more: Any) -> forms.CharField:
    more = {"required": False, "widget": forms.TextInput(attrs=FIELD), **more}
    return forms.CharField(label=label, **more)


def secret(label: Any, **more: Any) -> forms.CharField:
    """Never shown again, and never filled in by a browser that knows another."""
    widget = forms.PasswordInput(attrs={**FIELD, "autocomplete": "new-password"})
    return forms.CharField(label=label, required=False, strip=False, widget=widget, **more)


def port(**more: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={**FIELD, "inputmode": "numeric"})
    wrong = {"invalid": gettext_lazy("A port is a number from 1 to 65535.")}
    return forms.IntegerField(
        label=gettext_lazy("Port"), min_value=1, max_value=65535, required=False,
        widget=widget, error_messages=wrong, **more,
    )  # fmt: skip


def choice(label: Any, choices: Any, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, required=False, widget=forms.Select(attrs=FIELD), **more
    )
