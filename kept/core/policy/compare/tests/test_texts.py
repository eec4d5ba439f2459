"""What changed in the texts is told clause by clause and word by word."""

from __future__ import annotations

import pytest

from kept.core.policy import Policy, read
from kept.core.policy.compare import ClauseChange, compare, of_text, words_changed
from kept.core.policy.tests.written import copyfy, edited


@pytest.fixture(scope="module")
def policy() -> Policy:
    return read(copyfy())


def changes(policy: Policy, *edits: tuple[str, str, str]) -> tuple[ClauseChange, ...]:
    return compare(policy, read(edited(*edits), days_off=policy.days_off)).text


def marked(change: ClauseChange) -> str:
    """The words that went and came, in their order."""
    signs = {"removed": "-", "added": "+"}
    return " ".join(
        signs[piece.kind] + piece.text.strip() for piece in change.body if piece.kind != "same"
    )


def test_a_word_that_changes_is_found(policy: Policy) -> None:
    [change] = changes(policy, ("en.md", "most important steps", "main steps"))
    assert (change.language, change.old, change.new, change.what) == ("en", "4", "4", ("changed",))
    assert marked(change) == "-most important +main"
    assert "".join(p.text for p in change.body if p.kind != "removed").startswith("Read the doc")


def test_a_bound_value_is_compared_as_it_is_read(policy: Policy) -> None:
    found = changes(policy, ("policy.toml", '"48 hours"', '"36 hours"'))
    assert [(one.language, one.new, marked(one)) for one in found] == [
        ("fr", "6", "-48 +36"),
        ("en", "6", "-48 +36"),
    ]


def test_a_title_alone_is_renamed(policy: Policy) -> None:
    [change] = changes(policy, ("fr.md", "## 4 Avant de demander", "## 4 D'abord"))
    assert change.what == ("renamed",)
    new = read(edited(("fr.md", "## 4 Avant de demander", "## 4 D'abord")))
    [sentence] = of_text(compare(policy, new), "fr")
    assert sentence.replace("\u202f", " ") == (
        "§4 s’intitule « D’abord », c’était « Avant de demander »."
    )


def test_what_reads_the_same_and_is_bound_otherwise_is_told(policy: Policy) -> None:
    [change] = changes(policy, ("en.md", "write to {{ contact }}", "write to {{contact}}"))
    assert change.what == ("rebound",)


def test_a_clause_put_in_moves_those_behind_it(policy: Policy) -> None:
    files = copyfy()
    for language, title in (("fr.md", "Rien"), ("en.md", "Nothing")):
        text = files[language].replace("§5", "§6")
        for number in (7, 6, 5, 4):
            text = text.replace(f"\n## {number} ", f"\n## {number + 1} ")
        files[language] = text.replace("\n## 5 ", f"\n## 4 {title}\n\n{title}.\n\n## 5 ", 1)
    rules = files["policy.toml"]
    for number in (7, 6, 5):
        rules = rules.replace(f"clause = {number}", f"clause = {number + 1}")
    found = compare(policy, read({**files, "policy.toml": rules}))
    english = {(one.old, one.new): one.what for one in found.text if one.language == "en"}
    assert english == {
        (None, "4"): ("added",),
        ("4", "5"): ("moved",),
        ("5", "6"): ("moved",),
        ("6", "7"): ("moved",),
        ("7", "8"): ("moved", "changed"),
    }
    sentences = of_text(found, "en")
    assert "§4 “Nothing” is new." in sentences
    assert "§6 “How bugs are fixed” is §7 now." in sentences


def test_a_clause_that_goes_is_gone(policy: Policy) -> None:
    files = copyfy()
    for language in ("fr.md", "en.md"):
        before, _, after = files[language].partition("\n## 4 ")
        files[language] = before + "\n## 5 " + after.partition("\n## 5 ")[2]
    found = compare(policy, read(files)).text
    assert [(one.language, one.old, one.new, one.what) for one in found] == [
        ("fr", "4", None, ("removed",)),
        ("en", "4", None, ("removed",)),
    ]


def test_two_clauses_that_change_places_have_moved(policy: Policy) -> None:
    files = copyfy()
    for language in ("fr.md", "en.md"):
        head, _, rest = files[language].partition("\n## 3 ")
        three, _, rest = rest.partition("\n## 4 ")
        four, _, tail = rest.partition("\n## 5 ")
        files[language] = f"{head}\n## 4 {four}\n## 3 {three}\n## 5 {tail}"
    found = compare(policy, read(files)).text
    assert {(one.old, one.new, one.what) for one in found} == {
        ("3", "3", ("moved",)),
        ("4", "4", ("moved",)),
    }
    assert "§3 “What support covers” stands in another place." in of_text(
        compare(policy, read(files)), "en"
    )


def test_a_language_that_goes_is_one_sentence(policy: Policy) -> None:
    files = edited(("policy.toml", '["fr", "en"]', '["en"]'))
    del files["fr.md"]
    found = compare(policy, read(files))
    assert {(one.language, one.what) for one in found.text} == {("fr", ("removed",))}
    assert of_text(found, "en") == ("There is no text in French any more.",)


def test_what_differs_only_in_the_other_language_is_told_with_its_name(policy: Policy) -> None:
    new = read(edited(("fr.md", "les mots importants", "les mots qui comptent")))
    assert of_text(compare(policy, new), "en") == (
        "§4 “Avant de demander” reads otherwise (French).",
    )


def test_words_are_kept_whole() -> None:
    old, new = "Within 48 hours, always.", "Within two business days,  always."
    pieces = words_changed(old, new)
    assert "".join(p.text for p in pieces if p.kind != "removed") == new
    assert [p.text.strip() for p in pieces if p.kind == "removed"] == ["48 hours,"]
    assert words_changed("same  words", "same words")[0].kind == "same"


def test_a_mark_stands_around_words_and_not_around_their_space() -> None:
    for piece in words_changed("We answer in 4 hours.\n", " We answer in two long days.\n"):
        assert piece.before + piece.words + piece.after == piece.text
        assert piece.words == piece.words.strip()
