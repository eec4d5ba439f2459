"""`kept customer`: what the desk knows of a customer's plan, and how to say it."""

from __future__ import annotations

import pytest

from kept.conftest import NOW
from kept.core.promises.tests.desks import files
from kept.people.models import Customer
from kept.record import policy
from kept.site import subscribing
from kept.site.desk import DeskError

RULES = '[promise.first_reply]\nclause = 1\nowed = "4 business hours"\n'


@pytest.fixture
def email(customer: Customer) -> str:
    policy.publish(files(RULES), at=NOW)
    return customer.email


def test_what_is_said_is_known_and_what_is_not_said_stays(email: str) -> None:
    assert subscribing.run(email, None, None) == f"{email}: plan unknown, subscription unknown"
    subscribing.run(email, "pro", "active")
    assert subscribing.run(email, None, "ended") == f"{email}: plan pro, subscription ended"
    said = subscribing.run(email.upper(), "unknown", "unknown")
    assert said == f"{email}: plan unknown, subscription unknown"


@pytest.mark.parametrize(
    ("who", "plan", "sentence"),
    [
        ("", "gold", "The policy knows no plan “gold”: its plans are free, pro."),
        ("nobody@example.org", "pro", "No customer has written from nobody@example.org yet."),
        ("nobody", "pro", "“nobody” is not an e-mail address."),
    ],
)
def test_what_cannot_be_is_said(email: str, who: str, plan: str, sentence: str) -> None:
    with pytest.raises(DeskError) as refused:
        subscribing.run(who or email, plan, None)
    assert str(refused.value) == sentence
