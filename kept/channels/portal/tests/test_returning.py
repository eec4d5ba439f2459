"""A customer who writes in a settled request, through its page: in time, and too late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from kept.channels.portal.tests.test_requests import answer
from kept.conftest import NOW
from kept.core.promises import Edition
from kept.core.promises.tests.desks import reopening
from kept.people.models import Staff
from kept.record import policy
from kept.tickets import actions
from kept.tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def edition(db: None) -> Edition:
    return policy.publish(reopening("2 business days"), at=NOW)


@pytest.fixture
def settled(ask: Callable[..., int], agent: Staff) -> int:
    number = ask()
    answer(number, agent, at=NOW)
    assert isinstance(actions.solve(number, by=agent, at=NOW), actions.Done)
    return number


@pytest.mark.parametrize(("days", "again", "warned"), [(3, True, False), (20, False, True)])
def test_what_is_written_later_begins_a_new_request_that_names_the_old(
    settled: int,
    browser: Callable[..., Client],
    clock: Callable[[datetime], None],
    *,
    days: int,
    again: bool,
    warned: bool,
) -> None:
    clock(NOW + days * DAY)
    client = browser("customer")
    page = client.get(f"/requests/{settled}").content.decode()
    assert ("a new request" in page) is warned, "it is said before anything is sent"
    sent = client.post(f"/requests/{settled}/reply", {"text": "Sadly it is back."}, follow=True)
    number = Message.objects.get(text="Sadly it is back.").ticket_id
    assert sent.redirect_chain[-1][0].startswith(f"/requests/{number}")
    assert (number == settled) is again
    newest = Ticket.objects.get(pk=number)
    assert newest.status == "open"
    assert newest.follows == (None if again else settled)
