"""What a policy with products, plans and priorities lets the team say of a request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from kept.conftest import NOW
from kept.core.promises import Edition
from kept.core.promises.tests.desks import files
from kept.people import subscriptions
from kept.people.models import Customer, Staff
from kept.record import policy
from kept.tickets import actions
from kept.tickets.models import Ticket

Ask = Callable[..., int]
Text = Callable[[object], str]


def _say(client: Client, number: int, fact: str, value: str) -> HttpResponse:
    return client.post(f"/desk/tickets/{number}/fact", {"fact": fact, "value": value})


@pytest.fixture
def edition(db: None) -> Edition:
    rules = """
    [promise.resolution]
    clause = 1
    owed = "24 hours"
    when = { priority = "high" }
    warn = { before = "2 hours", tells = "lead" }
    pauses = "while waiting for the customer"
    """
    return policy.publish(files(rules), at=NOW)


def test_each_that_is_declared_can_be_said(
    at_desk: Client, ask: Ask, text: Text, customer: Customer
) -> None:
    subscriptions.set_plan(customer, "pro")
    subscriptions.set_subscription(customer, Customer.Subscription.ENDED)
    number = ask(by=customer)
    _say(at_desk, number, "priority", "high")
    _say(at_desk, number, "product", "till")
    ticket = Ticket.objects.get(pk=number)
    assert (ticket.product, ticket.plan, ticket.priority) == ("till", "pro", "high")
    html = text(at_desk.get(f"/desk/tickets/{number}"))
    assert "Inès Haddad noted: high" in html
    assert "<dd>has ended</dd>" in html
    assert "Resolution, due" in html
    assert "calendar opening hours" in html


def test_what_is_not_declared_cannot(at_desk: Client, ask: Ask, text: Text) -> None:
    number = ask()
    wrong = _say(at_desk, number, "product", "rocket")
    assert "The policy knows no product rocket." in text(wrong)
    wrong = _say(at_desk, number, "weather", "fine")
    assert "There is nothing of that name to say." in text(wrong)


def test_a_warning_and_a_pause_are_told(at_desk: Client, ask: Ask, text: Text) -> None:
    number = ask()
    agent = Staff.objects.get()
    done = actions.set_priority(number, "high", by=agent, at=NOW)
    assert isinstance(done, actions.Done)
    actions.expire(number, at=NOW + timedelta(hours=23))
    draft = actions.Draft(kind="agent", channel="mail", text="Which till?", staff=agent)
    at = NOW + timedelta(hours=23, minutes=10)
    actions.reply(number, draft, by=agent, seen=1, at=at, then="wait")
    html = text(at_desk.get(f"/desk/tickets/{number}"))
    assert "the leads were warned" in html
    assert "Resolution on hold, 50\u00a0min left" in html
    assert 'data-state="hold"' in html


def test_nothing_is_owed_to_whose_subscription_has_ended_until_it_is_said_to_run(
    at_desk: Client, ask: Ask, text: Text, customer: Customer
) -> None:
    asked = "[subscription]\nclause = 1\nrequired = true\n\n[promise.first_reply]\n"
    policy.publish(files(asked + 'clause = 1\nowed = "4 business hours"\n'), at=NOW)
    subscriptions.set_subscription(customer, Customer.Subscription.ENDED)
    number = ask(by=customer)
    html = text(at_desk.get(f"/desk/tickets/{number}"))
    assert "Nothing is owed" in html
    assert "the subscription has ended" in html
    assert f"/policy?version={Ticket.objects.get(pk=number).policy}#c1" in html
    assert '<option value="ended" selected>Has ended</option>' in html
    assert "There is nothing of that name" in text(_say(at_desk, number, "subscription", "gold"))
    _say(at_desk, number, "subscription", "active")
    html = text(at_desk.get(f"/desk/tickets/{number}"))
    assert "Nothing is owed" not in html
    assert "Inès Haddad noted: the subscription runs" in html
    assert "First reply, due" in html
