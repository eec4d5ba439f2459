"""What a lead fills in for a provider that hands mail over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.channels.mail.webhooks.check import key_fits
from kept.channels.mail.webhooks.providers import PROVIDERS


class ProviderForm(forms.Form):
    """Who hands mail over."""

    use_required_attribute = False
    provider = forms.ChoiceField(
        label=gettext_lazy("Which provider receives your mail?"),
        choices=[(slug, one.name) for slug, one in PROVIDERS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one.")},
    )


class KeyForm(forms.Form):
    """The key that a provider signs with. It is never shown again."""

    use_required_attribute = False
    key = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.PasswordInput(attrs={"class": "field", "autocomplete": "new-password"}),
    )

    def __init__(self, provider: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.provider = provider
        self.fields["key"].label = str(PROVIDERS[provider].key)

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"].strip()
        if not key:
            raise forms.ValidationError(_("Which key? The provider shows it."))
        if not key_fits(self.provider, key):
            raise forms.ValidationError(_("This cannot be the key: copy it again, all of it."))
        return key
