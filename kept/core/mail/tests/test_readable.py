"""What stands below the words of a mail."""

from __future__ import annotations

import pytest

from kept.core.mail import beside
from kept.core.mail.tests.reading import HEAD, accepted, mail_of
from kept.core.mail.tests.test_invitations import EVENT


def test_an_ordinary_mail_has_nothing_below_its_words() -> None:
    assert beside(accepted(HEAD + b"\r\nHello"), "Europe/Paris", "en") == ""


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("en", ["Invitation: Démo, deuxième", "When: 15 January 2026, 14:00 – 15:00 (Europe/Paris) "
                "(repeats)", "Where: Salle 3", "From: Ada", "With: bob@example.com"]),
        ("fr", ["Invitation : Démo, deuxième", "Quand : 15 janvier 2026, 14 h – 15 h (Europe/Paris)"
                " (se répète)", "Où : Salle 3", "De : Ada", "Avec : bob@example.com"]),
    ],
)  # fmt: skip
def test_an_invitation_on_the_desk_s_clock(language: str, lines: list[str]) -> None:
    mail = accepted(mail_of("text/calendar", EVENT.format(method="REQUEST").encode(), "a.ics"))
    assert beside(mail, "Europe/Paris", language).replace("\xa0", " ").replace("\u202f", " ") == (
        "\n".join(lines)
    )


def test_a_mail_in_a_mail_can_be_read_below() -> None:
    inner = b"From: Bob <bob@example.net>\r\nSubject: Broken\r\n\r\nIt is broken.\r\n"
    raw = (
        HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nSee this.\r\n'
        b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + inner + b"--b--\r\n"
    )  # fmt: skip
    said = beside(accepted(raw), "UTC", "en")
    assert "From: Bob <bob@example.net>\nSubject: Broken\n\nIt is broken." in said
