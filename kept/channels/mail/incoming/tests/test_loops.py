"""Machines that write to the desk: none is answered, none starts a loop, none hides a customer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kept.channels.mail.conftest import (
    DESK,
    HOUR,
    MONDAY,
    Write,
    answer,
    as_sent,
    mail,
    token_address,
)
from kept.channels.mail.incoming import process
from kept.channels.mail.incoming.reasons import sentence
from kept.channels.mail.models import ReceivedMail
from kept.people.models import Staff
from kept.record import events
from kept.record.models import OutgoingMail
from kept.tickets.models import Ticket


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (mail(Auto_Submitted="auto-replied"), "auto_reply"),
        (mail(subject="Automatic reply: The report stops"), "auto_reply"),
        (mail(subject="Réponse automatique : je suis absente"), "auto_reply"),
        (mail(sender=DESK), "loop"),
        (mail(sender="contact+4.abcd1234@copyfy.io"), "loop"),
        (mail(X_Kept=DESK), "loop"),
        (mail(to="list@example.org", List_Id="<list.example.org>"), "mailing_list"),
        (mail(to="", Precedence="bulk"), "mailing_list"),
        (mail(sender="MAILER-DAEMON@example.org", subject="Undelivered Mail"), "bounce"),
    ],
)
def test_machines_are_set_aside_with_a_reason(write: Write, raw: bytes, code: str) -> None:
    outcome = write(raw)
    assert (outcome.state, outcome.code, outcome.ticket) == ("refused", code, None)
    assert not Ticket.objects.exists()
    assert not OutgoingMail.objects.exists()
    row = ReceivedMail.objects.get()
    assert len(sentence(row.code)) > 20


def test_a_customer_who_writes_through_a_list_is_heard_but_not_answered(write: Write) -> None:
    outcome = write(mail(List_Unsubscribe="<mailto:out@example.org>"))
    assert (outcome.code, outcome.ticket) == ("opened", 1)
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    "raw",
    [
        mail(sender="noreply@example.org"),
        mail(X_Auto_Response_Suppress="All"),
        mail(Return_Path="<>"),
    ],
)
def test_who_wants_no_automatic_answer_gets_none(write: Write, raw: bytes) -> None:
    assert write(raw).code == "opened"
    assert not OutgoingMail.objects.exists()


def test_two_desks_that_mail_each_other_stop(write: Write) -> None:
    write(mail(sender="Other desk <help@example.net>"))
    ours = OutgoingMail.objects.get()
    back = as_sent(ours).replace(b"contact", b"help").replace(b"copyfy.io", b"example.net")
    outcome = write(back, at=MONDAY + HOUR)
    assert (outcome.state, outcome.code) == ("refused", "auto_reply")
    assert OutgoingMail.objects.count() == 1


def test_our_own_mail_that_comes_back_is_known(write: Write) -> None:
    write(mail())
    back = as_sent(OutgoingMail.objects.get())
    back = back.replace(b"Auto-Submitted: auto-replied\r\n", b"")
    assert write(back).code == "loop"


def test_a_vacation_note_to_our_reply_is_set_aside(write: Write, agent: Staff) -> None:
    write(mail())
    ours = answer(agent)
    raw = mail("I am away.", Auto_Submitted="auto-replied", In_Reply_To=f"<{ours}>")
    assert write(raw, to=token_address(), at=MONDAY + 2 * HOUR).code == "auto_reply"
    assert Ticket.objects.get().unanswered_since is None


def test_a_loop_that_no_header_shows_is_braked(write: Write) -> None:
    for number in range(30):
        words = f"Ticket {number * 7919} was created in our system, thank you."
        write(mail(words, subject=f"Ticket {number * 7919}"), at=MONDAY + timedelta(minutes=number))
    assert Ticket.objects.count() == 30
    assert OutgoingMail.objects.count() == 5
    write(mail("After some hours I write again.", subject="Again"), at=MONDAY + 2 * HOUR)
    assert OutgoingMail.objects.count() == 6


def test_the_brake_holds_for_a_day_too(write: Write) -> None:
    for number in range(30):
        words = f"Ticket {number * 7919} was created in our system, thank you."
        write(mail(words, subject=f"Number {number}"), at=MONDAY + number * timedelta(minutes=30))
    assert OutgoingMail.objects.count() == 20


BOUNCE = """\
From: Mail Delivery System <MAILER-DAEMON@example.org>\r
To: {to}\r
Subject: Undelivered Mail Returned to Sender\r
Auto-Submitted: auto-replied\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=delivery-status; boundary=b\r
\r
--b\r
Content-Type: text/plain\r
\r
This mail could not be delivered to camille@example.org.\r
--b\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mx.example.org\r
\r
Final-Recipient: rfc822; camille@example.org\r
Action: {action}\r
Status: {status}\r
\r
{original}--b--\r
"""
ORIGINAL = "--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{}>\r\n\r\n"


@pytest.mark.parametrize(
    ("status", "action", "owed"), [("5.1.1", "failed", True), ("4.4.7", "delayed", False)]
)
def test_a_reply_that_bounces_is_owed_again(
    write: Write, agent: Staff, status: str, action: str, owed: bool
) -> None:
    write(mail())
    original = ORIGINAL.format(answer(agent))
    raw = BOUNCE.format(to=DESK, status=status, action=action, original=original).encode()
    outcome = write(raw, mail_from="", at=MONDAY + 2 * HOUR)
    assert (outcome.state, outcome.code, outcome.ticket) == ("done", "delivery_failed", 1)
    names = [type(one.event).__name__ for one in events.history(1)]
    assert "DeliveryFailed" in names
    assert ("PromiseOwedAgain" in names) is owed
    assert (Ticket.objects.get().unanswered_since is not None) is owed


def test_a_bounce_without_the_original_finds_its_reply_by_its_address(
    write: Write, agent: Staff
) -> None:
    write(mail())
    answer(agent)
    raw = BOUNCE.format(to=token_address(), status="5.1.1", action="failed", original="").encode()
    assert write(raw, mail_from="", to=token_address()).code == "delivery_failed"


def test_a_bounce_of_an_acknowledgement_breaks_nothing(write: Write) -> None:
    write(mail())
    original = ORIGINAL.format(OutgoingMail.objects.get().message_id)
    raw = BOUNCE.format(to=DESK, status="5.1.1", action="failed", original=original).encode()
    assert write(raw, mail_from="").code == "bounce"
    assert len(events.history(1)) == 4


def test_what_was_refused_can_be_accepted_by_a_person(write: Write, agent: Staff) -> None:
    write(mail(subject="Automatic reply: help, my account is gone"))
    row = ReceivedMail.objects.get()
    outcome = process.accept(row.pk, by=agent)
    assert (outcome.code, outcome.ticket) == ("opened", 1)  # type: ignore[union-attr]
    row.refresh_from_db()
    assert (row.state, row.accepted_by) == ("done", agent)
    assert Ticket.objects.get().opened_at == MONDAY, "it counts from when it was received"
    again = process.accept(row.pk, by=agent)
    assert again.code == "not_acceptable"
