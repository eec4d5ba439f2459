"""Whether a notification comes from Amazon SNS: it signs each with a certificate of its own, which
stands at an address of Amazon's that the notification names.

A valid signature says that Amazon sent it, on whoever's behalf; that it is for this desk, the
password in the address says.
"""

from __future__ import annotations

import binascii
import http.client
import re
import urllib.request
from base64 import b64decode
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm

from kept.channels.mail.webhooks.troubles import NotTakenError

_HOST: Final = re.compile(r"sns\.[a-z0-9-]{1,32}\.amazonaws\.com(\.cn)?")
_FILE: Final = re.compile(r"/SimpleNotificationService-[0-9A-Za-z-]{1,80}\.pem")
_HASHES: Final[dict[str, HashAlgorithm]] = {"1": SHA1(), "2": SHA256()}  # noqa: S303  (theirs)
_OF_NEWS: Final = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
_OF_QUESTIONS: Final = (
    "Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type",
)  # fmt: skip
_PATIENCE: Final = 5.0
_LONGEST: Final = 64 * 1024


def check(told: Any) -> None:
    """Raises NotTakenError where Amazon did not sign what was `told`."""
    if not isinstance(told, dict):
        raise NotTakenError("unreadable")
    hashed = _HASHES.get(str(told.get("SignatureVersion")))
    where = told.get("SigningCertURL")
    if hashed is None or not isinstance(where, str) or not is_amazon_s(where, _FILE):
        raise NotTakenError("not_amazon")
    try:
        key = _key(certificate(where))
        key.verify(
            b64decode(str(told.get("Signature")), validate=True), _signed(told), PKCS1v15(), hashed
        )
    except (InvalidSignature, UnsupportedAlgorithm, binascii.Error, ValueError):
        raise NotTakenError("not_amazon") from None


def is_amazon_s(url: str, path: re.Pattern[str] | None = None) -> bool:
    """Whether an address is one of SNS itself."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    if (parts.scheme, port or 443) != ("https", 443) or not _HOST.fullmatch(parts.hostname or ""):
        return False
    return "@" not in parts.netloc and (path is None or bool(path.fullmatch(parts.path)))


@lru_cache(maxsize=16)
def certificate(url: str) -> bytes:
    """What stands at an address that `check` has looked at. Raises NotTakenError, and asks again
    the next time."""
    try:
        with _opener.open(url, timeout=_PATIENCE) as answer:
            found: bytes = answer.read(_LONGEST)
            return found
    except (OSError, ValueError, http.client.HTTPException):
        raise NotTakenError("no_certificate") from None


class _Here(urllib.request.HTTPRedirectHandler):
    """What Amazon signs with stands where it says, not somewhere that it leads to."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_opener: Final = urllib.request.build_opener(_Here)


def _key(pem: bytes) -> RSAPublicKey:
    """Raises ValueError where it is none that holds now."""
    found = x509.load_pem_x509_certificate(pem)
    key = found.public_key()
    holds = found.not_valid_before_utc <= datetime.now(UTC) <= found.not_valid_after_utc
    if not isinstance(key, RSAPublicKey) or not holds:
        raise ValueError("no certificate to sign with")
    return key


def _signed(told: dict[str, Any]) -> bytes:
    """The words that the signature is of."""
    names = _OF_NEWS if told.get("Type") == "Notification" else _OF_QUESTIONS
    said = ((name, told[name]) for name in names if told.get(name) is not None)
    return "".join(f"{name}\n{value}\n" for name, value in said).encode("utf-8", "replace")
