"""Words as they are looked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.core.finding import Piece, fold, forms, marked, nearest, tokens


def _stems(word: str) -> set[str]:
    return set(forms(word)) - {""}


@pytest.mark.parametrize(
    "words",
    [
        "report reports reporting reported Reports",
        "remboursement remboursements rembourser remboursé remboursée rembourses",
        "facture factures facturé facturer facturation",
        "payé payée payées payés payees",
        "connexion connexions",
        "invoice invoices invoiced invoicing",
        "stop stops stopped stopping",
        "address addresses ADDRESS",
        "réglé REGLE réglée réglés",
        "cœur coeur",
        "Straße strasse",
    ],
)
def test_a_word_is_found_by_its_other_forms(words: str) -> None:
    first, *others = words.split()
    for other in others:
        assert _stems(first) & _stems(other), (first, other)


@pytest.mark.parametrize(
    "words", ["report rapport", "invoice voice", "payer pays", "E1234 E1235", "test text"]
)
def test_other_words_stay_apart(words: str) -> None:
    one, other = words.split()
    assert not _stems(one) & _stems(other)


@given(st.text())
def test_folding_and_stemming_are_total_and_settled(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    for word in tokens(text):
        stem = forms(word).stem
        assert not set(stem) & set(" '\"\\:&|!()")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("invioce", ("invoice",)),
        ("raport", ("report", "rapport")),
        ("rembousement", ("remboursement",)),
        ("xeport", ("report",)),
        ("rep", ()),
        ("zebra", ()),
    ],
)
def test_slips_of_the_fingers_are_forgiven(typed: str, meant: tuple[str, ...]) -> None:
    known = ("invoice", "report", "rapport", "remboursement", "rep1", "port")
    assert set(nearest(typed, known)) == set(meant)


def test_a_short_word_is_what_it_is() -> None:
    assert nearest("bug", ("big", "bag")) == ()


def test_the_words_around_what_was_found_are_shown() -> None:
    text = "word " * 30 + "the\n\nreports stop, and the report\tstays " + "word " * 60
    pieces = marked(text, {"report"})
    assert [one.text for one in pieces if one.found] == ["reports", "report"]
    said = "".join(one.text for one in pieces)
    assert said.startswith("… word")
    assert said.endswith(" …")
    assert "the reports stop, and the report stays" in said
    assert marked("nothing here", {"report"}) == ()
    assert marked("A report", {"report"}, whole=True) == (Piece("A ", False), Piece("report", True))


@given(st.text(), st.sampled_from(["", "é", "report"]))
def test_marking_a_whole_text_loses_nothing_but_spaces(text: str, stem: str) -> None:
    said = "".join(one.text for one in marked(f"{text} report", {stem, "report"}, whole=True))
    assert said.split() == f"{text} report".split()
