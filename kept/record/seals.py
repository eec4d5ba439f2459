"""What only the desk may read, sealed before it reaches the database.

Whoever has a copy of the record alone (a stolen backup of PostgreSQL, a page, an export) reads
nothing: the key comes from `KEPT_HOME/secret.key`.
"""

from __future__ import annotations

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class OtherKeyError(ValueError):
    """It was sealed with another desk's key, or was never sealed here."""


def seal(text: str, purpose: str) -> str:
    """`text` as it is stored."""
    return _lock(settings.SECRET_KEY, purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, purpose: str) -> str:
    """What `seal` was given for the same purpose. Raises OtherKeyError."""
    try:
        return _lock(settings.SECRET_KEY, purpose).decrypt(sealed.encode()).decode()
    except (InvalidToken, ValueError):
        # Not `from error`: what is complained about could be the secret.
        raise OtherKeyError("This was sealed with another secret.key.") from None


@lru_cache(maxsize=8)
def _lock(key: str, purpose: str) -> Fernet:
    """A lock of its own for each purpose: what signs sessions opens nothing."""
    derived = HKDF(SHA256(), 32, salt=None, info=f"kept: {purpose}".encode()).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
