"""A customer who answers a settled ticket by mail: in time, and too late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kept.channels.mail.conftest import MONDAY, Write, answer, mail, token_address
from kept.core.promises.tests.desks import reopening
from kept.people.models import Staff
from kept.record import policy
from kept.tickets import actions
from kept.tickets.models import Message, Ticket

DAY = timedelta(days=1)
BACK = "It is back, since this morning."


@pytest.fixture
def settled(write: Write, agent: Staff) -> str:
    """The address of a ticket that was answered and solved at once."""
    policy.publish(reopening("2 business days"), at=MONDAY - DAY)
    write(mail())
    answer(agent)
    assert isinstance(actions.solve(1, by=agent, at=MONDAY + DAY / 4), actions.Done)
    return token_address()


def test_in_time_the_ticket_opens_again(settled: str, write: Write) -> None:
    came = write(mail(BACK), to=settled, at=MONDAY + DAY)
    assert (came.ticket, Ticket.objects.get().status) == (1, "open")


def test_too_late_a_new_one_begins_and_a_third_mail_joins_it(settled: str, write: Write) -> None:
    came = write(mail(BACK), to=settled, at=MONDAY + 20 * DAY)
    assert came.ticket == Message.objects.get(text__startswith=BACK).ticket_id != 1
    new, old = Ticket.objects.get(pk=came.ticket), Ticket.objects.get(pk=1)
    assert (new.follows, new.status, old.status) == (1, "open", "solved")
    more = write(mail("And it is slow as well."), to=settled, at=MONDAY + 21 * DAY)
    assert more.ticket == came.ticket
    assert Ticket.objects.count() == 2
