"""Delivery failures: who was not reached, for good or for now, and by which mail."""

from __future__ import annotations

import json

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
        ("failed", "4.5.0", "550 5.5.0 service refused", ("5.5.0", True)),
        ("delayed", "4.5.0", "550 5.5.0 service refused", ("4.5.0", False)),
    ],
)
def test_a_standard_report(
    action: str, status: str, diagnostic: str, bounce: tuple[str, bool]
) -> None:
    raw = REPORT.format(action=action, status=status, diagnostic=diagnostic).encode()
    found = accepted(raw, mail_from="")
    assert found.kind == "bounce"
    assert not found.may_answer
    assert found.bounce == Bounce("ada@example.com", *bounce, "12.7@example.org", diagnostic)


def test_a_report_of_success_is_no_failure() -> None:
    raw = REPORT.format(action="delivered", status="2.0.0", diagnostic="250 ok").encode()
    assert accepted(raw, mail_from="").bounce is None


@pytest.mark.parametrize(
    ("words", "status", "permanent"),
    [
        ("550 5.1.1 User unknown", "5.1.1", True),
        ("Sorry, no mailbox here by that name.", "", True),
        ("452 4.2.2 Over quota, will be retried", "4.2.2", False),
        ("all hosts have been failing for a long time", "", False),
        ("mx.example.com is not accepting messages", "", False),
    ],
)
def test_the_words_of_mail_systems(words: str, status: str, permanent: bool) -> None:
    found = accepted(PLAIN.format(words=words).encode(), mail_from="")
    reason = words if status else ""
    assert found.bounce == Bounce("ada@example.com", status, permanent, "12.7@example.org", reason)


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


WORDS = """From: {sender}
To: desk@example.org
Return-Path: <>
Subject: Undeliverable: your order

{words}

   ----- Unsent message follows -----
From: desk@example.org
To: ada@example.com
Message-ID: <12.7@example.org>

Hello Ada
"""


@pytest.mark.parametrize(
    ("words", "recipient"),
    [
        ("421 mx.example.com: Deferred", "ada@example.com"),  # named by the copy only
        (">>> MAIL From:<desk@example.org>\n<<< 550 <ada@example.com> denied", "ada@example.com"),
        ("Please contact <support@example.net>.\nada@example.com: 550 no", "ada@example.com"),
        ("Your message\n  From: desk@example.org\nto ada.b@example.net was lost",
         "ada.b@example.net"),  # forwarded on the way
        ("Final-Recipient: rfc822; ada.b@example.net\nwritten to bob@example.net",
         "ada.b@example.net"),
        ("bob@example.net, ada@example.com: both are mentioned", "ada@example.com"),
    ],
)  # fmt: skip
def test_who_was_not_reached_in_plain_words(words: str, recipient: str) -> None:
    raw = WORDS.format(sender="MAILER-DAEMON@mx.example.net", words=words).encode()
    bounce = accepted(raw, mail_from="").bounce
    assert bounce is not None
    assert (bounce.recipient, bounce.original_message_id) == (recipient, "12.7@example.org")


@pytest.mark.parametrize(
    "sender", ["<>", "Mail System <>", "post_master@mx.example.net", "<POSTMASTER>"]
)
def test_mail_systems_sign_in_many_ways(sender: str) -> None:
    raw = WORDS.format(sender=sender, words="550 5.1.1 no such user").encode()
    assert accepted(raw, mail_from="").kind == "bounce"


def test_a_noreply_sender_bounces_only_with_the_mail_that_comes_back() -> None:
    head = "From: no-reply@mx.example.net\nTo: desk@example.org\nSubject: Mail error\n"
    alone = f"{head}\nYour order has an error.\n"
    assert accepted(alone.encode()).kind == "message"
    copy = "--b\nContent-Type: message/rfc822\n\nTo: ada@example.com\nSubject: Hi\n\nHi\n--b--\n"
    back = f'{head}Content-Type: multipart/mixed; boundary="b"\n\n--b\n\nMailbox full.\n{copy}'
    bounce = accepted(back.encode()).bounce
    assert bounce is not None
    assert bounce.recipient == "ada@example.com"


def test_a_version_is_no_status() -> None:
    words = "550 unknown user (Post Office v4.6.1)"
    raw = WORDS.format(sender="postmaster@mx.example.net", words=words).encode()
    bounce = accepted(raw, mail_from="").bounce
    assert bounce is not None
    assert (bounce.status, bounce.permanent, bounce.reason) == ("", True, words)


JSON = """From: Notices <no-reply@sending.example>
To: desk@example.org
Subject: Notification

{"notificationType":"Bounce","bounce":{"bounceType":"Transient","bouncedRecipients":[{"email!
 Address":"ada@example.com","status":"4.4.7","diagnosticCode":"smtp; 450 later"}]},
"mail":{"messageId":"12.7"}}
"""


def test_a_failure_told_as_json() -> None:
    want = Bounce("ada@example.com", "4.4.7", False, "12.7", "450 later")
    assert accepted(JSON.encode()).bounce == want
    head, _, body = JSON.replace("email!\n Address", "emailAddress").partition("\n\n")
    wrapped = f"{head}\n\n{json.dumps({'Type': 'Notification', 'Message': body.strip()})}\n"
    assert accepted(wrapped.encode()).bounce == want
    person = JSON.replace("no-reply@", "bob@")
    assert accepted(person.encode()).bounce is None
    assert accepted(JSON.replace('"bounceType":', '"b":').encode()).bounce is None
