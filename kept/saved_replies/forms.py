"""What somebody writes of a saved reply: its name, and its words in each language."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.text import capfirst
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from kept.core.mail.letter_wrongs import LONGEST_BODY
from kept.record.languages import offered
from kept.saved_replies.models import SavedReply
from kept.saved_replies.places import troubles

_FIELD: Final = {"class": "field", "spellcheck": "true"}


class ReplyForm(forms.Form):
    """`reply`: the one that is changed; its languages stay, also where the policy lost one."""

    use_required_attribute = False

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("It is found by its name and by its words."),
        widget=forms.TextInput(attrs={**_FIELD, "maxlength": 80}),
    )

    def __init__(self, data: object = None, *, reply: SavedReply | None = None) -> None:
        known = {one.language: one.text for one in reply.texts.all()} if reply else {}
        initial = {f"text_{code}": text for code, text in known.items()}
        super().__init__(data, initial=initial | ({"name": reply.name} if reply else {}))  # type: ignore[arg-type]
        self.number = reply.pk if reply else None
        self.languages = tuple(dict.fromkeys((*offered(), *known)))
        for code in self.languages:
            self.fields[f"text_{code}"] = _words(code)

    @property
    def texts(self) -> dict[str, str]:
        """The words by language; the form must be valid."""
        return {code: self.cleaned_data[f"text_{code}"] for code in self.languages}

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        others = SavedReply.objects.exclude(pk=self.number) if self.number else SavedReply.objects
        if others.filter(name__iexact=name).exists():
            raise forms.ValidationError(_("There is a saved reply of this name already."))
        return name

    def clean(self) -> None:
        words = {code: self.cleaned_data.get(f"text_{code}", "") for code in self.languages}
        for code, text in words.items():
            for trouble in troubles(text) if text else ():
                self.add_error(f"text_{code}", trouble)
        if not any(words.values()):
            self.add_error(None, _("Write its words in one language at least."))


def _words(code: str) -> forms.CharField:
    language = capfirst(str(_(get_language_info(code)["name"])))
    attrs = {**_FIELD, "rows": 8, "lang": code, "maxlength": LONGEST_BODY}
    return forms.CharField(label=language, required=False, widget=forms.Textarea(attrs=attrs))
