"""Access to a mailbox that somebody granted (OAuth 2.0, RFC 6749 §6).

Guarantee: a refresh token that the service exchanges for another is stored before the access that
came with it is used.
"""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.db import transaction

from kept.channels.mail.imap.troubles import TroubleError
from kept.mailboxes.models import Mailbox
from kept.mailboxes.secrets import OAuth

TIMEOUT = 20.0
#: Seconds that a token must still hold to be used, and how long one holds that says nothing.
MARGIN, UNSAID = 60, 300
_LONGEST_ANSWER = 256 * 1024
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class _Access:
    """`grant`: of which refresh token it is; `until` by the monotonic clock."""

    token: str
    grant: str
    until: float


_held: dict[int, _Access] = {}
_asking = threading.Lock()


def access(mailbox: Mailbox) -> str:
    """A token that opens the mailbox now. Raises TroubleError.

    One asks at a time: two who use one refresh token at once may both lose it.
    """
    oauth = mailbox.open_secrets().oauth
    if oauth is None or not oauth.refresh_token:
        raise TroubleError("no_grant")
    with _asking:
        held = _held.get(mailbox.pk)
        if held and held.grant == oauth.refresh_token and held.until > time.monotonic():
            return held.token
        answer = _answer(oauth)
        grant = str(answer.get("refresh_token") or oauth.refresh_token)
        if grant != oauth.refresh_token:
            _keep(mailbox, grant)
        until = time.monotonic() + _seconds(answer) - MARGIN
        _held[mailbox.pk] = _Access(answer["access_token"], grant, until)
        return _held[mailbox.pk].token


def forget(mailbox: Mailbox) -> None:
    """Ask anew next time: the mail server did not take the token."""
    _held.pop(mailbox.pk, None)


def _keep(mailbox: Mailbox, grant: str) -> None:
    """Store the refresh token that replaces the one we had, in the row and in `mailbox`."""
    with transaction.atomic():
        row = Mailbox.objects.select_for_update().get(pk=mailbox.pk)
        secrets = row.open_secrets()
        if secrets.oauth is None:
            raise TroubleError("no_grant")
        row.seal(replace(secrets, oauth=replace(secrets.oauth, refresh_token=grant)))
        row.save(update_fields=["secrets"])
    mailbox.secrets, mailbox.revision = row.secrets, row.revision


def _answer(oauth: OAuth) -> dict[str, Any]:
    address = urlsplit(oauth.token_url)
    if address.scheme != "https" and address.hostname not in _LOOPBACK:
        raise TroubleError("no_token", f"{oauth.token_url} is not https")
    form = {
        "grant_type": "refresh_token",
        "refresh_token": oauth.refresh_token,
        "client_id": oauth.client_id,
        "client_secret": oauth.client_secret,
    }
    body = urlencode({name: value for name, value in form.items() if value}).encode()
    request = urllib.request.Request(  # noqa: S310  (https, or this machine itself)
        oauth.token_url, body, {"Accept": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as response:  # noqa: S310
            answer = json.loads(response.read(_LONGEST_ANSWER))
    except urllib.error.HTTPError as error:
        with error:
            raise _refusal(error.code, error.read(_LONGEST_ANSWER)) from None
    except (OSError, ValueError) as error:
        raise TroubleError("no_token", getattr(error, "reason", error)) from error
    if not isinstance(answer, dict) or not isinstance(answer.get("access_token"), str):
        raise TroubleError("no_token", "it sent no access token")
    return answer


def _refusal(status: int, body: bytes) -> TroubleError:
    """RFC 6749 §5.2: 400 or 401 with a reason is final until somebody grants anew."""
    try:
        answer = json.loads(body)
        reason = str(answer.get("error_description") or answer["error"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return TroubleError("no_token", f"HTTP {status}")
    return TroubleError("grant_refused" if status in (400, 401) else "no_token", reason)


def _seconds(answer: dict[str, Any]) -> float:
    try:
        return float(answer.get("expires_in", UNSAID))
    except (TypeError, ValueError):
        return UNSAID
