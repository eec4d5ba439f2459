"""From a post into the spool.

Guarantee: exactly once. A row with the id that the mail will have is written first, then the mail
under this id, then the provider is answered. Whoever posts the same bytes again, because the desk
was killed in between or the answer was lost, finds the row, and by its id the mail.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from kept.channels.mail import spool
from kept.channels.mail.incoming import oversize
from kept.channels.mail.server.smtp import Limits
from kept.channels.mail.spool import Spooled
from kept.channels.mail.webhooks.contents import Handed
from kept.channels.mail.webhooks.models import HandedOver, Webhook
from kept.channels.mail.webhooks.troubles import NotTakenError
from kept.core.mail.headers import read_headers
from kept.core.mail.refusals import UnreadableError
from kept.core.mail.understand import read_date

#: Bytes of a mail, as by SMTP.
LARGEST: Final = Limits().mail
#: How long providers keep on trying: before that, the date of a mail is a wrong clock or a lie.
_LONGEST_WAY: Final = timedelta(days=4)


def take(webhook: Webhook, mail: Handed, now: datetime) -> str:
    """Keep a mail durably, once, and return its id in the spool. Raises OSError or DatabaseError
    where that is not possible now, NotTakenError for a mail that is too large; of that the header
    is kept, among the refused mails."""
    digest = hashlib.sha256(mail.raw).hexdigest()
    at = arrived(mail.raw, now)
    number = spool.id_of(at, "webhook", digest)
    row, _new = HandedOver.objects.get_or_create(sha256=digest, defaults={"mail": number, "at": at})
    spooled = Spooled(row.mail, row.at, mail.mail_from, mail.rcpt_to, webhook.provider, mail.raw)
    if len(mail.raw) > LARGEST:
        oversize.refuse(replace(spooled, raw=_head(mail.raw)), len(mail.raw))
        raise NotTakenError("too_large")
    return spool.hand_in(spooled)


def arrived(raw: bytes, now: datetime) -> datetime:
    """When the provider received a mail, by its own line at the top of the header: a promise
    begins then, however long the desk was away. `now` where it says nothing that can be."""
    try:
        headers, _end = read_headers(raw, 0, len(raw))
    except UnreadableError:
        return now
    for field in headers.all("received")[:1]:
        at, _warning = read_date(field.rpartition(";")[2].strip())
        if at and now - _LONGEST_WAY <= at <= now:
            return at
    return now


def _head(raw: bytes) -> bytes:
    """The header of a mail, and the empty line after it."""
    ends = [at + len(mark) for mark in (b"\r\n\r\n", b"\n\n") if (at := raw.find(mark)) >= 0]
    return raw[: min(ends, default=0)][: 1024 * 1024] or raw[:1024]
