"""Spaces and apostrophes are set by the formatter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.core.policy.typography import set_type


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("l'aide", "l’aide"),
        ("dans l'", "dans l’"),
        ("Attention : lisez", "Attention\u00a0: lisez"),
        ("Attention: lisez", "Attention\u00a0: lisez"),
        ("ne marche pas ;", "ne marche pas\u202f;"),
        ("ne marche pas;", "ne marche pas\u202f;"),
        ("Vraiment ?!", "Vraiment\u202f?!"),
        ("Quoi ? Oui !", "Quoi\u202f? Oui\u202f!"),
        ("« oui »", "«\u202foui\u202f»"),
        ("«oui» ?", "«\u202foui\u202f»\u202f?"),
        ("98,5 % en 2 h", "98,5\u202f% en 2\u202fh"),
        ("48\u00a0heures", "48\u00a0heures"),
        ("à 10:30, voir https://a.example/?b;c", "à 10:30, voir https://a.example/?b;c"),
        (" : une fonction", "\u00a0: une fonction"),
        ("3 huîtres", "3 huîtres"),
    ],
)
def test_french_is_set_as_printers_do(typed: str, printed: str) -> None:
    assert set_type(typed, "fr") == printed


def test_english_gets_its_apostrophes_only() -> None:
    assert set_type("it doesn't: 48 hours; why?", "en") == "it doesn’t: 48 hours; why?"


@given(st.text("ab'«» :;?!%12h.\u00a0\u202f\n"), st.sampled_from(["en", "fr"]))
def test_setting_twice_changes_nothing_more(text: str, language: str) -> None:
    once = set_type(text, language)
    assert set_type(once, language) == once
