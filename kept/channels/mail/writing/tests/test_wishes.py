"""What a customer does not want is not in their mails, and each says how it is the last."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes
from email.policy import default

import pytest

from kept.channels.mail.writing import letters
from kept.channels.mail.writing.papers import gather
from kept.conftest import NOW
from kept.people.models import Customer, Staff
from kept.record.models import OutgoingMail
from kept.tickets import actions

pytestmark = pytest.mark.django_db
Ask = Callable[..., int]


def mailed(purpose: str) -> tuple[str, str]:
    """How a mail of this purpose may be ended, and its words."""
    row = OutgoingMail.objects.get(purpose=purpose)
    raw = letters.written(row, gather([row]).get(row.pk), at=NOW)
    mail = message_from_bytes(raw, policy=default)
    body = mail.get_body(("plain",))
    return str(mail["List-Unsubscribe"] or ""), body.get_content() if body else ""


def test_an_acknowledgement_says_how_it_is_the_last(ask: Ask) -> None:
    ask()
    ends, words = mailed("request")
    assert "/mails/" in ends
    assert ends.strip("<>") in words


@pytest.mark.parametrize("unwanted", [[], ["rating"]])
def test_who_wants_no_question_gets_the_answer_alone(
    ask: Ask, agent: Staff, customer: Customer, unwanted: list[str]
) -> None:
    number = ask()
    answer = actions.Draft(kind="agent", channel="desk", text="Try once more.", staff=agent,
                           recipient=customer.email, message_id="1@kept.example")  # fmt: skip
    actions.reply(number, answer, seen=1, by=agent, at=NOW)
    Customer.objects.filter(pk=customer.pk).update(unwanted=unwanted)
    ends, words = mailed("reply")
    assert ("/rate/" in words) == (not unwanted)
    assert ends == "", "an answer is what was asked for"


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_the_letter_that_erases_has_the_link(customer: Customer, language: str) -> None:
    facts = {"link": "http://localhost/erase/abc", "language": language, "name": customer.name}
    row = OutgoingMail(purpose="erase", recipient=customer.email, facts=facts, created_at=NOW,
                       message_id="1@kept.example")  # fmt: skip
    words = letters.written(row, None, at=NOW).decode()
    assert "/erase/abc" in words
