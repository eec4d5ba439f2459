"""Tickets that the desk gives to somebody of their team: to whom, when, and once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError, connections

from kept.conftest import NOW
from kept.core import events as e
from kept.core.promises import Edition
from kept.people import teams
from kept.people.models import Customer, Staff
from kept.people.tests.test_teams import made
from kept.record import events
from kept.tickets import actions
from kept.tickets.actions.hand_out import HERE
from kept.tickets.check import differences
from kept.tickets.models import Ticket
from kept.tickets.tests.histories import answer, done, word
from kept.tickets.turns import hand_out_all

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _the_record_agrees(edition: Edition) -> Iterator[None]:
    yield
    assert list(differences()) == []


@pytest.fixture
def here(db: None) -> Callable[..., Staff]:
    """Somebody who has just used the workspace."""

    def here(name: str, at: datetime = NOW) -> Staff:
        email = f"{name.lower()}@kept.example"
        return Staff.objects.create_user(email, "correct horse", name=name, seen_at=at)

    return here


@pytest.fixture
def comes(customer: Customer) -> Callable[..., int]:
    """A request that is a team's work."""

    def comes(team: str = "night", at: datetime = NOW) -> int:
        return done(actions.open_ticket(word(customer), at=at, team=team)).ticket

    return comes


def holder(number: int) -> str:
    row = Ticket.objects.select_related("assignee").get(pk=number)
    return row.assignee.name if row.assignee else ""


def handed(number: int) -> list[e.HandedOut]:
    told = (one.event for one in events.history(number))
    return [one for one in told if isinstance(one, e.HandedOut)]


Here = Callable[..., Staff]
Comes = Callable[..., int]


def test_they_go_round_among_who_is_here(here: Here, comes: Comes) -> None:
    ada, ben, cleo = here("Ada"), here("Ben"), here("Cleo", at=NOW - HERE)
    dora, _eve = here("Dora"), here("Eve")
    made("Night", ada, ben, cleo, dora, hands_out="turn")
    Staff.objects.filter(pk=dora.pk).update(takes_turns=False)
    numbers = [comes() for _ in range(3)]
    assert hand_out_all(NOW) == 3
    assert [holder(number) for number in numbers] == ["Ada", "Ben", "Ada"]
    assert handed(numbers[2]) == [e.HandedOut(to=ada.pk, team="night", by="turn", open=1)]
    assert events.history(numbers[0])[-1].by == e.DESK
    assert hand_out_all(NOW) == 0
    Staff.objects.filter(pk=cleo.pk).update(seen_at=NOW)
    for name in ("Ben", "Cleo"):
        number = comes()
        assert hand_out_all(NOW) == 1
        assert holder(number) == name


def test_who_has_the_fewest_open_gets_the_next(
    here: Here, comes: Comes, ask: Callable[..., int]
) -> None:
    ada, ben = here("Ada"), here("Ben")
    made("Night", ada, ben, hands_out="fewest")
    own, waits, solved = ask(), ask(), ask()
    for number in (own, waits, solved):
        done(actions.assign(number, ada, by=ada, at=NOW))
    done(actions.mark_waiting(waits, by=ada, at=NOW))  # the customer has the word
    done(actions.reply(solved, answer(ada), by=ada, seen=1, at=NOW, then="solve"))
    numbers = [comes() for _ in range(3)]
    assert hand_out_all(NOW) == 3
    assert [holder(number) for number in numbers] == ["Ben", "Ada", "Ben"]
    assert [one.open for number in numbers for one in handed(number)] == [0, 1, 1]


def test_what_waits_longest_finds_somebody_first_when_one_comes(here: Here, comes: Comes) -> None:
    ada = here("Ada", at=NOW - 24 * HOUR)
    made("Night", ada, hands_out="turn")
    early, late = comes(), comes(at=NOW + HOUR)
    assert hand_out_all(NOW + HOUR) == 0
    Staff.objects.filter(pk=ada.pk).update(seen_at=NOW + 2 * HOUR)
    assert hand_out_all(NOW + 2 * HOUR) == 2
    at = [events.history(number)[-1].at for number in (early, late)]
    assert at == [NOW + 2 * HOUR] * 2
    assert [one.open for number in (early, late) for one in handed(number)] == [0, 1]


@pytest.mark.parametrize("stands", ["nobody", "retired", "other"])
def test_a_team_that_hands_out_nothing_leaves_its_tickets(
    here: Here, comes: Comes, stands: str
) -> None:
    night = made("Night", here("Ada"), hands_out="" if stands == "nobody" else "turn")
    number = comes("" if stands == "other" else "night")
    if stands == "retired":
        teams.retire(night.pk, by=e.DESK, at=NOW)
    assert hand_out_all(NOW) == 0
    assert not holder(number)


def test_what_a_person_decides_stands_until_another_team_gets_it(here: Here, comes: Comes) -> None:
    ada, ben, lead = here("Ada"), here("Ben"), here("Lena")
    made("Night", ada, hands_out="turn")
    made("Day", ben, hands_out="fewest")
    lead.refresh_from_db()
    number = comes()
    hand_out_all(NOW)
    done(actions.assign(number, None, by=ada, at=NOW))
    assert hand_out_all(NOW) == 0
    assert not holder(number)
    done(actions.set_team(number, "day", by=lead, at=NOW + HOUR))
    Staff.objects.update(seen_at=NOW + HOUR)
    assert hand_out_all(NOW + HOUR) == 1
    assert holder(number) == "Ben"
    done(actions.set_team(number, "night", by=lead, at=NOW + HOUR))
    assert hand_out_all(NOW + HOUR) == 0  # Ben goes on with it
    settled = comes()
    done(actions.close(settled, by=Customer.objects.get(), at=NOW + HOUR))
    assert hand_out_all(NOW + HOUR) == 0


def test_a_private_ticket_is_nobodys_who_cannot_see_it(here: Here, comes: Comes) -> None:
    ada, ben = here("Ada"), here("Ben")
    made("People", ada, private=True)
    for one in (ada, ben):
        one.refresh_from_db()
    number = comes("")
    done(actions.assign(number, ben, by=ada, at=NOW))
    done(actions.set_team(number, "people", by=ada, at=NOW))
    assert not holder(number)
    refused = actions.assign(number, ben, by=ada, at=NOW)
    assert str(refused).startswith("Ben is not of this team")
    assert refused == actions.hand_over(number, ben, "Yours?", by=ada, at=NOW)
    done(actions.assign(number, ada, by=ada, at=NOW))
    refused = actions.set_team(number, "nights", by=ada, at=NOW)
    assert str(refused) == "There is no team nights."


def test_what_follows_a_teams_ticket_or_is_split_off_is_its_too(
    here: Here, comes: Comes, customer: Customer
) -> None:
    ada = here("Ada")
    made("Night", ada)
    number = comes()
    done(actions.receive(number, word(customer, "And another thing."), at=NOW + HOUR))
    off = done(actions.split(number, {2}, subject="Another", by=ada, at=NOW + HOUR)).ticket
    assert Ticket.objects.get(pk=off).team == "night"


@pytest.mark.django_db(transaction=True)
def test_two_workers_give_each_ticket_once_and_in_turn(here: Here, comes: Comes) -> None:
    people = [here(name) for name in ("Ada", "Ben", "Cleo")]
    made("Night", *people, hands_out="turn")
    numbers = [comes() for _ in range(12)]

    def work(_worker: int) -> None:
        try:
            for _again in range(100):  # what is locked is tried again, as the worker does
                with suppress(OperationalError):
                    hand_out_all(NOW)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(work, range(2)))
    hand_out_all(NOW)
    assert [len(handed(number)) for number in numbers] == [1] * 12
    assert Counter(map(holder, numbers)) == {"Ada": 4, "Ben": 4, "Cleo": 4}
