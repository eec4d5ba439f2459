"""The lists: who stands in which, in which order, page by page, at what price."""

import random
import re
from collections.abc import Callable
from datetime import UTC, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kept.conftest import NOW
from kept.core.ticket import SETTLED
from kept.people.models import Customer, Staff
from kept.search.paging import Cursor, page
from kept.tickets import access, actions
from kept.tickets.models import Ticket
from kept.workspace import rail
from kept.workspace.lists import LISTS, counts
from kept.workspace.rows import FIELDS

Text = Callable[[object], str]
Ask = Callable[..., int]


def _many(customer: Customer, n: int, agent: Staff | None = None) -> None:
    """Tickets straight into the table, many of them equal in all that orders a list."""
    chance = random.Random(4)
    moments = [NOW + timedelta(hours=chance.randint(-30, 30)) for _ in range(7)]
    Ticket.objects.bulk_create(
        Ticket(
            token="x",
            subject=f"Subject {number}",
            customer=customer,
            channel="mail",
            policy=1,
            status=chance.choice(["open", "waiting"])
            if (rank := chance.randint(0, SETTLED)) < SETTLED
            else "solved",
            assignee=chance.choice([agent, None]),
            urgent=chance.random() < 0.3,
            doubted=number % 3,
            opened_at=NOW,
            changed_at=NOW,
            rank=rank,
            matters_at=chance.choice(moments),
        )
        for number in range(n)
    )


@pytest.mark.parametrize("name", LISTS)
def test_pages_show_every_ticket_of_a_list_once_and_in_order(
    name: str, customer: Customer, agent: Staff
) -> None:
    _many(customer, 157, agent)
    of, tickets = LISTS[name].walk(agent, NOW, UTC), access.tickets(agent)
    whole = list(
        of.through(tickets)
        .values_list("pk", flat=True)
        .order_by(*(f"-{field}" if of.newest else field for field in of.order))
    )
    assert whole or name in ("mentions", "followed", "snoozed"), "the list has something to show"
    seen: list[int] = []
    cursor = None
    first = None
    while True:
        found = page(of, tickets, cursor, FIELDS, size=10)
        seen += [row["id"] for row in found.rows]
        first = first or found.rows
        if not found.after:
            break
        cursor = Cursor.read("after", found.after)
        assert cursor
    assert seen == whole
    # and the way back ends where it began
    while found.before:
        cursor = Cursor.read("before", found.before)
        found = page(of, tickets, cursor, FIELDS, size=10)
    assert list(found.rows) == list(first)


@pytest.mark.parametrize(
    "text",
    ["", "x", "1_2", "0_2026-01-01_4", "9999_2026-01-01T00:00:00+00:00_1",
     "0_2026-99-01T00:00:00Z_1",
     "0_2026-01-01T00:00:00+00:00_" + "9" * 40, "٣_2026-01-01T00:00:00+00:00_1"],
)  # fmt: skip
def test_a_link_that_names_no_place_begins_at_the_start(
    text: str, at_desk: Client, ask: Ask
) -> None:
    assert Cursor.read("after", text) is None
    ask()
    assert "The report stops" in at_desk.get("/desk/", {"after": text}).content.decode()


def test_links_lead_through_the_whole_list(at_desk: Client, customer: Customer, text: Text) -> None:
    _many(customer, 120)
    seen: set[str] = set()
    url = "/desk/lists/all"
    for _ in range(3):
        html = text(at_desk.get(url))
        seen |= set(re.findall(r'id="ticket-(\d+)"', html))
        following = re.search(r'href="([^"]+)" rel="next"', html)
        if following:
            url = following[1].replace("&amp;", "&")
    assert len(seen) == 120
    assert not following


def test_an_unanswered_request_stands_in_the_list_of_what_is_due(
    at_desk: Client, ask: Ask, text: Text
) -> None:
    number = ask()
    html = text(at_desk.get("/desk/"))
    assert f'href="/desk/tickets/{number}?list=due"' in html
    assert "Camille Roussel" in html
    assert "<small>Paris</small>" in html
    assert "§5" in html


def test_each_list_has_what_its_name_says(at_desk: Client, agent: Staff, ask: Ask) -> None:
    mine, waiting, solved, free = (ask() for _ in range(4))
    actions.assign(mine, agent, by=agent, at=NOW)
    _answer(waiting, agent, then="wait")
    _answer(solved, agent, then="solve")
    shown = {
        name: {
            int(number)
            for number in re.findall(
                r'id="ticket-(\d+)"', at_desk.get(f"/desk/lists/{name}").content.decode()
            )
        }
        for name in LISTS
    }
    assert shown == {
        "due": {mine, free},
        "mine": {mine},
        "unassigned": {free, waiting},
        "waiting": {waiting},
        "resent": set(),
        "doubted": set(),
        "mentions": set(),
        "followed": set(),
        "snoozed": set(),
        "solved": {solved},
        "all": {mine, waiting, solved, free},
    }


def _answer(number: int, agent: Staff, then: str | None) -> None:
    draft = actions.Draft(kind="agent", channel="mail", text="Here you are.", staff=agent)
    done = actions.reply(number, draft, by=agent, seen=1, at=NOW, then=then)  # type: ignore[arg-type]
    assert isinstance(done, actions.Done)


def test_counts_stop_at_ninety_nine(customer: Customer, agent: Staff) -> None:
    _many(customer, 400, agent)
    said = counts(agent, NOW, UTC)
    assert said["unassigned"] == "99+"
    assert said["mine"] in (
        "99+",
        str(Ticket.objects.filter(assignee=agent, rank__lt=SETTLED).count()),
    )
    assert "all" not in said


@pytest.mark.parametrize("url", ["/desk/", "/desk/lists/all", "/desk/lists/mine"])
def test_a_list_costs_as_many_queries_for_a_thousand_tickets_as_for_ten(
    url: str,
    at_desk: Client,
    customer: Customer,
    agent: Staff,
    ask: Ask,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(3):
        ask()
    _many(customer, 10, agent)
    at_desk.get(url)
    with django_assert_num_queries(11, exact=False) as asked:
        at_desk.get(url)
        few = len(asked)
    _many(customer, 1000, agent)
    with django_assert_num_queries(few):
        at_desk.get(url)


def test_counting_happens_once_for_each_thing_that_happened(
    at_desk: Client, ask: Ask, agent: Staff, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ask()
    after = 10**9
    with django_assert_num_queries(7):
        rail._counted(agent, (), after, NOW, UTC)
    with django_assert_num_queries(0):
        rail._counted(agent, (), after, NOW, UTC)


def test_a_number_opens_a_ticket(at_desk: Client, ask: Ask) -> None:
    number = ask()
    assert at_desk.get("/desk/find", {"q": f"#{number}"}).url == f"/desk/tickets/{number}"
    assert at_desk.get("/desk/find", {"q": str(number)}).url == f"/desk/tickets/{number}"


def test_an_unknown_list_is_not_there(at_desk: Client) -> None:
    assert at_desk.get("/desk/lists/nonsense").status_code == 404


def test_an_empty_list_says_what_is_true(at_desk: Client, text: Text) -> None:
    assert "Nobody waits for an answer." in text(at_desk.get("/desk/"))
    for name in LISTS:
        assert 'class="empty"' in text(at_desk.get(f"/desk/lists/{name}"))
