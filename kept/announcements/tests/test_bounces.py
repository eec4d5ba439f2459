"""A mail server reports, by mail, that a copy did not arrive."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings as desk

from kept.announcements import bounced
from kept.announcements.models import Subscriber
from kept.channels.mail.incoming import ingest
from kept.channels.mail.spool import Spooled
from kept.conftest import NOW
from kept.record import copies
from kept.record.models import UndeliveredCopy

REPORT = """From: Mail Delivery System <mailer-daemon@mx.example.org>
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <report@mx.example.org>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

The mail could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; ada@example.org
Action: failed
Status: {status}

--b
Content-Type: message/rfc822

Message-ID: <{original}>
Subject: The policy changes

Words.
--b--
"""

Reader = Callable[..., Subscriber]


def report(to: str, *, status: str = "5.1.1", original: str = "other@example.org") -> str:
    raw = REPORT.format(to=to, status=status, original=original).replace("\n", "\r\n").encode()
    mail = Spooled("0" * 31 + "1", NOW, "", (to,), "mx.example.org", raw)
    return ingest.ingest(mail).code


def test_a_report_to_the_return_address_ends_the_subscription(reader: Reader) -> None:
    ada = reader()
    assert report(copies.return_address(2, ada.pk)) == "copy_undelivered"
    bounced.take_in()
    ada.refresh_from_db()
    assert ada.state == "bounced"
    assert "5.1.1" in ada.why


def test_a_report_that_names_the_message_ends_it_too(reader: Reader) -> None:
    ada = reader()
    domain = desk.DESK.address.rpartition("@")[2]
    original = f"{copies.mark(2, ada.pk)}@{domain}"
    assert report(desk.DESK.address, original=original) == "copy_undelivered"
    bounced.take_in()
    ada.refresh_from_db()
    assert ada.state == "bounced"


def test_a_full_mailbox_ends_nothing(reader: Reader) -> None:
    ada = reader()
    assert report(copies.return_address(2, ada.pk), status="4.2.2") == "copy_undelivered"
    assert bounced.take_in() == 1
    ada.refresh_from_db()
    assert ada.state == "confirmed"


@pytest.mark.parametrize("seal", ["0" * 20, "f" * 20])
def test_nobody_ends_the_subscription_of_another_by_a_forged_report(
    reader: Reader, seal: str
) -> None:
    ada = reader()
    local, _, domain = desk.DESK.address.rpartition("@")
    forged = f"{local}+n2.{ada.pk:012d}.{seal}@{domain}"
    assert report(forged) == "bounce"
    assert not UndeliveredCopy.objects.exists()
