"""Keys with which the desk signs its mail (DKIM, RFC 6376)."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

_BITS = 2048
"""RFC 8301 asks for 2048; longer keys do not fit into one answer of many name servers."""


def new_key() -> str:
    """A private key, PEM."""
    made = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def selector(key: str, at: datetime) -> str:
    """The name of a key that is made at `at`: each its own, so that the one before can stay
    published while its last mails are on their way, and mailboxes of one domain are told apart."""
    return f"kept{at:%Y%m}-{hashlib.sha256(record(key).encode()).hexdigest()[:6]}"


def record(key: str) -> str:
    """What is published of a private key: the text of its TXT record (RFC 6376 §3.6.1)."""
    public = load_pem_private_key(key.encode(), None).public_key()
    shown = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; k=rsa; p={base64.b64encode(shown).decode()}"
