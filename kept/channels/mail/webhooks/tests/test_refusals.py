"""What is no whole mail from the provider is refused, with what to do; nothing of it is kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from kept.channels.mail.webhooks import amazon
from kept.channels.mail.webhooks.models import UsedSignature, Webhook
from kept.channels.mail.webhooks.tests import payloads
from kept.channels.mail.webhooks.tests.payloads import MAKE, Posted, a_mail, send, waiting
from kept.channels.mail.webhooks.troubles import NotTakenError


@pytest.mark.parametrize("provider", MAKE)
@pytest.mark.parametrize("secret", ["wrong", "missing"])
def test_who_proves_nothing_is_refused(
    webhook: Callable[[str], Webhook], provider: str, secret: str
) -> None:
    row = webhook(provider)
    posted = MAKE[provider](row, a_mail())
    if secret == "missing":
        posted = replace(posted, headers={}, body=posted.body.replace(b"signature=", b"sgnature="))
    else:
        other = Webhook(provider=provider, token=row.token)
        other.secret = "another" if provider != "postal" else payloads.key_of("postal")
        headers = payloads.password(other) if not row.kind.signs else posted.headers
        posted = Posted(posted.body, posted.kind, headers)
        if row.kind.signs:
            row.secret = "another" if provider != "postal" else _another_key()
            row.save()
    answer = send(row, posted)
    assert answer.status_code == (403 if row.kind.signs else 401)
    assert "settings" in answer.content.decode()
    assert ("WWW-Authenticate" in answer.headers) is not row.kind.signs
    assert waiting() == []
    row.refresh_from_db()
    assert row.trouble in ("unsigned", "no_password")


def _another_key() -> str:
    payloads._pair.cache_clear()
    return payloads.key_of("postal")


@pytest.mark.parametrize(
    ("provider", "path"),
    [("mailgun", "guessed/mime"), ("mailgun", "guessed"), ("nobody", "guessed")],
)
def test_an_address_that_nobody_was_told_is_none(
    house: Path, db: None, provider: str, path: str
) -> None:
    assert Client().post(f"/mail/in/{provider}/{path}", {}).status_code == 404


def test_mailgun_s_signature_counts_for_one_mail(webhook: Callable[[str], Webhook]) -> None:
    """It is of a moment and a number: whoever sees it must not send another mail by it."""
    row, raw = webhook("mailgun"), a_mail()
    assert send(row, payloads.mailgun(row, raw)).status_code == 200
    forged = {**payloads.signed_now(raw), "body-mime": a_mail(subject="Forged"), "sender": b"x"}
    answer = send(row, payloads._in_parts(forged, {}))
    assert answer.status_code == 403
    assert "uses its signature again" in answer.content.decode()
    assert send(row, payloads.mailgun(row, raw)).status_code == 200  # the same mail may come again
    assert [one.raw for one in waiting()] == [raw]


@pytest.mark.parametrize("hours", [-25, 25])
def test_mailgun_s_signature_counts_for_a_day(
    webhook: Callable[[str], Webhook], hours: int
) -> None:
    row, raw = webhook("mailgun"), a_mail()
    old = {**payloads.signed_now(raw, ago=hours * 3600), "body-mime": raw}
    assert send(row, payloads._in_parts(old, {})).status_code == 403
    assert (waiting(), UsedSignature.objects.count()) == ([], 0)


def test_what_mailgun_signed_is_forgotten_when_it_counts_no_more(
    webhook: Callable[[str], Webhook],
) -> None:
    row, raw = webhook("mailgun"), a_mail()
    send(row, payloads.mailgun(row, raw))
    UsedSignature.objects.update(at=datetime.now(UTC) - timedelta(days=2))
    send(row, payloads.mailgun(row, raw + b"again\r\n"))
    assert UsedSignature.objects.count() == 1


NOT_WHOLE: dict[str, Callable[[bytes], bytes]] = {
    "mailgun": lambda body: body.replace(b"body-mime", b"body-plain"),
    "sendgrid": lambda body: body.replace(b'name="email"', b'name="text"'),
    "postmark": lambda body: body.replace(b"RawEmail", b"Other"),
}


@pytest.mark.parametrize("provider", NOT_WHOLE)
def test_a_mail_in_parts_is_refused_with_what_to_switch_on(
    webhook: Callable[[str], Webhook], provider: str
) -> None:
    """And the provider is asked to come again: by then it may be switched on."""
    row = webhook(provider)
    posted = MAKE[provider](row, a_mail())
    answer = send(row, Posted(NOT_WHOLE[provider](posted.body), posted.kind, posted.headers))
    assert (answer.status_code, waiting()) == (503, [])
    assert str(row.kind.how) in answer.content.decode()


def test_a_mail_that_amazon_keeps_in_s3_is_not_taken_for_here(
    webhook: Callable[[str], Webhook],
) -> None:
    row = webhook("ses")
    said = {"notificationType": "Received", "mail": {},
            "receipt": {"action": {"type": "S3", "objectKey": "x"}}}  # fmt: skip
    answer = send(row, payloads._sns("Notification", row, Message=json.dumps(said)))
    assert answer.status_code == 503
    assert "Publish to Amazon SNS topic" in answer.content.decode()


@pytest.mark.parametrize(
    ("provider", "body"),
    [
        ("postmark", b"{"),
        ("postmark", b"[" * 100_000),
        ("postmark", b"[]"),
        ("postmark", b'{"RecordType": "Bounce"}'),
        ("postmark", b'{"RawEmail": NaN}'),
        ("postmark", b'{"RawEmail": "' + b"x" * 5000 + b'\\u12"}'),
        ("sparkpost", b'[{"msys": {"message_event": {}}}]'),
        ("sparkpost", b"{}"),
        ("sendgrid", b""),
    ],
)
def test_what_is_no_mail_is_told_so(
    webhook: Callable[[str], Webhook], provider: str, body: bytes
) -> None:
    row = webhook(provider)
    kind = "multipart/form-data; boundary=x" if provider == "sendgrid" else payloads.JSON
    answer = send(row, Posted(body, kind, payloads.password(row)))
    assert answer.status_code in (422, 503)
    assert waiting() == []


@pytest.mark.parametrize("message", ["hello", '{"notificationType": "Bounce"}'])
def test_what_amazon_says_beside_mail_is_none(
    webhook: Callable[[str], Webhook], message: str
) -> None:
    row = webhook("ses")
    assert send(row, payloads._sns("Notification", row, Message=message)).status_code == 422
    assert waiting() == []


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('"Message": "', '"Message": " '),
        ('"Signature": "', '"Signature": "AAAA'),
        ('"Signature": "', '"Signature": "%'),
        ('"Signature"', '"Other"'),
        ('"Type": "Notification"', '"Type": "UnsubscribeConfirmation"'),
        ('"SignatureVersion": "2"', '"SignatureVersion": "3"'),
        ('"SignatureVersion": "2"', '"SignatureVersion": []'),
        ("https://sns.", "http://sns."),
        ("sns.eu-west-1.amazonaws.com", "sns.eu-west-1.amazonaws.com.shop.example"),
        ("sns.eu-west-1.amazonaws.com", "shop.example"),
        ("https://sns.", "https://shop.example" + "@" + "sns."),
        ("sns.eu-west-1.amazonaws.com", "sns.shop.s3.amazonaws.com"),
        ("amazonaws.com/Simple", "amazonaws.com:8443/Simple"),
        ("/SimpleNotificationService-", "/?to=SimpleNotificationService-"),
        (payloads.CERTIFICATE_AT, "https://["),
    ],
)
def test_what_amazon_did_not_sign_is_not_taken(
    webhook: Callable[[str], Webhook], was: str, now: str
) -> None:
    row = webhook("ses")
    posted = payloads.ses(row, a_mail())
    body = posted.body.decode()
    assert was in body
    answer = send(row, Posted(body.replace(was, now, 1).encode(), posted.kind, posted.headers))
    assert (answer.status_code, waiting()) == (403, [])
    assert "Amazon did not sign this" in answer.content.decode()


@pytest.mark.parametrize("version", ["1", "2"])
def test_both_of_amazon_s_signatures_count(webhook: Callable[[str], Webhook], version: str) -> None:
    row = webhook("ses")
    asked = {"SubscribeURL": "https://sns.eu-west-1.amazonaws.com/", "Token": "t", "Message": "?"}
    posted = payloads._sns("SubscriptionConfirmation", row, SignatureVersion=version, **asked)
    assert send(row, posted).status_code == 200


def test_an_old_certificate_vouches_for_nothing(
    webhook: Callable[[str], Webhook], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(amazon, "certificate", lambda _url: payloads.certificate(days=-1))
    row = webhook("ses")
    assert send(row, payloads.ses(row, a_mail())).status_code == 403


def test_amazon_is_asked_to_come_again_while_its_certificate_is_away(
    webhook: Callable[[str], Webhook], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_url: str) -> bytes:
        raise NotTakenError("no_certificate")

    monkeypatch.setattr(amazon, "certificate", away)
    row = webhook("ses")
    answer = send(row, payloads.ses(row, a_mail()))
    assert (answer.status_code, waiting()) == (503, [])
    assert "Amazon tries again" in answer.content.decode()
