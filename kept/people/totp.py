"""Codes of six digits that an authenticator shows anew every thirty seconds (RFC 6238, SHA-1).

Pure: the moment is an argument.
"""

from __future__ import annotations

import base64
import hmac
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

SECONDS: Final = 30
DIGITS: Final = 6
#: Steps by which a telephone's clock may be wrong.
ASTRAY: Final = 1


def code(secret: str, step: int) -> str:
    """The code of a time step; `secret` in base 32 (RFC 4226 §5.3)."""
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8), "sha1")
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4]) & 0x7FFF_FFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def matched(secret: str, typed: str, *, at: datetime, after: int) -> int | None:
    """Which time step `typed` is the code of, now or a moment ago; None where it is of none.

    A step counts only `after` the last one that was used: a code that somebody saw is worth
    nothing any more (RFC 6238 §5.2).
    """
    now = int(at.timestamp()) // SECONDS
    steps = range(max(now - ASTRAY, after + 1), now + ASTRAY + 1)
    found = [
        step for step in steps if hmac.compare_digest(code(secret, step).encode(), typed.encode())
    ]
    return found[0] if found else None


def address(secret: str, *, desk: str, email: str) -> str:
    """What an authenticator opens to know the secret (otpauth://)."""
    label = quote(f"{desk}:{email}")
    return (
        f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': desk}, quote_via=quote)}"
    )
