"""What a lead writes: the subject and the body of one letter in one language."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from kept.core.mail.letter_wrongs import LONGEST_BODY, LONGEST_SUBJECT
from kept.letters.originals import Text
from kept.letters.troubles import sentence
from kept.letters.wordings import MisfitError

_FIELD: Final = {"class": "field", "spellcheck": "true"}


class LetterForm(forms.Form):
    """`seen`: which change of the letter its writer has read."""

    use_required_attribute = False

    subject = forms.CharField(
        label=_("Subject"),
        required=False,
        widget=forms.TextInput(attrs={**_FIELD, "maxlength": LONGEST_SUBJECT}),
    )
    body = forms.CharField(
        label=_("Its text"),
        required=False,
        strip=False,
        help_text=_("Markdown works. Changes are seen at the side as you type."),
        widget=forms.Textarea(attrs={**_FIELD, "rows": 18, "maxlength": LONGEST_BODY}),
    )
    seen = forms.IntegerField(min_value=0, required=False)

    @property
    def words(self) -> Text:
        """What was written; the form must be valid."""
        return Text(self.cleaned_data["subject"], self.cleaned_data["body"])

    def say(self, misfit: MisfitError) -> None:
        """Put what is wrong at the field where it is."""
        for wrong in misfit.wrongs:
            self.add_error(wrong.part, sentence(wrong))
