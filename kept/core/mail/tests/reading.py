"""How the tests read a mail."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

from kept.core.mail import Incoming, Refused, understand

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
DESK = frozenset({"desk@example.org"})
HEAD = b"From: Ada <ada@example.com>\r\nTo: desk@example.org\r\nSubject: Hello\r\n"


def read(raw: bytes, mail_from: str | None = "ada@example.com") -> Incoming | Refused:
    return understand(
        raw,
        mail_from=mail_from,
        rcpt_to=("desk@example.org",),
        received_at=NOW,
        own_addresses=DESK,
    )


def accepted(raw: bytes, mail_from: str | None = "ada@example.com") -> Incoming:
    found = read(raw, mail_from)
    assert isinstance(found, Incoming), found
    return found


def mail_of(kind: str, content: bytes, name: str = "winmail.dat", text: str = "") -> bytes:
    """A mail with one file."""
    first = f"--b\r\nContent-Type: text/plain\r\n\r\n{text}\r\n".encode() if text else b""
    return (
        HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + first
        + f'--b\r\nContent-Type: {kind}; name="{name}"\r\n'.encode()
        + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(content)
        + b"\r\n--b--\r\n"
    )  # fmt: skip


def refusal(raw: bytes, mail_from: str | None = "ada@example.com") -> Refused:
    found = read(raw, mail_from)
    assert isinstance(found, Refused), found
    return found


def mail(*lines: str, subject: str = "Hello", sender: str = "Ada <ada@example.com>") -> bytes:
    """A small mail with these further header lines."""
    head = [f"From: {sender}", "To: desk@example.org", f"Subject: {subject}", *lines]
    return ("\r\n".join(head) + "\r\n\r\nhello").encode()
