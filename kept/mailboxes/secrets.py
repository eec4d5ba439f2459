"""What opens a mailbox: passwords and keys, sealed before they reach the database (see
`kept.record.seals`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from pydantic import ConfigDict, TypeAdapter

from kept.record import seals


class SealBrokenError(ValueError):
    """The secrets were sealed with another desk's key; the sentence says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuth:
    """How a new access token is had (RFC 6749 §6), and where somebody grants access (§4.1) to
    what `scope` names. No secret of it is ever shown."""

    authorize_url: str = ""
    token_url: str = ""
    scope: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What only the desk may know of a mailbox; '' and None where there is none.

    `dkim_key`: an RSA private key, PEM (PKCS #8, not encrypted). `repr` shows none of it, so that
    neither a log nor a traceback does.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    imap_password: str = field(default="", repr=False)
    smtp_password: str = field(default="", repr=False)
    oauth: OAuth | None = field(default=None, repr=False)
    dkim_key: str = field(default="", repr=False)


NOTHING = Secrets()
_JSON = TypeAdapter(Secrets)
_PURPOSE: Final = "secrets of mailboxes"


def seal(secrets: Secrets) -> str:
    """`secrets` as they are stored: '' where there are none."""
    return "" if secrets == NOTHING else seal_text(_JSON.dump_json(secrets).decode())


def seal_text(secret: str) -> str:
    """A single secret as it is stored: '' where there is none."""
    return seals.seal(secret, _PURPOSE) if secret else ""


def unseal_text(sealed: str) -> str:
    """What `seal_text` was given. Raises SealBrokenError where another key sealed it."""
    try:
        return seals.unseal(sealed, _PURPOSE) if sealed else ""
    except seals.OtherKeyError:
        raise _broken() from None


def unseal(sealed: str) -> Secrets:
    """What `seal` was given. Raises SealBrokenError where another key sealed it."""
    if not sealed:
        return NOTHING
    text = unseal_text(sealed)
    try:
        return _JSON.validate_json(text)
    except ValueError:
        # Not `from error`: what the reader of JSON complains about could be a secret.
        raise _broken() from None


def _broken() -> SealBrokenError:
    return SealBrokenError(
        "The passwords and keys of this mailbox were sealed with another secret.key. "
        "Put the secret.key of this record back, or enter them again."
    )
