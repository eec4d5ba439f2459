"""The search field: what is found, how it is shown, and what is said where nothing is."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kept.people.models import Staff
from kept.search import filling
from kept.tickets import actions

Ask = Callable[..., int]
Page = Callable[..., str]


@pytest.fixture
def find(at_desk: Client, text: Callable[[object], str]) -> Page:
    """The page that a sentence finds, when the worker has read everything."""

    def find(said: str, **more: object) -> str:
        while filling.catch_up():
            pass
        return text(at_desk.get("/desk/find", {"q": said} | more))

    return find


def test_words_are_found_and_marked_in_subject_and_message(ask: Ask, find: Page) -> None:
    number = ask("Hello,\n\nthe invoices of <b>May</b> are wrong.", subject="An invoice")
    other = ask("The report stops.", subject="Report")
    html = find("invoice may")
    assert f'id="ticket-{number}"' in html
    assert f'id="ticket-{other}"' not in html
    assert "An <mark>invoice</mark>" in html
    assert "the <mark>invoices</mark> of &lt;b&gt;<mark>May</mark>&lt;/b&gt; are wrong." in html
    assert f'href="/desk/tickets/{number}?list=find&amp;q=invoice+may"' in html
    assert 'value="invoice may"' in html


def test_a_ticket_that_was_found_opens_beside_what_was_found(
    ask: Ask, find: Page, at_desk: Client, text: Callable[[object], str]
) -> None:
    number = ask("The invoice is wrong.")
    find("invoice")
    html = text(at_desk.get(f"/desk/tickets/{number}?list=find&q=invoice"))
    assert 'value="invoice"' in html
    assert f'href="/desk/tickets/{number}?list=find&amp;q=invoice" aria-current="true"' in html


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("is:opne", "“is:opne” is nothing here. Possible is is:open, is:unanswered"),
        ('"stands still', "The quotation mark before “stands still” has no second one"),
        ("state:open", "There is no filter “state”."),
        ("zebra", "No ticket fits all of this."),
        ("", "Words find what was said; filters, what a ticket is."),
        ("<script>alert(1)</script>", "No ticket fits all of this."),
        ("9" * 60, "No ticket fits all of this."),
        ("!!!", "No ticket fits all of this."),
    ],
)
def test_what_finds_nothing_says_why(said: str, answer: str, ask: Ask, find: Page) -> None:
    ask()
    html = find(said)
    assert answer in html
    assert "<script>alert" not in html


def test_a_french_reader_is_told_in_french(ask: Ask, find: Page, agent: Staff) -> None:
    Staff.objects.filter(pk=agent.pk).update(language="fr")
    ask()
    assert "ne désigne rien ici. Sont possibles" in find("is:opne")


def test_filters_alone_show_what_is_due_next_first(
    ask: Ask, find: Page, agent: Staff, clock: object
) -> None:
    number = ask()
    solved = ask()
    draft = actions.Draft(kind="agent", channel="mail", text="Here you are.", staff=agent)
    from kept.conftest import NOW

    actions.reply(solved, draft, by=agent, seen=1, at=NOW, then="solve")
    html = find("is:open")
    assert f'id="ticket-{number}"' in html
    assert f'id="ticket-{solved}"' not in html
    assert 'class="group"' in html


def test_a_slip_is_named(ask: Ask, find: Page) -> None:
    ask("The invoice is wrong.")
    assert "Nobody wrote “invioce”. Shown is: invoice." in find("invioce")


def test_while_somebody_types_only_the_frame_comes(
    ask: Ask, at_desk: Client, text: Callable[[object], str]
) -> None:
    ask()
    typed = {"q": "is:op", "at": "5"}
    html = text(at_desk.get("/desk/find", typed, headers={"Turbo-Frame": "listed"}))
    assert html.lstrip().startswith('<turbo-frame id="listed"')
    assert 'data-text="is:open" data-start="0" data-end="5"' in html
    number = {"q": "1", "at": "1"}
    assert at_desk.get("/desk/find", number, headers={"Turbo-Frame": "listed"}).status_code == 200


@pytest.mark.parametrize("said", ["report", "is:open", "invioce is:open from:camille -zebra"])
def test_a_search_costs_as_many_queries_for_many_tickets_as_for_few(
    said: str, ask: Ask, find: Page, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        ask("The report and the invoice")
    find(said)
    with django_assert_num_queries(30, exact=False) as asked:
        find(said)
        few = len(asked)
    for _ in range(40):
        ask("The report and the invoice")
    find(said)
    with django_assert_num_queries(few):
        find(said)
