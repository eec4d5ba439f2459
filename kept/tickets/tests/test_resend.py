"""A customer who asks again has one ticket (PROMISES.md 18), whatever channel they ask through."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from kept.conftest import NOW
from kept.people.models import Customer, Staff
from kept.tickets import actions
from kept.tickets.resend import asked_before

SAME, OTHER = "The report stops at 62 %.", "It still does, since Monday."


@pytest.mark.parametrize(
    ("words", "subject", "hours", "joins"),
    [
        (SAME, "Another subject", 1, True),
        ("the report STOPS at 62%", "", 1, True),
        (OTHER, "The report stops", 23, False),
        (OTHER, "Re: the REPORT stops", 24, True),
        (OTHER, "Another subject", 99, False),
        ("Hm", "", 99, False),
    ],
)
def test_the_same_words_or_after_a_day_the_same_subject(
    ask: Callable[..., int],
    customer: Customer,
    stranger: Customer,
    words: str,
    subject: str,
    hours: int,
    joins: bool,
) -> None:
    number = ask()
    at = NOW + timedelta(hours=hours)
    assert asked_before(customer, words, subject, at=at) == (number if joins else None)
    assert asked_before(stranger, words, subject, at=at) is None


def test_what_is_answered_or_settled_is_asked_anew(
    ask: Callable[..., int], customer: Customer, agent: Staff
) -> None:
    number = ask()
    actions.close(number, by=customer, at=NOW)
    assert asked_before(customer, SAME, "", at=NOW) is None
    answered = ask()
    draft = actions.Draft(kind="agent", channel="mail", text="Try again.", staff=agent)
    actions.reply(answered, draft, by=agent, seen=1, at=NOW)
    assert asked_before(customer, SAME, "", at=NOW) is None
