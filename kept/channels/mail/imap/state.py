"""How the reading of each mailbox goes: written down for people by whoever reads it."""

from __future__ import annotations

from datetime import datetime

from kept.channels.mail.imap.models import Watch
from kept.channels.mail.imap.take import Look
from kept.channels.mail.imap.troubles import TroubleError
from kept.mailboxes.models import Mailbox


def looked(mailbox: Mailbox, at: datetime, look: Look, *, told_at_once: bool) -> None:
    """Its folder was read to the end."""
    row, _ = Watch.objects.get_or_create(address=mailbox.address)
    row.looked_at, row.told_at_once, row.next_at = at, told_at_once, None
    row.fetched_at = at if look.found else row.fetched_at
    _note(row, look.trouble, at)
    row.save()


def failed(mailbox: Mailbox, trouble: TroubleError, at: datetime, next_at: datetime) -> None:
    """It could not be read; it is tried again at `next_at`."""
    row, _ = Watch.objects.get_or_create(address=mailbox.address)
    row.next_at = next_at
    _note(row, trouble, at)
    row.save()


def _note(row: Watch, trouble: TroubleError | None, at: datetime) -> None:
    row.code, row.detail = (trouble.code, trouble.detail) if trouble else ("", "")
    row.failing_since = (row.failing_since or at) if trouble else None
