"""Posts as each provider makes them, signed by a key of the test's own.

By the providers' documentation: https forms and JSON, with the fields that matter and some beside.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlencode

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from django.test import Client

from kept.channels.mail import spool
from kept.channels.mail.conftest import mail
from kept.channels.mail.webhooks.models import USER, Webhook

KEY = "key-3ax6xnjp29jd6fds4gc373sgvjxteol0"
SENDER, DESK = "camille@example.org", "contact@copyfy.io"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True)
class Posted:
    """A post: what goes over the line, and the headers beside it."""

    body: bytes
    kind: str
    headers: dict[str, str]


Make = Callable[[Webhook, bytes], Posted]


def a_mail(**fields: str) -> bytes:
    return mail(Message_ID="<1@example.org>", **fields)


def waiting() -> list[spool.Spooled]:
    """What is in the spool."""
    return [spool.read(file) for file in spool.waiting()]


def send(webhook: Webhook, posted: Posted, **more: Any) -> Any:
    """Post to the address that the provider was told; `more`: headers that replace others."""
    address = webhook.address.partition("8000")[2] or webhook.address
    headers = posted.headers | more
    client = Client(enforce_csrf_checks=True, headers={name: headers[name] for name in headers})
    return client.post(address, posted.body, content_type=posted.kind)


def password(webhook: Webhook) -> dict[str, str]:
    given = b64encode(f"{USER}:{webhook.secret}".encode()).decode()
    return {"Authorization": f"Basic {given}"}


def mailgun(webhook: Webhook, raw: bytes) -> Posted:
    """A form with the mail in it, byte for byte; the signature is over a moment and a nonce."""
    fields = {"recipient": DESK.encode(), "sender": SENDER.encode(),
              "subject": b"The report stops", **signed_now(raw), "body-mime": raw}  # fmt: skip
    return Posted(urlencode(fields).encode(), FORM, {})


def mailgun_parts(webhook: Webhook, raw: bytes) -> Posted:
    """The same as a form of parts, as where files come with it."""
    fields = {"recipient": DESK.encode(), "sender": SENDER.encode(), **signed_now(raw),
              "body-mime": raw}  # fmt: skip
    return _in_parts(fields, {})


def signed_now(raw: bytes, *, ago: int = 0) -> dict[str, bytes]:
    """A moment, so many seconds ago, and a nonce, which Mailgun signs in place of the mail."""
    moment, nonce = str(int(time.time()) - ago), hashlib.sha256(raw).hexdigest()[:50]
    signed = hmac.new(KEY.encode(), f"{moment}{nonce}".encode(), hashlib.sha256).hexdigest()
    return {"timestamp": moment.encode(), "token": nonce.encode(), "signature": signed.encode()}


def postmark(webhook: Webhook, raw: bytes) -> Posted:
    said = {
        "FromFull": {"Email": SENDER, "Name": "Camille", "MailboxHash": ""},
        "OriginalRecipient": DESK,
        "MessageID": "22c74902-a0c1-4511-804f-341342852c90",
        "MessageStream": "inbound",
        "TextBody": "The export stops.",
        "Headers": [
            {"Name": "Return-Path", "Value": f"<{SENDER}>"},
            {"Name": "X-Spam-Status", "Value": "No"},
        ],
        "Attachments": [],
        "RawEmail": raw.decode(),
    }
    return Posted(json.dumps(said).encode(), JSON, password(webhook))


def sendgrid(webhook: Webhook, raw: bytes) -> Posted:
    fields = {"email": raw, "to": DESK.encode(), "charsets": b'{"to":"UTF-8"}',
              "envelope": json.dumps({"to": [DESK], "from": SENDER}).encode()}  # fmt: skip
    return _in_parts(fields, password(webhook))


def sparkpost(webhook: Webhook, raw: bytes) -> Posted:
    said = {
        "protocol": "smtp", "friendly_from": SENDER, "msg_from": SENDER, "rcpt_to": DESK,
        "webhook_id": "4839201967643219",
        "content": {"subject": "The report stops", "email_rfc822_is_base64": True,
                    "email_rfc822": b64encode(raw).decode()},
    }  # fmt: skip
    body = json.dumps([{"msys": {"relay_message": said}}])
    return Posted(body.encode(), JSON, password(webhook))


def mandrill(webhook: Webhook, raw: bytes) -> Posted:
    said = {"email": DESK, "from_email": SENDER, "raw_msg": raw.decode(), "tags": []}
    events = json.dumps([{"event": "inbound", "ts": 1767603600, "msg": said}])
    over = f"{webhook.address}mandrill_events{events}"
    signed = hmac.new(KEY.encode(), over.encode(), hashlib.sha1).digest()
    body = urlencode({"mandrill_events": events}).encode()
    return Posted(body, FORM, {"X-Mandrill-Signature": b64encode(signed).decode()})


def mailersend(webhook: Webhook, raw: bytes) -> Posted:
    data = {"id": "62fb66bef54a112e920b5493", "raw": raw.decode(), "subject": "The report stops",
            "sender": {"email": SENDER, "name": "Camille"},
            "recipients": {"rcptTo": [{"email": DESK}], "to": {"raw": DESK}}}  # fmt: skip
    body = json.dumps({"type": "inbound.message", "inbound_id": "x", "data": data}).encode()
    return Posted(body, JSON, {"Signature": hmac.new(KEY.encode(), body, "sha256").hexdigest()})


def postal(webhook: Webhook, raw: bytes) -> Posted:
    said = {"id": 12345, "rcpt_to": DESK, "mail_from": SENDER, "base64": True,
            "message": b64encode(raw).decode(), "size": len(raw)}  # fmt: skip
    body = json.dumps(said).encode()
    signed = _pair().sign(body, padding.PKCS1v15(), hashes.SHA1())
    return Posted(body, JSON, {"X-Postal-Signature": b64encode(signed).decode()})


def ses(webhook: Webhook, raw: bytes) -> Posted:
    said = {
        "notificationType": "Received",
        "mail": {"source": SENDER, "messageId": "o3vrnil0e2ic28trm7dfhrc2v0clambda4nbp0g1",
                 "timestamp": "2026-01-05T09:00:00.000Z", "destination": [DESK]},
        "receipt": {"recipients": [DESK], "spamVerdict": {"status": "PASS"},
                    "action": {"type": "SNS", "topicArn": "arn:aws:sns:eu-west-1:1:desk",
                               "encoding": "BASE64"}},
        "content": b64encode(raw).decode(),
    }  # fmt: skip
    return _sns("Notification", webhook, Message=json.dumps(said))


def subscription(webhook: Webhook) -> Posted:
    """What Amazon posts first, to ask whether it may post more."""
    asked = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=2336412f37"
    return _sns("SubscriptionConfirmation", webhook, SubscribeURL=asked, Message="Confirm it.")


CERTIFICATE_AT = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-7ff5318490ec.pem"
_SIGNED = ("Message", "MessageId", "SubscribeURL", "Subject", "Timestamp", "Token", "TopicArn")


def _sns(kind: str, webhook: Webhook, **more: str) -> Posted:
    said = {"MessageId": "22b80b92-fdea-4c2c", "Timestamp": "2026-01-05T09:00:00.000Z",
            "TopicArn": "arn:aws:sns:eu-west-1:1:desk", "SignatureVersion": "2",
            "SigningCertURL": CERTIFICATE_AT, **more}  # fmt: skip
    words = [f"{name}\n{said[name]}\n" for name in _SIGNED if name in said] + [f"Type\n{kind}\n"]
    hashed = hashes.SHA1() if said["SignatureVersion"] == "1" else hashes.SHA256()
    signature = _pair().sign("".join(words).encode(), padding.PKCS1v15(), hashed)
    said |= {"Type": kind, "Signature": b64encode(signature).decode()}
    headers = {"x-amz-sns-message-type": kind, **password(webhook)}
    return Posted(json.dumps(said).encode(), "text/plain; charset=UTF-8", headers)


@cache
def certificate(*, days: int = 1) -> bytes:
    """Amazon's certificate, as far as these posts are concerned; it ends in so many days."""
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns")]), datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    made = made.public_key(_pair().public_key()).serial_number(1)
    made = made.not_valid_before(now - timedelta(days=9)).not_valid_after(now + timedelta(days))
    pem: bytes = made.sign(_pair(), hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    return pem


def _in_parts(fields: dict[str, bytes], headers: dict[str, str]) -> Posted:
    edge = "xYzZY"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value
        for name, value in fields.items()
    ]
    body = b"\r\n".join([*parts, f"--{edge}--\r\n".encode()])
    return Posted(body, f"multipart/form-data; boundary={edge}", headers)


@cache
def _pair() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 1024)


def key_of(provider: str) -> str:
    """What a lead enters for a provider that signs."""
    if provider != "postal":
        return KEY
    der = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    return b64encode(_pair().public_key().public_bytes(*der)).decode()


MAKE: dict[str, Make] = {
    "mailgun": mailgun, "postmark": postmark, "sendgrid": sendgrid, "ses": ses,
    "sparkpost": sparkpost, "mandrill": mandrill, "mailersend": mailersend, "postal": postal,
}  # fmt: skip
