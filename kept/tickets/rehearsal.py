"""What would happen if somebody did it: the very act, undone before anybody can see it.

A preview that is made in another way than the mail is a second truth. So a reply is said, its mail
is written as it is when it leaves, and the transaction is taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from django.db import transaction

from kept.record.models import OutgoingMail

#: Writes the mail of a row as it is sent at a moment.
Writer = Callable[[OutgoingMail, datetime], bytes]

_writers: Final[list[Writer]] = []


def written_by(writer: Writer) -> None:
    """The room that writes the desk's mails says how, when it is ready."""
    _writers[:] = [writer]


@contextmanager
def rehearsal() -> Iterator[None]:
    """Whatever is done within has not been done when it ends, and nobody else sees any of it.
    Files that are handed in stay on the disk until they are swept."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def mail_of_reply(ticket: int, *, at: datetime) -> bytes:
    """The mail of the last reply of a ticket, as it would be sent to its customer at `at`."""
    replies = OutgoingMail.objects.filter(ticket=ticket, purpose="reply").order_by("id")
    row = replies.last()
    if row is None or not _writers:
        raise LookupError(f"There is no mail of a reply in ticket {ticket}.")
    return _writers[0](row, at)
