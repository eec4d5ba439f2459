"""Much that happened in a row is folded; words and what is loud never are."""

import re

import pytest
from django.utils.safestring import SafeString

from kept.workspace.folds import Item, folded


def items(said: str) -> list[Item]:
    """A letter for each: a message 'm', something loud '!', something quiet '.'."""
    return [
        Item(SafeString(one), place if one == "." else 0) for place, one in enumerate(said, start=1)
    ]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("", []),
        ("m..m", ["m", ".", ".", "m"]),
        ("m...m", ["m", ".", ".", ".", "m"]),
        ("m....m", ["m", "3 things happened...", ".", "m"]),
        ("....!....", ["3 things happened...", ".", "!", "3 things happened...", "."]),
        ("..m..m..", [".", ".", "m", ".", ".", "m", ".", "."]),
    ],
)
def test_only_a_long_run_is_folded_and_its_last_stays(said: str, shown: list[str]) -> None:
    found = [re.sub(r"</\w+>", "", html) for html in folded(items(said))]
    assert [html.rpartition("<summary>")[2] for html in found] == shown
