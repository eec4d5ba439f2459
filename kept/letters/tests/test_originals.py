"""The letters as they come with Kept hold what they must, in every language that Kept speaks."""

from __future__ import annotations

import pytest

from kept.core import say
from kept.core.mail.letter_wrongs import wrongs
from kept.letters import originals
from kept.letters.catalogue import LETTERS, MEANINGS

ALL = [(name, language) for name in LETTERS for language in originals.languages(name)]


@pytest.mark.parametrize(("name", "language"), ALL)
def test_an_original_could_be_kept_as_it_is(name: str, language: str) -> None:
    words = originals.text(name, language)
    assert wrongs(words.subject, words.body, LETTERS[name].rules) == []


@pytest.mark.parametrize("language", say.languages())
def test_customers_are_written_to_in_every_language(language: str) -> None:
    missing = [name for name in LETTERS if language not in originals.languages(name)]
    assert missing == ([] if language in ("en", "fr") else ["warning"])


def test_every_place_has_a_meaning() -> None:
    places = {place for letter in LETTERS.values() for place in letter.rules.places}
    assert places == set(MEANINGS)
    assert all(str(meaning) for meaning in MEANINGS.values())
