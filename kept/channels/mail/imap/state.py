"""How the reading of each mailbox goes, for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from kept.channels.mail.imap.models import Fetched, Watch
from kept.channels.mail.imap.take import Look
from kept.channels.mail.imap.troubles import TroubleError, sentence
from kept.mailboxes.models import Mailbox

#: A mailbox that nobody looked into for so long is not being read: `kept serve` does not run.
UNSEEN = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class State:
    """`looked_at`: when its folder was last read to the end; `fetched_at`: when a mail was last
    found there; None: never. `code` is '' while all is well; then `failing_since` is None and
    `error` ''. `next_at`: when it is tried again, None while there is a connection. `told_at_once`:
    the server tells of new mail by itself; else it is asked every minute. `withheld`: mails that
    the server does not hand out."""

    address: str
    looked_at: datetime | None
    fetched_at: datetime | None
    told_at_once: bool
    code: str
    detail: str
    failing_since: datetime | None
    next_at: datetime | None
    withheld: int

    @property
    def error(self) -> str:
        """What is wrong, as a sentence in the reader's language; '' while all is well."""
        return sentence(self.code, self.detail) if self.code else ""

    def abandoned(self, now: datetime) -> bool:
        """Whether nobody looks any more: the part that fetches does not run."""
        latest = max(filter(None, (self.looked_at, self.failing_since, self.next_at)), default=None)
        return latest is None or now - latest > UNSEEN


def states() -> dict[str, State]:
    """The state of every mailbox that was ever read, by its address. Two queries."""
    failed = Fetched.objects.filter(mail="").values_list("folder__address")
    withheld = dict(failed.annotate(Count("pk")))
    return {row.address: _state(row, withheld.get(row.address, 0)) for row in Watch.objects.all()}


def state(mailbox: Mailbox) -> State | None:
    """The state of one mailbox; None where it was never read."""
    return states().get(mailbox.address)


# Written by whoever reads a mailbox


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


def _state(row: Watch, withheld: int) -> State:
    return State(
        address=row.address,
        looked_at=row.looked_at,
        fetched_at=row.fetched_at,
        told_at_once=row.told_at_once,
        code=row.code,
        detail=row.detail,
        failing_since=row.failing_since,
        next_at=row.next_at,
        withheld=withheld,
    )
