"""What is found by which words, by whom, and what is forgiven."""

from collections.abc import Callable, Sequence
from datetime import UTC, timedelta

import pytest

from kept.conftest import NOW
from kept.core.filters import Query, read
from kept.people.models import Customer, Staff
from kept.search import filling
from kept.search.desk import desk
from kept.search.finding import Found, find
from kept.tickets import actions

Ask = Callable[..., int]
Finds = Callable[..., Sequence[int]]


@pytest.fixture
def search(agent: Staff) -> Callable[..., Found]:
    """Type something into the field."""

    def search(text: str, below: int | None = None, most: int = 25) -> Found:
        while filling.catch_up():
            pass
        query = read(text, desk(agent))
        assert isinstance(query, Query), query
        return find(agent, query, now=NOW, zone=UTC, below=below, most=most)

    return search


@pytest.fixture
def finds(search: Callable[..., Found]) -> Finds:
    return lambda text: list(search(text).numbers)


@pytest.mark.parametrize(
    "said",
    [
        *("remboursement", "REMBOURSEMENTS", "rembourser", "rembourses"),
        *("Réglé", "regle", "réglés", "boutiqe", "boutiuqe", "rembousement"),
        *("remb", "bouti", '"la boutique"', "Camille", "maison-oriol", "oriol réglé"),
        *("camille@maison-oriol.example", "from:oriol", "from:@maison-oriol.example"),
        *("devis.pdf", "devis", "-bonjour réglé", "from:camille boutique", "has:file"),
    ],
)
def test_a_request_is_found_by_what_it_says(said: str, ask: Ask, finds: Finds) -> None:
    number = ask(
        "Le remboursement de la boutique n’est pas réglé.",
        subject="Remboursement",
        files=(actions.File("devis.pdf", "application/pdf", b"%PDF"),),
    )
    ask("Hello", subject="Something else entirely", by=_another())
    assert finds(said) == [number]


@pytest.mark.parametrize(
    "said",
    [
        "zebra",
        '"boutique la"',
        "-réglé boutique",
        "from:mallory boutique",
        "!!!",
        '"réglé x"',
        "has:file",
    ],
)
def test_what_nobody_said_is_not_found(said: str, ask: Ask, finds: Finds) -> None:
    ask("Le remboursement de la boutique n’est pas réglé.", subject="Remboursement")
    assert finds(said) == []


def _another() -> Customer:
    return Customer.objects.create(name="Ada", email="ada@example.org")


def test_what_is_said_later_is_found_with_what_was_said_before(
    ask: Ask, finds: Finds, agent: Staff
) -> None:
    number = ask("The invoice is wrong.")
    assert finds("invoice stripe") == []
    actions.note(number, "Stripe says so too.", by=agent, at=NOW)
    assert finds("invoice stripe") == [number]


def test_the_newest_come_first_and_the_rest_below(ask: Ask, search: Callable[..., Found]) -> None:
    numbers = [ask("The invoice is wrong.", at=NOW + timedelta(minutes=n)) for n in range(5)]
    first = search("invoice", most=2)
    assert list(first.numbers) == numbers[:2:-1]
    second = search("invoice", first.below, most=2)
    assert list(second.numbers) == numbers[2:0:-1]
    last = search("invoice", second.below, most=2)
    assert (list(last.numbers), last.below) == (numbers[:1], None)


def test_a_slip_is_named(ask: Ask, search: Callable[..., Found]) -> None:
    ask("The invoice is wrong.")
    assert search("invioce").instead == {"invioce": ("invoice",)}
    assert search("invoice").instead is None
