"""A customer whose subscription has ended, and who has it again, on a real desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from kept.conftest import NOW
from kept.deadlines import promises
from kept.people import subscriptions
from kept.people.models import Customer, Staff
from kept.record.models import OutgoingMail
from kept.replay import shelf
from kept.tickets import actions
from kept.tickets.check import differences
from kept.tickets.models import Ticket
from kept.tickets.past import past
from kept.tickets.tests.histories import done

pytestmark = pytest.mark.django_db

Ask = Callable[..., int]
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _the_record_agrees(db: None) -> Iterator[None]:
    yield
    assert list(differences()) == []


@pytest.fixture
def former(customer: Customer) -> Customer:
    """Somebody whose subscription has ended."""
    subscriptions.set_subscription(customer, Customer.Subscription.ENDED)
    return customer


def test_nothing_is_owed_and_the_mail_names_the_clause(ask: Ask, former: Customer) -> None:
    number = ask(by=former)
    assert promises.of_ticket(number) == []
    row = Ticket.objects.get(pk=number)
    assert row.subscription == "ended"
    assert row.unanswered_since == NOW  # it waits in the inbox all the same
    assert OutgoingMail.objects.get().facts == {"promise": None, "clause": "preamble"}


def test_the_team_finds_it_to_run_and_the_promise_counts_from_the_request(
    ask: Ask, former: Customer, agent: Staff
) -> None:
    number = ask(by=former)
    done(actions.set_subscription(number, "active", by=agent, at=NOW + HOUR))
    (reply,) = promises.of_ticket(number)
    assert (reply.rule, reply.started_at, reply.state) == ("first_reply", NOW, "running")
    former.refresh_from_db()
    assert former.subscription == Customer.Subscription.ACTIVE
    assert promises.of_ticket(ask(by=former))  # so the next request is owed its reply at once


def test_found_to_run_after_the_moment_it_counts_from_then(
    ask: Ask, former: Customer, agent: Staff
) -> None:
    number, later = ask(by=former), NOW + timedelta(days=5)
    done(actions.set_subscription(number, "active", by=agent, at=later))
    (reply,) = promises.of_ticket(number)
    assert reply.started_at == later
    assert reply.due_at > later


def test_nobody_knows_again(ask: Ask, customer: Customer, agent: Staff) -> None:
    number = ask(by=customer)
    done(actions.set_subscription(number, "ended", by=agent, at=NOW))
    done(actions.set_subscription(number, "", by=agent, at=NOW + HOUR))
    customer.refresh_from_db()
    assert customer.subscription == ""
    assert [row.state for row in promises.of_ticket(number)] == ["running"]


def test_the_history_of_the_desk_knows_it(ask: Ask, former: Customer, agent: Staff) -> None:
    number = ask(by=former)
    done(actions.set_subscription(number, "active", by=agent, at=NOW + HOUR))
    history = shelf.events().history(NOW + 2 * HOUR)
    values = history.values["subscription"]
    assert values[history.facts["subscription"][0]] == "ended"
    assert "active" in values
    known = past(NOW - HOUR).by_kind["first_reply"].facts["subscription"]
    assert known.tolist() == ["active"]
