"""What readers and leads fill in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.core.calendar import find_tz
from kept.core.mail import Address
from kept.record import languages

#: A lead's own words in one language.
LONGEST_WORDS = 5_000
#: Copies a minute that can be chosen, and of those to one domain.
PACES = ((60, 30), (600, 120), (6_000, 1_200), (60_000, 60_000))


class SubscribeForm(forms.Form):
    """An address and a language. `website` is a trap for machines: people don't see it."""

    use_required_attribute = False

    email = forms.CharField(
        label=gettext_lazy("Your e-mail address"),
        max_length=254,
        strip=True,
        widget=forms.EmailInput(attrs={"class": "field", "autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("To which address shall we write?"),
            "max_length": gettext_lazy("An e-mail address has at most 254 characters."),
        },
    )
    language = forms.ChoiceField(
        label=gettext_lazy("In which language"),
        widget=forms.Select(attrs={"class": "field"}),
    )
    zone = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    website = forms.CharField(
        required=False,
        label=gettext_lazy("Leave this empty"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args: Any, spoken: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        language.choices = _choices(spoken)

    def clean_email(self) -> Address:
        typed = self.cleaned_data["email"]
        try:
            return Address.parse(typed)
        except ValueError:
            wrong = _("“%(typed)s” is not an e-mail address such as ada@example.org.")
            raise forms.ValidationError(wrong % {"typed": typed[:80]}) from None

    def clean_zone(self) -> str:
        zone = self.cleaned_data["zone"]
        return zone if find_tz(zone) else ""

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(
                _("A machine filled this in. Empty it and send again: nothing is lost.")
            )
        return ""


def _choices(spoken: tuple[str, ...]) -> list[tuple[str, str]]:
    """Languages to choose from, named in the reader's own."""
    return [(code, capfirst(str(name))) for code, name in languages.named(spoken)]


def seen(words: Mapping[str, str]) -> str:
    """What names these words, so that nobody's are replaced unseen."""
    said = sorted((code, text) for code, text in words.items() if text)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


class WordsForm(forms.Form):
    """The lead's own words, in each language that is `spoken`. `seen` names those that stood there
    when the page was opened (see `seen`)."""

    def __init__(self, *args: Any, spoken: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput)
        for code, name in _choices(spoken):
            self.fields[code] = forms.CharField(
                label=name,
                required=False,
                max_length=LONGEST_WORDS,
                widget=forms.Textarea(attrs={"class": "field", "rows": 5, "lang": code}),
            )
