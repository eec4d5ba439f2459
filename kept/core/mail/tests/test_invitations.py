"""Invitations are understood, and stay files."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kept.core.mail import Address, Invitation
from kept.core.mail.tests.reading import accepted, mail_of

EVENT = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\n"
    "UID:1\r\nSUMMARY:Démo\\, deuxième\r\nDTSTART;TZID=Europe/Paris:20260115T140000\r\n"
    "DTEND;TZID=Europe/Paris:20260115T150000\r\nLOCATION:Salle 3\r\n"
    "ORGANIZER;CN=Ada:mailto:ada@example.com\r\nATTENDEE;PARTSTAT=DECLINED:MAILTO:bob@example.com\r\n"
    "RRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def test_an_invitation_is_understood_and_its_file_kept() -> None:
    content = EVENT.format(method="REQUEST").encode()
    mail = accepted(mail_of("text/calendar; method=REQUEST; charset=utf-8", content, "invite.ics"))
    assert mail.invitation == Invitation(
        method="REQUEST", what="Démo, deuxième", where="Salle 3", repeats=True,
        start=datetime(2026, 1, 15, 13, tzinfo=UTC), end=datetime(2026, 1, 15, 14, tzinfo=UTC),
        organizer=Address("Ada", "ada@example.com"), invited=(Address("", "bob@example.com"),),
    )  # fmt: skip
    assert [one.name for one in mail.attachments] == ["invite.ics"]


def test_an_answer_to_an_invitation_and_a_whole_day() -> None:
    content = EVENT.format(method="REPLY").replace(
        "DTSTART;TZID=Europe/Paris:20260115T140000", "DTSTART;VALUE=DATE:20260115"
    )
    found = accepted(mail_of("text/calendar", content.encode(), "a.ics")).invitation
    assert found is not None
    assert (found.answer, found.start) == ("DECLINED", date(2026, 1, 15))


@pytest.mark.parametrize(
    "content", [b"", b"BEGIN:VEVENT", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:x"]
)
def test_a_broken_invitation_is_a_file(content: bytes) -> None:
    mail = accepted(mail_of("text/calendar", content, "a.ics"))
    assert mail.invitation is None or mail.invitation.start is None
    assert len(mail.attachments) == 1
