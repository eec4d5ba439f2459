"""`kept letters` puts the same words, with the same checks, as the screens."""

from __future__ import annotations

import re

import pytest

from kept.letter_settings import command
from kept.letter_settings.command import CannotError
from kept.letters.models import Wording

pytestmark = pytest.mark.django_db

OWN = "Subject: Yes: {{ subject }} [#{{ number }}]\n\nDear {{ customer }},\n\n{{ promise }}\n"


def test_what_is_shown_can_be_set_again() -> None:
    before = command.shown("request", "fr")
    assert before.startswith("Subject: Re: {{ subject }} [#{{ number }}]\n\n{{ greeting }}")
    assert not command.put("request", "fr", before)
    assert command.put("request", "fr", OWN)
    assert command.shown("request", "fr") == OWN
    [changed] = [line for line in command.listed() if "changed" in line]
    assert changed.startswith("request\tfr\t")
    assert command.reset("request", "fr")
    assert command.shown("request", "fr") == before
    assert {row.by for row in Wording.objects.all()} == {"desk"}


@pytest.mark.parametrize(
    ("letter", "language", "text", "sentence"),
    [
        ("fax", "en", OWN, "There is no letter “fax”. There are: request, resend"),
        ("warning", "de", OWN, "The letter “warning” comes in en, fr, not in “de”."),
        ("request", "en", "Dear you", "The first line is “Subject: …”"),
        ("request", "en", OWN.replace("{{ promise }}", ""), "“{{ promise }}” is missing"),
        ("request", "en", OWN.replace("customer", "nmae"), "Line 1, character 6: “{{ nmae }}”"),
    ],
)
def test_what_cannot_be_done_is_said(letter: str, language: str, text: str, sentence: str) -> None:
    with pytest.raises(CannotError, match=re.escape(sentence)):
        command.put(letter, language, text)
    assert not Wording.objects.exists()
