"""A desk's own words: kept whole, with who and when, and back to the original at any time."""

from __future__ import annotations

import pytest
from django.utils import translation

from kept.conftest import NOW
from kept.core.events import Actor
from kept.core.mail.letter_wrongs import Wrong
from kept.letters import originals, wordings
from kept.letters.models import Wording
from kept.letters.originals import Text
from kept.letters.troubles import sentence
from kept.letters.wordings import MisfitError, StaleError

pytestmark = pytest.mark.django_db

LEAD = Actor("staff", 3)
OWN = Text("Yes: {{ subject }} [#{{ number }}]", "Dear {{ customer }},\n\n{{ promise }}")


def keep(words: Text = OWN, *, seen: int = 0, language: str = "en") -> bool:
    return wordings.keep("request", language, words, seen=seen, by=LEAD, at=NOW)


def subject(language: str = "en") -> str:
    values = {"subject": "It stops", "number": "12"}
    return wordings.wordings().of("request", language).subject_with(values)


def test_own_words_count_at_once_and_in_their_language_alone() -> None:
    assert subject() == "Re: It stops [#12]"
    assert keep()
    assert subject() == "Yes: It stops [#12]"
    assert subject("fr") == subject("de") == "Re: It stops [#12]"
    row = Wording.objects.get()
    assert (row.by, row.at, row.number) == ("staff:3", NOW, 1)


def test_the_same_words_again_change_nothing() -> None:
    assert keep()
    assert not keep(Text(f" {OWN.subject} ", f"\r\n{OWN.body}\r\n"), seen=1)
    assert Wording.objects.count() == 1


def test_back_to_the_original_keeps_what_was() -> None:
    keep()
    assert wordings.reset("request", "en", by=LEAD, at=NOW)
    assert subject() == "Re: It stops [#12]"
    assert not wordings.reset("request", "en", by=LEAD, at=NOW)
    assert [(row.original, row.subject) for row in wordings.history("request", "en")] == [
        (True, ""),
        (False, OWN.subject),
    ]
    assert wordings.current("request", "en") == (originals.text("request", "en"), 2)


def test_words_typed_as_the_original_are_the_original() -> None:
    keep()
    assert keep(originals.text("request", "en"), seen=1)
    assert Wording.objects.latest("id").original


def test_who_has_not_seen_the_newest_words_overwrites_none() -> None:
    keep()
    with pytest.raises(StaleError):
        keep(Text(OWN.subject, "Mine\n\n{{ promise }}"))
    assert Wording.objects.count() == 1


def test_a_letter_that_owes_a_promise_is_refused_without_it() -> None:
    with pytest.raises(MisfitError) as refused:
        keep(Text(OWN.subject, "Hello"))
    [wrong] = refused.value.wrongs
    assert sentence(wrong) == "“{{ promise }}” is missing: the letter may not leave without it."
    assert not Wording.objects.exists()


def test_words_that_no_longer_fit_give_way_to_the_original() -> None:
    Wording.objects.create(
        letter="request", language="en", number=1, subject="Yes", body="Hello", at=NOW
    )
    assert subject() == "Re: It stops [#12]"
    assert wordings.wordings().misfits == {("request", "en")}


def test_words_of_a_letter_that_is_gone_disturb_nobody() -> None:
    Wording.objects.create(letter="fax", language="en", number=1, subject="x", body="y", at=NOW)
    assert subject() == "Re: It stops [#12]"


def test_held_words_cost_one_tiny_question_and_none_with_a_known_revision(
    django_assert_num_queries: object,
) -> None:
    keep()
    subject()
    with django_assert_num_queries(1):  # type: ignore[operator]
        words = wordings.wordings()
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert wordings.wordings(words.revision) is words


@pytest.mark.parametrize(("language", "begins"), [("en", "Line 2, character 4: "), ("fr", "Ligne")])
def test_what_is_wrong_is_said_in_both_languages(language: str, begins: str) -> None:
    with translation.override(language):
        said = sentence(Wrong("unknown", "body", 2, 4, "nmae", ("promise", "link")))
    assert said.startswith(begins)
    assert "{{ nmae }}" in said
    assert "{{ promise }}, {{ link }}" in said
