"""A mail that is larger than the desk takes: refused where everybody sees it, by its header.

By SMTP its sender would be told at once; a mailbox or a provider elsewhere has accepted it already.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction

from kept.channels.mail import spool
from kept.channels.mail.incoming import ingest
from kept.channels.mail.incoming.outcome import Outcome, State
from kept.channels.mail.spool import Spooled
from kept.core.mail import Incoming
from kept.mailboxes.directory import directory
from kept.record import rows
from kept.tickets.draft import storable


def refuse(head: Spooled, size: int) -> str:
    """Keep the verdict on a mail of `size` bytes and its header, once; the mail's id. The verdict
    first: whoever finds the header in the spool finds that it was decided on."""
    row = ingest.verdict(head, Outcome(State.REFUSED, "too_large"))
    row.size = size
    incoming = ingest.understood(head, directory())
    if isinstance(incoming, Incoming):
        row.sender = storable(incoming.sender.key)[:320]
        row.subject = storable(incoming.subject)[:400]
    try:
        with transaction.atomic():
            rows.insert([row])
    except IntegrityError:
        pass  # decided on before; then the process ended
    return spool.hand_in(head)
