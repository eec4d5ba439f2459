"""Domains of senders for tests: what they publish, and how their mail is signed."""

from __future__ import annotations

import base64
from functools import cache

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

HOME = "192.0.2.10"
"""The machine that example.org sends its mail from."""
ELSEWHERE = "198.51.100.7"


@cache
def key() -> tuple[bytes, str]:
    """A key of example.org: to sign with, and as it is published."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return pem, "v=DKIM1; k=rsa; p=" + base64.b64encode(public).decode()


def zone() -> dict[str, dict[str, list[str]]]:
    """What three domains publish: all, only SPF, and a wish for nothing in particular."""
    return {
        "example.org": {"TXT": ["v=spf1 ip4:192.0.2.0/28 -all"]},
        "_dmarc.example.org": {"TXT": ["v=DMARC1; p=reject"]},
        "one._domainkey.example.org": {"TXT": [key()[1]]},
        "one._domainkey.evil.example": {"TXT": [key()[1]]},
        "evil.example": {"TXT": ["v=spf1 +all"]},
        "elsewhere.example": {"TXT": ["v=spf1 +all"]},
        "loose.example": {"TXT": ["v=spf1 -all"]},
        "_dmarc.loose.example": {"TXT": ["v=DMARC1; p=none"]},
        "silent.example": {"SILENT": []},
        "_dmarc.silent.example": {"SILENT": []},
    }


def signed(raw: bytes, domain: str = "example.org", **more: object) -> bytes:
    """The mail with a signature of `domain` on top."""
    mark = dkim.sign(
        raw, b"one", domain.encode(), key()[0], canonicalize=(b"relaxed", b"relaxed"), **more
    )
    return bytes(mark) + raw
