"""What the team is told of a mail, and nobody else."""

from __future__ import annotations

import pytest

from kept.core.mail import beside, notices
from kept.core.mail.tests.reading import HEAD, accepted, mail_of


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (HEAD + b"\r\nHello", []),
        (HEAD + b"\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nx\r\n", [("pgp_encrypted", "")]),
        (
            mail_of("application/pdf", b"MZ\x90\0\3\0", "invoice.pdf", text="Pay."),
            [("name_lies", "invoice.pdf")],
        ),
        (
            mail_of("application/octet-stream", b"MZ\x90\0\3\0", "run.exe", text="Run."),
            [("is_a_program", "run.exe")],
        ),
    ],
)
def test_what_is_sealed_or_lies_is_told_and_stands_not_among_the_words(
    raw: bytes, told: list[tuple[str, str]]
) -> None:
    mail = accepted(raw)
    assert list(notices(mail)) == told
    assert beside(mail, "UTC", "en") == ""
