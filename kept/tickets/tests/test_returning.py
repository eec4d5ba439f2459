"""A customer who comes back to a settled request: in time, and too late."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from kept.conftest import NOW
from kept.core.promises import Edition
from kept.core.promises.tests.desks import reopening
from kept.people.models import Customer, Staff
from kept.record import policy
from kept.tickets import actions
from kept.tickets.actions import Done, Draft
from kept.tickets.check import differences
from kept.tickets.models import Message, Ticket
from kept.tickets.tests.histories import answer, done

pytestmark = pytest.mark.django_db

Ask = Callable[..., int]
DAY = timedelta(days=1)


@pytest.fixture
def edition(db: None) -> Edition:
    return policy.publish(reopening("24 hours"), at=NOW)


@pytest.fixture(autouse=True)
def _the_record_agrees(db: None) -> Iterator[None]:
    yield
    assert list(differences()) == []


@pytest.fixture
def settled(ask: Ask, agent: Staff) -> int:
    """A request that was answered and solved at once."""
    number = ask(subject="The report stops")
    done(actions.reply(number, answer(agent), by=agent, seen=1, at=NOW, then="solve"))
    return number


def write(ticket: int, customer: Customer, days: float, *, stranger: bool = False) -> Done:
    draft = Draft(
        kind="customer",
        channel="portal",
        text="It is back.",
        customer=customer,
        recipient=customer.email,
        language="fr",
        stranger=stranger,
    )
    at = NOW + days * DAY
    came = actions.receive(ticket, draft, at=at)
    assert isinstance(came, Done)
    return came


def test_in_time_the_request_opens_again(settled: int, customer: Customer) -> None:
    assert write(settled, customer, 0.9).ticket == settled
    assert Ticket.objects.get().status == "open"


def test_too_late_a_new_one_begins_that_names_the_old(settled: int, customer: Customer) -> None:
    number = write(settled, customer, 2).ticket
    new, old = Ticket.objects.get(pk=number), Ticket.objects.get(pk=settled)
    assert (new.follows, new.subject, new.status) == (settled, "The report stops", "open")
    assert (old.status, old.messages_count) == ("solved", 2)
    assert Message.objects.get(ticket=new).text == "It is back."


def test_what_comes_after_it_joins_the_new_one(settled: int, customer: Customer) -> None:
    first, again = write(settled, customer, 2), write(settled, customer, 2.1)
    assert again.ticket == first.ticket
    assert Ticket.objects.count() == 2


def test_when_that_is_long_settled_too_a_third_begins(
    settled: int, customer: Customer, agent: Staff
) -> None:
    second = write(settled, customer, 2).ticket
    at = NOW + 2 * DAY
    done(actions.reply(second, answer(agent), by=agent, seen=1, at=at, then="solve"))
    third = write(settled, customer, 9).ticket
    assert Ticket.objects.get(pk=third).follows == second


def test_a_stranger_opens_neither(settled: int, stranger: Customer) -> None:
    assert write(settled, stranger, 2, stranger=True).ticket == settled
    assert Ticket.objects.get().status == "solved"
