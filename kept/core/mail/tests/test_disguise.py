"""Files that are not what they are called."""

from __future__ import annotations

import pytest

from kept.core.mail.disguise import lies, runs
from kept.core.mail.tests.reading import accepted, mail_of


@pytest.mark.parametrize(
    ("name", "content", "lie", "program"),
    [
        ("a.pdf", b"%PDF-1.4", False, False),
        ("a.pdf", b"MZ\x90\0\3", True, True),
        ("a.png", b"<html><script>", True, False),
        ("a.png", b"\x89PNG\r\n\x1a\n", False, False),
        ("a.jpg", b"\x89PNG\r\n\x1a\n", False, False),
        ("a.docx", b"PK\3\4", False, False),
        ("a.doc", b"{\\rtf1", False, False),
        ("a.txt", b"MZ is how this begins", False, False),
        ("invoice.pdf.exe", b"MZ\0", False, True),
        ("a", b"%PDF", False, False),
        ("a.mov", b"\0\0\0\x14ftypqt  ", False, False),
    ],
)
def test_names_that_lie(name: str, content: bytes, lie: bool, program: bool) -> None:
    assert lies(name, content) is lie
    assert runs(name, content) is program


def test_a_lie_is_a_warning() -> None:
    mail = accepted(mail_of("application/pdf", b"MZ\x90\0\3\0", "invoice.pdf", text="Pay."))
    assert mail.warnings == ("name_lies invoice.pdf",)
