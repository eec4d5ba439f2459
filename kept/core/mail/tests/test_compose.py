"""Mails that go out arrive as they were meant, and carry nothing that nobody wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.core.mail import Address, Attachment, Incoming, Outgoing, compose, understand

DATE = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
MAIL = Outgoing(
    sender=Address("L'équipe, support", "desk@example.org"),
    to=(Address("Ada", "ada@example.com"),),
    subject="Re: [#12] Problème de connexion",
    text="Bonjour Ada,\n\nC'est réglé.\n.\nFrom us",
    html="<p>C'est réglé.</p>",
    message_id="<12.7@example.org>",
    date=DATE,
    in_reply_to="<1@example.com>",
    references=("<0@example.com>",),
    reply_to=Address("", "desk+12.k3x9aa@example.org"),
)
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp")), max_size=60)


def parsed(mail: Outgoing) -> EmailMessage:
    message = message_from_bytes(compose(mail), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def received(mail: Outgoing) -> Incoming:
    found = understand(
        compose(mail),
        mail_from="desk@example.org",
        rcpt_to=("ada@example.com",),
        received_at=DATE,
        own_addresses=frozenset(),
    )
    assert isinstance(found, Incoming)
    return found


def test_the_standard_library_reads_it_without_complaint() -> None:
    message = parsed(MAIL)
    assert message["From"] == '"L\'équipe, support" <desk@example.org>'
    assert message["Subject"] == MAIL.subject
    assert message["Message-ID"] == "<12.7@example.org>"
    assert message["In-Reply-To"] == "<1@example.com>"
    assert message["References"].split() == ["<0@example.com>", "<1@example.com>"]
    assert message["Reply-To"] == "desk+12.k3x9aa@example.org"
    assert message["Date"].datetime == DATE
    assert "Auto-Submitted" not in message
    assert not [part.defects for part in message.walk() if part.defects]
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    body = message.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == MAIL.text + "\n"


def test_the_same_mail_is_the_same_bytes() -> None:
    assert compose(MAIL) == compose(replace(MAIL))


def test_every_line_is_short_and_ascii_and_ends_in_crlf() -> None:
    long = replace(MAIL, text="é" * 5_000, html="x" * 5_000, subject="é" * 300)
    raw = compose(long)
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 78


def test_automatic_mail_says_so() -> None:
    message = parsed(replace(MAIL, automatic=True))
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["X-Auto-Response-Suppress"] == "All"


def test_our_own_mail_is_known_when_it_comes_back() -> None:
    raw = compose(MAIL).replace(b"<desk@example.org>", b"<rewritten@list.example.net>", 1)
    found = understand(raw, mail_from="x@list.example.net", rcpt_to=(), received_at=DATE,
                       own_addresses=frozenset({"desk@example.org"}))  # fmt: skip
    assert isinstance(found, Incoming)
    assert found.kind == "loop"


def test_attachments_and_inline_pictures() -> None:
    files = tuple(
        Attachment(name, kind, content, sha256(content).hexdigest(), inline, cid)
        for name, kind, content, inline, cid in (
            ("été.pdf", "application/pdf", b"\0\xff" * 500, False, None),
            ("a.png", "image/png", b"PNG", True, "one@x"),
            ("odd", "no/such/type", b"", False, None),
        )
    )
    html = '<p><img src="cid:one@x"></p>'
    found = received(replace(MAIL, html=html, attachments=files))
    assert [(a.name, a.content, a.inline) for a in found.attachments] == [
        ("a.png", b"PNG", True),
        ("été.pdf", b"\0\xff" * 500, False),
        ("odd", b"", False),
    ]


def test_unsubscribing_takes_one_click() -> None:
    message = parsed(replace(MAIL, list_unsubscribe="https://example.org/u/1"))
    assert message["List-Unsubscribe"] == "<https://example.org/u/1>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_long_thread_keeps_its_first_and_newest_ids() -> None:
    ids = tuple(f"<{i}@example.com>" for i in range(100))
    found = received(replace(MAIL, references=ids, in_reply_to=None)).references
    assert len(found) == 30
    assert (found[0], found[-1]) == ("0@example.com", "99@example.com")


@pytest.mark.parametrize(
    "broken",
    [
        replace(MAIL, subject="Hello\r\nBcc: eve@example.net"),
        replace(MAIL, subject="Hello\0"),
        replace(MAIL, sender=Address("A\nBcc: eve@example.net", "desk@example.org")),
        replace(MAIL, to=(Address("", "ada@example.com\nBcc: eve@example.net"),)),
        replace(MAIL, to=(Address("", "ada@example.com, eve@example.net"),)),
        replace(MAIL, to=(Address("", "ada"),)),
        replace(MAIL, to=()),
        replace(MAIL, cc=(Address("\u2028", "a@example.com"),)),
        replace(MAIL, reply_to=Address("", "a@example.com>\r\nX: y")),
        replace(MAIL, message_id="no id"),
        replace(MAIL, message_id="<1@x>\r\nX: y"),
        replace(MAIL, in_reply_to="<1@x> <2@x>"),
        replace(MAIL, references=("<1@x\n>",)),
        replace(MAIL, list_unsubscribe="https://x/\r\nX: y"),
        replace(MAIL, language="fr\r\nX: y"),
        replace(MAIL, date=datetime(2026, 1, 5)),  # noqa: DTZ001
        replace(MAIL, attachments=(Attachment("a\r\nX: y", "image/png", b"", ""),)),
        replace(MAIL, attachments=(Attachment("a", "image/png", b"", "", True, "x>\r\nX: y"),)),
    ],
)
def test_what_would_break_a_header_is_refused_with_a_sentence(broken: Outgoing) -> None:
    with pytest.raises(ValueError, match=r"\S+ .+\."):
        compose(broken)


@given(NAMES, NAMES, st.text(max_size=300))
def test_any_text_arrives_as_it_was(name: str, subject: str, text: str) -> None:
    subject = f"Re: {subject}"
    text = text.encode(errors="replace").decode().replace("\0", "")
    mail = replace(
        MAIL, to=(Address(name, "ada@example.com"),), subject=subject, text=text, html=""
    )
    found = received(mail)
    assert " ".join(found.subject.split()) == " ".join(subject.split())
    assert found.to[0].email == "ada@example.com"
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    assert found.text.rstrip() == lines.rstrip()
