"""What visitors fill in, and the sentence for each thing that cannot be taken as it is."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.core.mail import Address

LONGEST_TEXT: Final = 50_000
LONGEST_SUBJECT: Final = 200
LONGEST_REMARK: Final = 2_000
_NONCE: Final = re.compile(r"[\w-]{22,64}", re.ASCII)
_BROKEN_LINE: Final = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


def new_nonce() -> str:
    """A token for one showing of a form: 128 bits that nobody guesses."""
    return secrets.token_urlsafe(16)


class OneLine(forms.CharField):
    """A line of text: what breaks lines in it becomes a space."""

    def to_python(self, value: Any) -> str:
        said: str = super().to_python(value) or ""
        return " ".join(_BROKEN_LINE.sub(" ", said).split())


class Words(forms.CharField):
    """A text of several lines. NUL characters, which nobody typed, are left out."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        said: str = super().to_python(value) or ""
        return said.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").strip()


class MailAddress(forms.CharField):
    """One e-mail address, read strictly; its value is an `Address`."""

    widget = forms.EmailInput

    def __init__(self, **kwargs: Any) -> None:
        # Not stripped here: a line break at either end is refused, not forgiven.
        super().__init__(strip=False, **kwargs)

    def clean(self, value: Any) -> Address:
        typed = str(super().clean(value))
        if _BROKEN_LINE.search(typed):
            raise forms.ValidationError(_("An e-mail address stands on one line."))
        try:
            return Address.parse(typed)
        except ValueError:
            wrong = _("“%(typed)s” is not an e-mail address such as ada@example.org.")
            raise forms.ValidationError(wrong % {"typed": typed.strip()[:80]}) from None


def _mistakes(required: Any, longest: Any = None) -> dict[str, Any]:
    return {"required": required, **({"max_length": longest} if longest else {})}


class _Form(forms.Form):
    """A form of the house: sentences below their fields, and one token for each showing."""

    nonce = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    zone = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    #: What is missing is said by us, in a sentence, and not by the browser.
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not field.widget.is_hidden:
                field.widget.attrs.setdefault("class", "field")

    def clean_nonce(self) -> str:
        """The form's token; a new one where somebody sent none or made up a short one."""
        nonce = self.cleaned_data["nonce"]
        return nonce if _NONCE.fullmatch(nonce) else new_nonce()


class AskForm(_Form):
    """A request. `website` is a trap for machines: people don't see it."""

    name = OneLine(
        label=gettext_lazy("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages=_mistakes(
            gettext_lazy("Tell us your name, so that we know whom we answer."),
            gettext_lazy("A name has at most 200 characters here."),
        ),
    )
    email = MailAddress(
        label=gettext_lazy("Your e-mail address"),
        max_length=320,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=gettext_lazy("We answer there. A link in it lets you follow your request."),
        error_messages=_mistakes(
            gettext_lazy("Without an e-mail address we cannot answer you."),
            gettext_lazy("An e-mail address has at most 254 characters."),
        ),
    )
    subject = OneLine(
        label=gettext_lazy("Your question, in one sentence"),
        max_length=LONGEST_SUBJECT,
        error_messages=_mistakes(
            gettext_lazy("Say in one sentence what it is about."),
            gettext_lazy("One sentence of at most 200 characters; the rest fits below."),
        ),
    )
    text = Words(
        label=gettext_lazy("What you did, what you see"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages=_mistakes(
            gettext_lazy("Tell us what you did and what you see."),
            gettext_lazy("At most 50,000 characters. Put the rest into a text file and add it."),
        ),
    )
    website = forms.CharField(
        required=False,
        label=gettext_lazy("Leave this empty"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    product = forms.ChoiceField(
        required=False,
        label=gettext_lazy("What it is about"),
        error_messages={"invalid_choice": gettext_lazy("Choose one of the list.")},
    )

    def __init__(self, *args: Any, products: Mapping[str, str], **kwargs: Any) -> None:
        """`products`: what the policy declares, in words; without any, nobody is asked."""
        super().__init__(*args, **kwargs)
        if products:
            unsure = ("", _("I am not sure"))
            cast("forms.ChoiceField", self.fields["product"]).choices = [unsure, *products.items()]
        else:
            del self.fields["product"]

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(
                _("A machine filled this in. Empty it and send again: nothing is lost.")
            )
        return ""


class ReplyForm(_Form):
    """A further message in a request."""

    text = Words(
        label=gettext_lazy("Your message"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=_mistakes(
            gettext_lazy("Write something before you send it."),
            gettext_lazy("At most 50,000 characters. Put the rest into a text file and add it."),
        ),
    )


class RatingForm(_Form):
    """How an answer was, and in one's own words why."""

    rating = forms.ChoiceField(
        label=gettext_lazy("How was our answer?"),
        widget=forms.RadioSelect(attrs={"class": "radio"}),
        choices=(
            ("good", gettext_lazy("Good")),
            ("could_be_better", gettext_lazy("Could be better")),
        ),
        error_messages={
            "required": gettext_lazy("Choose one of the two."),
            "invalid_choice": gettext_lazy("Choose one of the two."),
        },
    )
    remark = Words(
        label=gettext_lazy("What would you like to add?"),
        required=False,
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=_mistakes(None, gettext_lazy("At most 2,000 characters.")),
    )


class SettingsForm(_Form):
    """In which language and zone a customer reads."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        help_text=gettext_lazy(
            "Of these pages. The mails of a request are in the language that it was asked in."
        ),
        error_messages={"invalid_choice": gettext_lazy("Choose one of the list.")},
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("All times on these pages and in our mails are said in it."),
        error_messages={"invalid_choice": gettext_lazy("Choose one of the list.")},
    )

    def __init__(
        self,
        *args: Any,
        languages: Sequence[tuple[str, str]],
        zones: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["language"]).choices = languages
        cast("forms.ChoiceField", self.fields["time_zone"]).choices = zones


class SignInForm(_Form):
    """Where to send a sign-in link."""

    email = MailAddress(
        label=gettext_lazy("Your e-mail address"),
        max_length=320,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages=_mistakes(gettext_lazy("To which address shall the link go?")),
    )
