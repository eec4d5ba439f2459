"""Snooze, follow, mention, hand over, and on to the next ticket: as the screens have them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from kept.conftest import NOW
from kept.people.models import Staff
from kept.tickets import actions
from kept.tickets.models import Concern, Ticket

Ask = Callable[..., int]
Browser = Callable[..., Client]


@pytest.fixture(autouse=True)
def _clock(clock: Any) -> None:
    """It is NOW."""


def said(client: Client, path: str) -> str:
    return client.get(path).content.decode()


@pytest.mark.parametrize("what", ["snooze", "wake", "follow", "read", "preview"])
def test_nobody_but_the_team_does_it(browser: Browser, ask: Ask, what: str) -> None:
    number = ask()
    for who in ("customer", "stranger"):
        answer = browser(who).post(f"/desk/tickets/{number}/{what}", {"until": "reply"})
        assert answer.status_code == 302
    assert Ticket.objects.get(pk=number).wakes_at is None
    assert not Concern.objects.exists()


@pytest.mark.parametrize(
    ("sent", "wakes"),
    [
        ({"until": "opening"}, datetime(2026, 1, 12, 10, 0, tzinfo=UTC)),
        ({"until": "reply"}, None),
        ({"until": "2026-01-10T08:00:00+00:00"}, datetime(2026, 1, 10, 8, 0, tzinfo=UTC)),
        ({"until": "local", "local": "2026-01-10T08:00"}, datetime(2026, 1, 10, 7, 0, tzinfo=UTC)),
    ],
)
def test_a_ticket_is_snoozed_and_says_until_when(
    at_desk: Client, ask: Ask, agent: Staff, sent: dict[str, str], wakes: datetime | None
) -> None:
    Staff.objects.filter(pk=agent.pk).update(zone="Europe/Paris")
    number = ask()
    assert 'popovertarget="snooze-' in said(at_desk, f"/desk/tickets/{number}")
    assert at_desk.post(f"/desk/tickets/{number}/snooze", sent).status_code == 303
    assert Ticket.objects.get(pk=number).wakes_at == wakes
    page = said(at_desk, f"/desk/tickets/{number}")
    assert "Snoozed until" in page
    assert "Inès Haddad snoozed it until" in page
    assert f'id="ticket-{number}"' in said(at_desk, "/desk/lists/snoozed")
    assert f'id="ticket-{number}"' not in said(at_desk, "/desk/")
    at_desk.post(f"/desk/tickets/{number}/wake")
    assert f'id="ticket-{number}"' in said(at_desk, "/desk/")


@pytest.mark.parametrize("sent", [{}, {"until": "tomorrow"}, {"until": "local", "local": "?"}])
def test_a_moment_that_is_none_is_refused(at_desk: Client, ask: Ask, sent: dict[str, str]) -> None:
    answer = at_desk.post(f"/desk/tickets/{ask()}/snooze", sent)
    assert (answer.status_code, "No moment was chosen." in answer.content.decode()) == (422, True)


def test_the_list_says_why_a_ticket_is_back(at_desk: Client, ask: Ask, agent: Staff) -> None:
    number, until = ask(), NOW.replace(hour=19)
    actions.snooze(number, until, waits_for="moment", by=agent, at=NOW)
    actions.wake(number, at=until)
    page = said(at_desk, "/desk/")
    assert "Back: the moment has come" in page
    assert re.search(r'class="group">Now', page)


def test_a_mention_is_counted_until_its_reader_has_opened_the_ticket(
    browser: Browser, ask: Ask, agent: Staff, lead: Staff
) -> None:
    number, client = ask(), browser("lead")
    agents = browser("agent")
    agents.post(f"/desk/tickets/{number}/say", {"mode": "note", "text": "@Piotr Zieliński ?"})
    assert re.search(r"Mentions</a>|Mentions<", said(client, "/desk/"))
    assert "Mentions" not in said(agents, "/desk/")
    assert f'id="ticket-{number}"' in said(client, "/desk/lists/mentions")
    page = said(client, f"/desk/tickets/{number}")
    assert 'data-controller="read"' in page
    assert client.post(f"/desk/tickets/{number}/read").status_code == 204
    assert 'data-controller="read"' not in said(client, f"/desk/tickets/{number}")
    assert "Mentions" not in said(client, "/desk/")
    found = said(client, "/desk/find?q=mentioned:me")
    assert f'id="ticket-{number}"' in found


def test_a_note_hands_the_ticket_over(at_desk: Client, ask: Ask, lead: Staff) -> None:
    number = ask()
    facts = {"mode": "note", "text": "He called.", "to": str(lead.pk)}
    assert at_desk.post(f"/desk/tickets/{number}/say", facts).status_code == 303
    assert Ticket.objects.get(pk=number).assignee == lead
    assert at_desk.post(f"/desk/tickets/{number}/say", facts | {"to": "999"}).status_code == 422


def test_colleagues_are_offered_by_any_part_of_their_name(
    at_desk: Client, ask: Ask, lead: Staff
) -> None:
    at = f"/desk/tickets/{ask()}/colleagues"
    for asked, found in (("", True), ("zie", True), ("PIO", True), ("iotr", False), ("in", False)):
        assert ("@Piotr Zieliński" in said(at_desk, f"{at}?q={asked}")) is found


def test_who_follows_stands_beside_the_ticket(at_desk: Client, ask: Ask) -> None:
    number = ask()
    at_desk.post(f"/desk/tickets/{number}/follow")
    assert "Followed by Inès Haddad" in said(at_desk, f"/desk/tickets/{number}")
    at_desk.post(f"/desk/tickets/{number}/follow", {"not": "1"})
    assert "Nobody follows it" in said(at_desk, f"/desk/tickets/{number}")


def test_after_solving_comes_the_next_ticket_and_the_answer_can_still_be_taken_back(
    at_desk: Client, ask: Ask, settings: Any
) -> None:
    settings.DESK = replace(settings.DESK, undo_seconds=10)
    one, other = ask(), ask("Another matter, which is new.")
    facts = {"mode": "reply", "text": "Done.", "seen": 1, "then": "solve", "next": str(other)}
    answer = at_desk.post(f"/desk/tickets/{one}/say?list=due", facts)
    assert answer.headers["Location"] == f"/desk/tickets/{other}?list=due&left={one}"
    page = said(at_desk, answer.headers["Location"])
    assert f'action="/desk/tickets/{one}/undo?list=due"' in page
    at_desk.post(f"/desk/tickets/{one}/undo?list=due", {"message": "2"})
    assert Ticket.objects.get(pk=one).status == "open"
    assert 'class="undo"' not in said(at_desk, answer.headers["Location"])


@pytest.mark.parametrize(
    ("then", "next_", "onward"),
    [("stay", "2", False), ("wait", "2", False), ("solve", "", False), ("solve", "999", False)],
)
def test_one_stays_where_nothing_was_settled(
    at_desk: Client, ask: Ask, then: str, next_: str, onward: bool
) -> None:
    one, _other = ask(), ask("Another matter, which is new.")
    facts = {"mode": "reply", "text": "Done.", "seen": 1, "then": then, "next": next_}
    answer = at_desk.post(f"/desk/tickets/{one}/say", facts)
    assert answer.headers["Location"] == f"/desk/tickets/{one}"
