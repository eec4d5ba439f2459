"""A provider posts a mail: it is on the disk before the answer, once, or is told why not."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
from django.db import OperationalError
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from kept.channels.mail import spool
from kept.channels.mail.conftest import mail
from kept.channels.mail.incoming import process
from kept.channels.mail.models import ReceivedMail
from kept.channels.mail.webhooks import check, posts, take, views
from kept.channels.mail.webhooks.models import Webhook
from kept.channels.mail.webhooks.providers import PROVIDERS
from kept.channels.mail.webhooks.tests import payloads
from kept.channels.mail.webhooks.tests.payloads import (
    DESK,
    MAKE,
    SENDER,
    Posted,
    a_mail,
    send,
    waiting,
)
from kept.tickets.models import Ticket

#: Those that hand over bytes, not text: a mail in Latin-1 comes as it was sent.
OF_BYTES = ("mailgun", "sendgrid", "ses", "sparkpost", "postal")

RECEIVED = "from mail.example.org by mx.provider.example; Mon, 5 Jan 2026 10:00:07 +0100"


@pytest.mark.parametrize("provider", MAKE)
def test_a_mail_is_kept_as_it_came(webhook: Callable[[str], Webhook], provider: str) -> None:
    row, raw = webhook(provider), a_mail()
    answer = send(row, MAKE[provider](row, raw))
    (kept,) = waiting()
    assert (answer.status_code, answer.content.decode()) == (200, f"Kept as {kept.id}.\n")
    assert kept.raw == raw
    assert kept.rcpt_to == (DESK,)
    assert kept.mail_from == (None if provider == "mandrill" else SENDER)
    row.refresh_from_db()
    assert (row.last_mail, row.trouble) == (kept.id, "")


@given(st.binary(max_size=60))
@settings(max_examples=60)
def test_a_form_is_read_as_it_was_written(value: bytes) -> None:
    assert posts.unquoted(quote_plus(value).encode()) == value


@given(st.lists(st.tuples(st.text("ab%&= é"), st.binary(max_size=9))), st.integers(1, 7))
@settings(max_examples=60)
def test_a_form_says_the_same_wherever_it_is_cut(said: list[tuple[str, bytes]], size: int) -> None:
    body = urlencode(said).encode()
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    assert posts.fields(pieces) == (dict(said) or {"": b""})


def test_every_provider_is_tried() -> None:
    assert set(MAKE) == set(PROVIDERS)


@pytest.mark.parametrize("provider", OF_BYTES)
def test_no_byte_is_changed(webhook: Callable[[str], Webhook], provider: str) -> None:
    row = webhook(provider)
    raw = a_mail().replace(b"utf-8", b"iso-8859-1") + bytes(range(256)) + b"%41+=&;\r\n"
    assert send(row, MAKE[provider](row, raw)).status_code == 200
    assert [one.raw for one in waiting()] == [raw]


def test_mailgun_may_also_post_a_form_of_parts(webhook: Callable[[str], Webhook]) -> None:
    row, raw = webhook("mailgun"), a_mail() + b"\xe9\xff"
    assert send(row, payloads.mailgun_parts(row, raw)).status_code == 200
    assert [one.raw for one in waiting()] == [raw]


@pytest.mark.parametrize("provider", MAKE)
def test_what_comes_again_is_kept_once(webhook: Callable[[str], Webhook], provider: str) -> None:
    row, raw = webhook(provider), mail(Message_ID="")
    first = send(row, MAKE[provider](row, raw))
    again = send(row, MAKE[provider](row, raw))
    assert (again.status_code, again.content) == (200, first.content)
    assert len(waiting()) == 1


def test_what_was_carried_out_is_not_carried_out_again(
    webhook: Callable[[str], Webhook],
    desk: Path,
) -> None:
    row, raw = webhook("mailgun"), mail(Message_ID="")
    send(row, payloads.mailgun(row, raw))
    process.process(spool.waiting()[0])
    assert send(row, payloads.mailgun(row, raw)).status_code == 200
    assert (spool.waiting(), Ticket.objects.count()) == ([], 1)


def test_an_address_of_another_provider_is_none(webhook: Callable[[str], Webhook]) -> None:
    row = webhook("postmark")
    assert Client().post(f"/mail/in/sendgrid/{row.token}", {}).status_code == 404


def test_who_looks_whether_we_are_here_finds_us(webhook: Callable[[str], Webhook]) -> None:
    row = webhook("mandrill")
    path = row.address.partition("8000")[2]
    assert Client().head(path).status_code == 200
    assert Client().get(path).status_code == 405


def test_what_is_missing_of_the_envelope_keeps_no_mail_out(
    webhook: Callable[[str], Webhook],
) -> None:
    row = webhook("sendgrid")
    posted = payloads.sendgrid(row, a_mail())
    without = posted.body.replace(b'name="envelope"', b'name="other"')
    assert send(row, Posted(without, posted.kind, posted.headers)).status_code == 200
    assert [(one.mail_from, one.rcpt_to) for one in waiting()] == [(None, ())]


def test_amazon_s_question_waits_for_a_lead(webhook: Callable[[str], Webhook]) -> None:
    row = webhook("ses")
    assert send(row, payloads.subscription(row)).status_code == 200
    row.refresh_from_db()
    assert row.confirm.startswith("https://sns.eu-west-1.amazonaws.com/")
    send(row, payloads.ses(row, a_mail()))
    row.refresh_from_db()
    assert row.confirm == ""


def test_all_mails_of_a_post_are_kept(webhook: Callable[[str], Webhook]) -> None:
    row = webhook("sparkpost")
    one, two = (json.loads(payloads.sparkpost(row, a_mail(subject=name)).body) for name in "ab")
    body = json.dumps([*one, {"msys": {}}, *two]).encode()
    assert send(row, Posted(body, payloads.JSON, payloads.password(row))).status_code == 200
    assert len(waiting()) == 2


@pytest.mark.parametrize("provider", ["mailgun", "postmark"])
def test_a_full_disk_asks_for_the_mail_again(
    webhook: Callable[[str], Webhook], monkeypatch: pytest.MonkeyPatch, provider: str
) -> None:
    def full(*_parts: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    row, raw = webhook(provider), a_mail()
    with monkeypatch.context() as without_room:
        without_room.setattr(spool, "write_durably", full)
        answer = send(row, MAKE[provider](row, raw))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "disk takes no more" in answer.content.decode()
    assert waiting() == []
    assert send(row, MAKE[provider](row, raw)).status_code == 200
    row.refresh_from_db()
    assert ([one.raw for one in waiting()], row.trouble) == ([raw], "")


def test_a_locked_record_asks_for_the_mail_again(
    webhook: Callable[[str], Webhook], monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_args: object) -> None:
        raise OperationalError("database is locked")

    row = webhook("mailgun")
    with monkeypatch.context() as held:
        held.setattr(views, "take", locked)
        answer = send(row, payloads.mailgun(row, a_mail()))
    assert (answer.status_code, waiting()) == (503, [])


def test_a_mail_is_kept_under_its_id_when_the_desk_was_killed_before(
    webhook: Callable[[str], Webhook], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the row and the file; the mail has no date that could be its id again."""
    row, raw = webhook("mailgun"), mail(Message_ID="", Date="")

    def killed(_mail: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(spool, "hand_in", killed)
        with pytest.raises(KeyboardInterrupt):
            send(row, payloads.mailgun(row, raw))
    first = send(row, payloads.mailgun(row, raw))
    assert send(row, payloads.mailgun(row, raw)).content == first.content
    assert len(waiting()) == 1


def test_a_mail_of_30_mb_is_taken_and_a_larger_one_is_refused_where_it_is_seen(
    webhook: Callable[[str], Webhook],
    desk: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With the desk's limit made small; `python -m tests.mail.handed_over` takes the real one."""
    monkeypatch.setattr(take, "LARGEST", 3000)
    row, small = webhook("mailgun"), a_mail()
    most, more = small + b"x" * (3000 - len(small)), small + b"x" * 3000
    assert send(row, payloads.mailgun(row, most)).status_code == 200
    for _try in range(2):
        answer = send(row, payloads.mailgun(row, more))
        assert answer.status_code == 413
        assert "30 MB" in answer.content.decode()
    refused = ReceivedMail.objects.get(code="too_large")
    assert (refused.size, refused.sender) == (len(more), SENDER)
    assert spool.read(spool.find(refused.id)).raw == small.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    assert len(waiting()) == 2


def test_a_post_without_end_is_not_read(
    webhook: Callable[[str], Webhook], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "LARGEST_POST", 1000)
    row = webhook("postmark")
    assert send(row, payloads.postmark(row, a_mail() + b"x" * 1000)).status_code == 413


@pytest.mark.parametrize(
    ("received", "moment"),
    [
        (RECEIVED, "2026-01-05T09:00:07"),
        ("by mx.provider.example; Mon, 1 Dec 2025 10:00:00 +0100", "2026-01-06T18:00:00"),
        ("by mx.provider.example; Mon, 5 Jan 2027 10:00:00 +0100", "2026-01-06T18:00:00"),
        ("", "2026-01-06T18:00:00"),
    ],
)
def test_a_mail_counts_from_when_the_provider_had_it(received: str, moment: str) -> None:
    now = datetime(2026, 1, 6, 18, 0, tzinfo=UTC)
    raw = f"Received: {received}\r\n".encode() + a_mail() if received else a_mail()
    assert take.arrived(raw, now).isoformat().startswith(moment)


@pytest.mark.parametrize(
    ("provider", "key", "fits"),
    [
        ("mailgun", payloads.KEY, True),
        ("mailgun", "clé", False),
        ("mailgun", "two words", False),
        ("postal", payloads.KEY, False),
        ("postal", payloads.key_of("postal"), True),
    ],
)
def test_a_key_that_cannot_be_one_is_known(provider: str, key: str, fits: bool) -> None:
    assert check.key_fits(provider, key) is fits


def test_what_opens_an_address_is_not_in_the_record(webhook: Callable[[str], Webhook]) -> None:
    row = webhook("postmark")
    held: dict[str, Any] = Webhook.objects.values().get()
    assert "correct-horse" not in str(held)
    assert row.address_to_paste.startswith("http://kept:correct-horse@127.0.0.1:8000/mail/in/")
