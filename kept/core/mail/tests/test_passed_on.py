"""Mails that somebody passed on: whose they were, and when."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kept.core.mail import Address
from kept.core.mail.spoken_dates import spoken_date
from kept.core.mail.tests.reading import HEAD, accepted

FORWARDS = [
    ("Fwd: Broken", "Please see below.\n\n---------- Forwarded message ---------\n"
     "From: Bob <bob@example.net>\nDate: Mon, Jan 5, 2026 at 8:30 AM\nSubject: Broken\n"
     "To: Ada <ada@example.com>\n\n\nIt is broken.\n"),
    ("TR: Broken", "Please see below.\n\nDe : Bob <bob@example.net>\n"
     "Envoyé : lundi 5 janvier 2026 08:30\nÀ : Ada <ada@example.com>\nObjet : Broken\n\n"
     "It is broken."),
    ("WG: Broken", "Please see below.\n\nVon: Bob [mailto:bob@example.net]\n"
     "Gesendet: Montag, 5. Januar 2026 08:30\nAn: Ada\nBetreff: Broken\n\nIt is broken."),
    ("Fwd: Broken", "Please see below.\n\n> Begin forwarded message:\n> \n"
     "> From: Bob <bob@example.net>\n> Subject: Broken\n> Date: 5 January 2026 at 08:30:00 GMT\n"
     "> To: ada@example.com\n> \n> It is broken."),
    ("Broken", "Please see below.\n\n-------- Weitergeleitete Nachricht --------\nBetreff: Broken\n"
     "Datum: Mon, 5 Jan 2026 08:30:00 +0000\nVon: Bob <bob@example.net>\nAn: ada@example.com\n\n"
     "It is broken."),
]  # fmt: skip


@pytest.mark.parametrize(("subject", "text"), FORWARDS)
def test_whose_mail_was_passed_on(subject: str, text: str) -> None:
    head = HEAD.replace(b"Hello", subject.encode())
    raw = head + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text.encode()
    found = accepted(raw).forwarded
    assert found is not None
    assert found.sender == Address("Bob", "bob@example.net")
    assert (found.subject, found.text) == ("Broken", "It is broken.")
    assert found.date == datetime(2026, 1, 5, 8, 30, tzinfo=UTC)


def test_an_answer_passes_nothing_on() -> None:
    text = FORWARDS[1][1].encode()
    raw = HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text
    assert accepted(raw).forwarded is None


def test_a_mail_in_a_mail_reads_and_stays_a_file() -> None:
    inner = (
        b"From: Bob <bob@example.net>\r\nSubject: Broken\r\n"
        b"Date: Mon, 5 Jan 2026 08:30:00 +0000\r\n\r\nIt is broken.\r\n"
    )
    raw = (
        HEAD.replace(b"Hello", b"Fwd: Broken")
        + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
        b"--b\r\n\r\nSee this.\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
        + inner + b"--b--\r\n"
    )  # fmt: skip
    mail = accepted(raw)
    assert mail.forwarded is not None
    assert mail.forwarded.sender.email == "bob@example.net"
    assert mail.enclosed == (mail.forwarded,)
    assert [one.name for one in mail.attachments] == ["Broken.eml"]
    assert mail.text.strip() == "See this."


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("5 sty 2026, 08:30", (2026, 1, 5, 8, 30)),
        ("mar. 10 nov. 2020 à 10:20", (2020, 11, 10, 10, 20)),
        ("1/5/2026 8:30 PM", (2026, 1, 5, 20, 30)),
        ("05.01.2026 08:30", (2026, 1, 5, 8, 30)),
        ("2026-01-05 08:30", (2026, 1, 5, 8, 30)),
        ("someday", None),
        ("31 February 2026 08:30", None),
    ],
)
def test_dates_as_mail_programs_say_them(text: str, want: tuple[int, ...] | None) -> None:
    expected = datetime(*want, tzinfo=UTC) if want else None  # type: ignore[arg-type,misc]
    assert spoken_date(text, None) == expected
