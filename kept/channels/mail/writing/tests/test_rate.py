"""The mail of an answer asks its customer how it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest

from kept.channels.mail.writing import letters, papers
from kept.conftest import NOW
from kept.people.models import Customer, Staff
from kept.record.models import OutgoingMail
from kept.tickets import actions
from kept.tickets.actions import Draft
from kept.tickets.draft import Copy

pytestmark = pytest.mark.django_db


@pytest.fixture
def mails(
    ask: Callable[..., int], agent: Staff, customer: Customer, stranger: Customer
) -> Callable[[Literal["wait", "solve"] | None], dict[str, str]]:
    """Answer a request of two people; the texts of the mails, by whom they go to."""

    def answer(then: Literal["wait", "solve"] | None) -> dict[str, str]:
        number = ask()
        actions.let_in(number, stranger, by=agent, at=NOW)
        draft = Draft(
            kind="agent", channel="mail", text="We look.", staff=agent, message_id="m@example.org",
            recipient=customer.email, copies=(Copy(stranger.pk, "Mallory", stranger.email),),
        )  # fmt: skip
        actions.reply(number, draft, by=agent, seen=1, at=NOW, then=then)
        rows = list(OutgoingMail.objects.filter(purpose__in=("reply", "copy")))
        about = papers.gather(rows)
        return {row.recipient: letters.to_customer(row, about[row.pk], NOW).text for row in rows}

    return answer


@pytest.mark.parametrize("then", [None, "solve"])
def test_who_asked_is_asked_and_who_gets_a_copy_is_not(
    mails: Callable[..., dict[str, str]], customer: Customer, stranger: Customer, then: object
) -> None:
    told = mails(then)
    assert told[customer.email].count("/rate/") == 2
    assert "?say=could_be_better" in told[customer.email]
    assert "/rate/" not in told[stranger.email]


def test_an_answer_that_asks_the_customer_something_is_not_asked_about(
    mails: Callable[..., dict[str, str]], customer: Customer
) -> None:
    assert "/rate/" not in mails("wait")[customer.email]
