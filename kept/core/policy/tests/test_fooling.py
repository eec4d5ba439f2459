"""Sentences that try to fool the check of what is typed by hand, and innocent ones.

They stand in tests/corpora/drift, one a line: `refused` and `free` in a clause that has no rule,
`beside` and `beside-free` in one that has.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kept.core.policy import check
from kept.core.policy.tests.test_german import policy
from kept.core.policy.tests.written import copyfy

FOLDER = Path(__file__).resolve().parents[4] / "tests" / "corpora" / "drift"
LANGUAGES = ("de", "en", "fr")


def sentences(language: str, kind: str) -> list[str]:
    lines = (FOLDER / f"{language}.{kind}.txt").read_text(encoding="utf-8").splitlines()
    said = [line for line in lines if line and not line.startswith("# ")]
    return [re.sub(r"\\u([0-9a-f]{4})", lambda sign: chr(int(sign[1], 16)), one) for one in said]


def refused(language: str, kind: str) -> set[str]:
    """Those of the sentences, each in a paragraph of its own, that are refused."""
    files = policy() if language == "de" else copyfy()
    file, beside = f"{language}.md", kind.startswith("beside")
    following = {"de": "\n\n## 3" if beside else "$"}.get(language, "## 7" if beside else "## 5")
    place = len(files[file]) if following == "$" else files[file].index(following)
    added = "\n\n".join(sentences(language, kind))
    files[file] = f"{files[file][:place]}\n\n{added}\n\n{files[file][place:]}"
    lines = files[file].split("\n")
    return {lines[mistake.line - 1] for mistake in check(files) if mistake.file == file}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["refused", "beside"])
def test_nothing_typed_by_hand_passes_in_disguise(language: str, kind: str) -> None:
    found = refused(language, kind)
    assert [one for one in sentences(language, kind) if one not in found] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["free", "beside-free"])
def test_innocent_words_are_free(language: str, kind: str) -> None:
    assert refused(language, kind) == set()


def test_what_is_found_is_shown_as_it_was_typed_and_where() -> None:
    files = copyfy()
    files["en.md"] = files["en.md"].replace("\n\n## 5", "\n\nIn  ４**８** hоurs, Straße.\n\n## 5")
    (mistake,) = check(files)
    assert mistake.facts["typed"] == "４８ hоurs"
    assert mistake.facts["rule"] == "promise.fix"
    assert files["en.md"].split("\n")[mistake.line - 1][mistake.column - 1] == "４"
