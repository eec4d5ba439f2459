"""A mail that is larger than the desk takes: refused where everybody sees it, and left in place.

By SMTP its sender would be told at once; a mailbox elsewhere has accepted it already.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from kept.channels.mail.imap.envelope import hand_in
from kept.channels.mail.incoming import ingest
from kept.channels.mail.incoming.outcome import Outcome, State
from kept.channels.mail.spool import Spooled
from kept.core.mail import Incoming
from kept.mailboxes.directory import directory
from kept.record import rows
from kept.tickets.draft import storable


@dataclass(frozen=True, slots=True)
class Oversize:
    """A mail by its header; `size`: the bytes of all of it, as the server says."""

    mail: Spooled
    size: int


def refuse(one: Oversize) -> str:
    """Keep the verdict and the header, once, and return the mail's id. The verdict first: whoever
    finds the header in the spool finds that it was decided on."""
    mail = one.mail
    row = ingest.verdict(mail, Outcome(State.REFUSED, "too_large"))
    row.size = one.size
    incoming = ingest.understood(mail, directory())
    if isinstance(incoming, Incoming):
        row.sender = storable(incoming.sender.key)[:320]
        row.subject = storable(incoming.subject)[:400]
    try:
        with transaction.atomic():
            rows.insert([row])
    except IntegrityError:
        pass  # decided on before; then the process ended
    return hand_in(mail)
