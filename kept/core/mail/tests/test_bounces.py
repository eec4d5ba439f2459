"""Delivery failures: who was not reached, for good or for now, and by which mail."""

from __future__ import annotations

import pytest

from kept.core.mail import Bounce
from kept.core.mail.tests.reading import accepted, mail

REPORT = """From: Mail Delivery System <MAILER-DAEMON@mx.example.net>
To: desk@example.org
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; ada@example.com
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {diagnostic}

--b
Content-Type: text/rfc822-headers

From: desk@example.org
Message-ID: <12.7@example.org>

--b--
"""
PLAIN = """From: <MAILER-DAEMON>
To: desk@example.org
Subject: failure notice

Hi. This is the mail program at mx.example.net.
<ada@example.com>:
{words}

--- Below this line is a copy of the message.

Message-ID: <12.7@example.org>
"""


@pytest.mark.parametrize(
    ("action", "status", "diagnostic", "bounce"),
    [
        ("failed", "5.1.1", "550 no such user", ("5.1.1", True)),
        ("failed", "5.0.0", "550 5.2.2 mailbox full", ("5.2.2", True)),
        ("delayed", "4.4.1", "connect timed out", ("4.4.1", False)),
        ("failed", "4.4.7", "retry time exceeded", ("4.4.7", False)),
    ],
)
def test_a_standard_report(
    action: str, status: str, diagnostic: str, bounce: tuple[str, bool]
) -> None:
    raw = REPORT.format(action=action, status=status, diagnostic=diagnostic).encode()
    found = accepted(raw, mail_from="")
    assert found.kind == "bounce"
    assert not found.may_answer
    assert found.bounce == Bounce("ada@example.com", *bounce, "12.7@example.org")


def test_a_report_of_success_is_no_failure() -> None:
    raw = REPORT.format(action="delivered", status="2.0.0", diagnostic="250 ok").encode()
    assert accepted(raw, mail_from="").bounce is None


@pytest.mark.parametrize(
    ("words", "status", "permanent"),
    [
        ("550 5.1.1 User unknown", "5.1.1", True),
        ("Sorry, no mailbox here by that name.", "", True),
        ("452 4.2.2 Over quota, will be retried", "4.2.2", False),
    ],
)
def test_the_words_of_mail_systems(words: str, status: str, permanent: bool) -> None:
    found = accepted(PLAIN.format(words=words).encode(), mail_from="")
    assert found.bounce == Bounce("ada@example.com", status, permanent, "12.7@example.org")


@pytest.mark.parametrize(
    "raw",
    [
        mail("Return-Path: <>"),
        mail(subject="Delivery failed! My parcel has not come"),
        mail(subject="Undelivered parcel", sender="postman@example.com"),
    ],
)
def test_a_person_is_not_a_bounce(raw: bytes) -> None:
    assert accepted(raw, mail_from="").kind == "message"
