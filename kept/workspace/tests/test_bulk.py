"""Doing the same to many tickets, and taking it back."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from kept.conftest import NOW
from kept.people.models import Staff
from kept.tickets import actions
from kept.tickets.models import Ticket
from kept.workspace.bulk_done import UNDO_WITHIN
from kept.workspace.models import BulkAct

Ask = Callable[..., int]
Text = Callable[[object], str]
Clock = Callable[[datetime], None]


@pytest.fixture
def do(at_desk: Client, text: Text, clock: Clock) -> Callable[..., str]:
    """Press a button of the bar under the list; the page that it leads to."""

    def do(act: str, *numbers: int, **more: str) -> str:
        form = {"act": act, "ticket": numbers, "back": "/desk/lists/all"} | more
        return text(at_desk.post("/desk/bulk", form, follow=True))

    return do


@pytest.fixture
def undo(at_desk: Client, text: Text) -> Callable[[], str]:
    def undo() -> str:
        newest = BulkAct.objects.latest("pk").pk
        form = {"back": f"/desk/lists/all?done={newest}"}
        return text(at_desk.post(f"/desk/bulk/{newest}/undo", form, follow=True))

    return undo


def _answered(ask: Ask, agent: Staff) -> int:
    number = ask(at=NOW - timedelta(hours=1))
    draft = actions.Draft(kind="agent", channel="mail", text="Here you are.", staff=agent)
    actions.reply(number, draft, by=agent, seen=1, at=NOW - timedelta(minutes=30))
    return number


def _rows() -> list[dict[str, object]]:
    return list(Ticket.objects.order_by("pk").values())


def test_each_ticket_is_changed_and_all_of_it_is_taken_back(
    ask: Ask, agent: Staff, do: Callable[..., str], undo: Callable[[], str]
) -> None:
    numbers = [_answered(ask, agent) for _ in range(3)]
    before = _rows()
    html = do("solve", *numbers)
    assert "3 tickets solved." in html
    assert 'data-key="z"' in html
    assert {one.status for one in Ticket.objects.all()} == {"solved"}
    assert "Taken back: 3 tickets are as they were." in undo()
    assert _rows() == before
    assert "Taken back: 3 tickets are as they were." in undo(), "a second press does nothing"
    assert _rows() == before


def test_what_cannot_be_changed_is_named_with_its_reason(
    ask: Ask, agent: Staff, do: Callable[..., str]
) -> None:
    answered, waiting = _answered(ask, agent), ask()
    html = do("solve", answered, waiting)
    assert "1 ticket solved." in html
    assert f'<a href="/desk/tickets/{waiting}">#{waiting}</a> A reply is still owed.' in html
    assert re.search(r'class="clause" href="[^"]+">§5<', html)
    assert Ticket.objects.get(pk=waiting).status == "open"


@pytest.mark.parametrize(
    ("act", "more", "said"),
    [
        ("take", {}, "2 tickets are yours."),
        ("give", {"to": ""}, "No ticket was changed."),
        ("wait", {}, "2 tickets wait on the customer."),
        ("reopen", {}, "No ticket was changed."),
    ],
)
def test_each_button_says_what_it_did(
    act: str, more: dict[str, str], said: str, ask: Ask, do: Callable[..., str]
) -> None:
    assert said in do(act, ask(), ask(), **more)


def test_tickets_are_put_away_and_fetched_back(
    ask: Ask, agent: Staff, do: Callable[..., str], undo: Callable[[], str]
) -> None:
    numbers = [_answered(ask, agent) for _ in range(2)]
    before = _rows()
    assert "2 tickets snoozed." in do("reply", *numbers)
    undo()
    assert _rows() == before


def test_tickets_are_given_to_a_colleague_and_come_back_to_whose_they_were(
    ask: Ask, agent: Staff, lead: Staff, do: Callable[..., str], undo: Callable[[], str]
) -> None:
    mine, free = ask(), ask()
    actions.assign(mine, agent, by=agent, at=NOW - timedelta(minutes=1))
    assert "2 tickets given to Piotr Zieliński." in do("give", mine, free, to=str(lead.pk))
    undo()
    assert Ticket.objects.get(pk=mine).assignee == agent
    assert Ticket.objects.get(pk=free).assignee is None


def test_a_ticket_that_went_on_meanwhile_is_named_and_left(
    ask: Ask, lead: Staff, do: Callable[..., str], undo: Callable[[], str]
) -> None:
    one, other = ask(), ask()
    do("take", one, other)
    actions.assign(one, lead, by=lead, at=NOW + timedelta(seconds=1))
    html = undo()
    assert "Taken back: 1 ticket is as it was." in html
    assert f"#{one}</a> Something has happened in it since." in html
    assert Ticket.objects.get(pk=one).assignee == lead


def test_after_some_seconds_it_stays(
    ask: Ask, agent: Staff, do: Callable[..., str], undo: Callable[[], str], clock: Clock
) -> None:
    number = ask()
    do("take", number)
    clock(NOW + UNDO_WITHIN + timedelta(seconds=6))
    assert "Undo" not in undo()
    assert Ticket.objects.get(pk=number).assignee == agent


@pytest.mark.parametrize("form", [{}, {"act": "solve"}, {"act": "nonsense", "ticket": "1"},
                                  {"act": "solve", "ticket": ["x", "9" * 30, "99"]}])  # fmt: skip
def test_nothing_chosen_changes_nothing(form: dict[str, object], at_desk: Client) -> None:
    response = at_desk.post("/desk/bulk", form | {"back": "https://evil.example/"})
    assert response.url == "/desk/"
    assert not BulkAct.objects.exists()


def test_nobody_undoes_what_a_colleague_did(
    ask: Ask, lead: Staff, do: Callable[..., str], client: Client
) -> None:
    do("take", ask())
    client.force_login(lead)
    assert client.post(f"/desk/bulk/{BulkAct.objects.get().pk}/undo").status_code == 404


def test_rows_that_left_a_list_are_drawn_as_they_stand(
    ask: Ask, agent: Staff, at_desk: Client, text: Text
) -> None:
    number = _answered(ask, agent)
    asked = {"ticket": [number, "x"], "beside": "list=due", "current": number}
    html = text(at_desk.get("/desk/rows", asked))
    assert f'id="entry-{number}"' in html
    assert f'href="/desk/tickets/{number}?list=due" aria-current="true"' in html
    assert 'data-state="kept"' in html
    assert text(at_desk.get("/desk/rows")) == ""
