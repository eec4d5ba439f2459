"""Random and mutated bytes: always an answer, never an exception, nothing that a store refuses."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from kept.core.mail import Incoming, Refused, ticket_hint
from kept.core.mail.tests.reading import read

PIECES = [
    b"From: a@x.org", b"From: \xff <>", b"To: ,;:<>()\"", b"Subject: =?utf-8?b?w6k=?=",
    b"Subject: =?x?q?=ZZ?= =?utf-8?b?!?=", b"Content-Type: multipart/mixed; boundary=b",
    b"Content-Type: multipart/alternative; boundary=\"b\"", b"Content-Type: text/html; charset=x",
    b"Content-Type: message/rfc822", b"Content-Type: message/delivery-status", b"--b", b"--b--",
    b"Content-Transfer-Encoding: base64", b"Content-Transfer-Encoding: quoted-printable",
    b"Content-Transfer-Encoding: x-uuencode", b"Content-Type: text/plain; charset=utf-7; a*0*=b",
    b"Content-Disposition: attachment; filename*=x''%ff; filename*1=b", b"Content-ID: <c>",
    b"Date: Mon, 99 Foo 99999 99:99:99 +9999999", b"Message-ID: <<>>", b"References: <a<b>> <c",
    b"<p><img src=cid:c><a href=\"x\">y</a>", b"<blockquote><pre><ol start=9><li>", b"begin 644 x",
    b"M\x20\x7f", b"end", b"=?=", b"aGVsbG8", b"> quoted", b"On 5 Jan 2026 a <a@x.org> wrote:",
    b"+2AA-", b"\x1b$B", b"\0", b"Status: 5.1.1", b"Final-Recipient: rfc822; a@x.org", b" folded",
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=b", b"-- ", b"",
]  # fmt: skip
LINES = st.lists(st.sampled_from(PIECES) | st.binary(max_size=12), max_size=40)


def check(raw: bytes) -> None:
    begun = time.monotonic()
    found = read(raw)
    assert time.monotonic() - begun < 5
    if isinstance(found, Refused):
        assert found.code != "not_understood", raw
        return
    assert isinstance(found, Incoming)
    ticket_hint(found)
    texts = [found.subject, found.text, found.reply_text, found.quoted, found.html,
             found.message_id, found.sender.name, found.sender.email]  # fmt: skip
    texts += [a.name for a in found.attachments]
    for text in texts:
        assert "\0" not in text
        text.encode()  # no surrogates
    assert bool(found.reply_text.strip()) == bool(found.text.strip())


@given(st.binary(max_size=2_000))
def test_random_bytes(raw: bytes) -> None:
    check(raw)


@given(LINES, st.sampled_from([b"\r\n", b"\n", b"\r"]))
def test_mails_put_together_at_random(lines: list[bytes], line_end: bytes) -> None:
    check(line_end.join([b"From: a@x.org", *lines]))
