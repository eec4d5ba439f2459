"""Mail that nobody should write: a clear result for each, nothing lost, nothing half-done."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kept.channels.mail.conftest import Write, mail
from kept.channels.mail.incoming.reasons import sentence
from kept.channels.mail.models import ReceivedMail
from kept.tickets.models import Attachment, Message, Ticket

DEEP = b"".join(
    b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n)
    for n in range(10_000)
)
WIDE = b"From: a@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + (
    b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" * 10_000
)


@pytest.mark.parametrize(
    ("raw", "state", "code"),
    [
        (b"", "refused", "empty"),
        (b"\r\n", "refused", "empty"),
        (mail(sender="", subject="No From at all"), "done", "opened"),
        (mail(Message_ID=""), "done", "opened"),
        (mail(body=""), "done", "opened"),
        (mail(body="", subject=""), "refused", "empty"),
        (mail(to=", ".join(f"c{n}@example.org" for n in range(500))), "done", "opened"),
        (b"From: a@example.org\r\nSubject: x\r\nContent-Type: multipart/mixed\r\n\r\ntext",
         "done", "opened"),
        (b"From: a@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhalf",
         "done", "opened"),
        (mail().replace(b"utf-8", b"x-klingon-9"), "done", "opened"),
        (mail().replace(b"utf-8", b"undefined"), "done", "opened"),
        (mail(X_Long="a" * 100_000), "done", "opened"),
        (mail(subject="a" * 100_000), "done", "opened"),
        (mail(X_Long="a" * 400_000), "refused", "header_too_long"),
        (mail("nul \0 bytes \0\0", subject="nul \0 subject"), "done", "opened"),
        (b"From: a@example.org\r\n" + DEEP, "refused", "too_deep"),
        (WIDE, "refused", "too_many_parts"),
        (mail(sender=f"{'a' * 400}@example.org"), "refused", "sender_too_long"),
        (mail(sender=f"{'N' * 5000} <a@example.org>"), "done", "opened"),
        (mail(sender="<a@example.org\r\nBcc: x@example.org>"), "done", "opened"),
        (mail(Date="Mon, 99 Foo 99999 99:99:99 +9999"), "done", "opened"),
        (mail(References="<a@b> " * 20_000), "done", "opened"),
        (mail(Message_ID=f"<{'m' * 900}@example.org>"), "done", "opened"),
        (mail(Reply_To="not an address"), "done", "opened"),
        (mail("\ud83d".encode("utf-16", "surrogatepass").decode("latin-1")), "done", "opened"),
        (mail("<script>alert(1)</script>").replace(b"text/plain", b"text/html"), "done", "opened"),
    ],
)  # fmt: skip
def test_each_has_a_clear_result(write: Write, raw: bytes, state: str, code: str) -> None:
    outcome = write(raw, mail_from="envelope@example.org")
    assert (outcome.state, outcome.code) == (state, code)
    assert ReceivedMail.objects.count() == 1
    if state == "refused":
        assert sentence(code).endswith(".")
        assert not Ticket.objects.exists()
    else:
        said = Message.objects.get()
        assert "\0" not in said.text + said.html
        assert "<script" not in said.html


def test_an_envelope_that_no_database_can_hold_stops_nothing(write: Write) -> None:
    outcome = write(mail(), mail_from="a\0b@example.org", to="contact+\0@copyfy.io")
    assert (outcome.state, outcome.code) == ("done", "opened")
    row = ReceivedMail.objects.get()
    assert (row.mail_from, row.rcpt_to) == ("ab@example.org", ["contact+@copyfy.io"])


def test_a_mail_from_nobody_to_nobody(write: Write) -> None:
    outcome = write(mail(sender=""), mail_from="")
    assert (outcome.state, outcome.code) == ("refused", "no_sender")


def test_files_survive_their_names(write: Write) -> None:
    raw = (
        b"From: a@example.org\r\nSubject: files\r\n"
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\nsee below\r\n"
        b"--b\r\nContent-Type: image/png; name=\"../../etc/passwd\"\r\n"
        b"Content-Disposition: attachment; filename=\"" + b"x" * 3000 + b".png\"\r\n\r\nPNG\r\n"
        b"--b\r\nContent-Type: application/x\0y\r\nContent-Disposition: attachment\r\n\r\n\0\1\r\n"
        b"--b--\r\n"
    )  # fmt: skip
    assert write(raw).code == "opened"
    names = list(Attachment.objects.values_list("name", flat=True))
    assert len(names) == 2
    assert all(len(name) <= 255 and "/" not in name for name in names)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(
            [
                b"From: a@example.org\r\n", b"Subject: x\r\n", b"Content-Type: multipart/mixed; ",
                b"boundary=b\r\n", b"\r\n", b"--b\r\n", b"--b--\r\n", b"\0", b"\xff\xfe", b" ",
                b"Content-Transfer-Encoding: base64\r\n", b"=?utf-8?q?=ff?=", b"text",
                b"In-Reply-To: <x@y>\r\n", b"Content-Type: text/html; charset=utf-7\r\n",
                b"Content-Disposition: attachment; filename*=x''%ff\r\n", b"<b>", b"+1.abcd1234@",
            ]
        ),
        max_size=30,
    ).map(b"".join)
)  # fmt: skip
def test_no_bytes_reach_quarantine_or_get_lost(write: Write, raw: bytes) -> None:
    outcome = write(raw, mail_from="envelope@example.org")
    assert outcome.state in ("done", "refused")
    if outcome.state == "done":
        assert Message.objects.filter(ticket=outcome.ticket, place=outcome.place).exists()
