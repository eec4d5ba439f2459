"""Access to a mailbox that somebody granted (OAuth 2.0, RFC 6749 §6).

Guarantee: a refresh token that the service exchanges for another is held before the access that
came with it is used.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import transaction

from kept.mailboxes import sign_in_service
from kept.mailboxes.models import Mailbox
from kept.mailboxes.secrets import NOTHING, SealBrokenError
from kept.mailboxes.troubles import TroubleError

#: Seconds that a token must still hold to be used, and how long one holds that says nothing.
MARGIN: Final = 60
UNSAID: Final = 300


@dataclass(frozen=True, slots=True)
class _Access:
    """`grant`: of which refresh token it is; `until` by the monotonic clock."""

    token: str
    grant: str
    until: float


_held: dict[int, _Access] = {}
_asking: dict[int, threading.Lock] = {}


def access(mailbox: Mailbox) -> str:
    """A token that opens the mailbox now. Raises TroubleError.

    One asks at a time: two who use one refresh token at once may both lose it.
    """
    try:
        oauth = mailbox.open_secrets().oauth
    except SealBrokenError:
        raise TroubleError("sealed") from None
    if oauth is None or not oauth.refresh_token:
        raise TroubleError("no_grant")
    with _asking.setdefault(mailbox.pk, threading.Lock()):
        held = _held.get(mailbox.pk)
        if held and held.grant == oauth.refresh_token and held.until > time.monotonic():
            return held.token
        answer = sign_in_service.ask(
            oauth, {"grant_type": "refresh_token", "refresh_token": oauth.refresh_token}
        )
        grant = str(answer.get("refresh_token") or oauth.refresh_token)
        if grant != oauth.refresh_token:
            _keep(mailbox, oauth.refresh_token, grant)
        until = time.monotonic() + _seconds(answer) - MARGIN
        _held[mailbox.pk] = _Access(answer["access_token"], grant, until)
        return _held[mailbox.pk].token


def forget(mailbox: Mailbox) -> None:
    """Ask anew next time: the mail server did not take the token."""
    _held.pop(mailbox.pk, None)


def _keep(mailbox: Mailbox, was: str, now: str) -> None:
    """Hold the refresh token that replaces `was`: in `mailbox`, and in its row where that has the
    same. A mailbox that is only being tried is stored by whoever tries it."""
    with transaction.atomic():
        row = Mailbox.objects.select_for_update().filter(pk=mailbox.pk).first()
        if row and _exchanged(row, was, now):
            row.save(update_fields=["secrets"])
            mailbox.revision = row.revision
    _exchanged(mailbox, was, now)


def _exchanged(mailbox: Mailbox, was: str, now: str) -> bool:
    secrets = mailbox.open_secrets() if mailbox.secrets else NOTHING
    if secrets.oauth is None or secrets.oauth.refresh_token != was:
        return False
    mailbox.seal(replace(secrets, oauth=replace(secrets.oauth, refresh_token=now)))
    return True


def _seconds(answer: dict[str, Any]) -> float:
    try:
        return float(answer.get("expires_in", UNSAID))
    except (TypeError, ValueError):
        return UNSAID
