"""A connection to one mailbox with its folder open, and the bookmark that belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from kept.channels.mail.imap.breaks import Breaks
from kept.channels.mail.imap.connect import Connection, connect, leave, spoken
from kept.channels.mail.imap.models import Folder
from kept.channels.mail.imap.troubles import TroubleError
from kept.mailboxes.models import Mailbox

_SECOND = timedelta(seconds=1)


@dataclass(slots=True)
class Session:
    """`next_uid`: the first number that no mail of the folder has yet, when it was opened;
    `count`: how many mails it held then. `breaks`: how earlier connections ended."""

    mailbox: Mailbox
    client: Connection
    folder: Folder
    next_uid: int
    count: int
    breaks: Breaks

    @property
    def keeps(self) -> bool:
        """Whether the mailbox is to stay as it is."""
        return self.mailbox.imap_after == Mailbox.After.KEEP


@contextmanager
def opened(mailbox: Mailbox, breaks: Breaks | None = None) -> Iterator[Session]:
    """A session, ended with the `with`. Raises TroubleError, then and later."""
    client = connect(mailbox)
    try:
        with spoken():
            yield open_folder(mailbox, client, breaks)
    finally:
        leave(client)


def open_folder(mailbox: Mailbox, client: Connection, breaks: Breaks | None = None) -> Session:
    """Open the mailbox's folder, or open it anew: only then is seen whether the server has given
    its mails new numbers. A mailbox that is to stay as it is is opened to be read only."""
    readonly = mailbox.imap_after == Mailbox.After.KEEP
    try:
        facts = client.select_folder(mailbox.imap_folder, readonly=readonly)
    except IMAPClientAbortError:
        raise
    except IMAPClientError as error:
        if not client.folder_exists(mailbox.imap_folder):
            raise TroubleError("no_folder", mailbox.imap_folder) from error
        raise TroubleError("not_opened", error) from error
    try:
        validity, count = int(facts[b"UIDVALIDITY"]), int(facts[b"EXISTS"])
    except (KeyError, ValueError, TypeError) as error:
        raise TroubleError("server", "it names no UIDVALIDITY") from error
    next_uid = int(facts.get(b"UIDNEXT") or _next_uid(client))
    folder = _bookmark(mailbox, client, validity, next_uid)
    return Session(mailbox, client, folder, next_uid, count, breaks or Breaks())


def _next_uid(client: Connection) -> int:
    """For old servers that do not say (RFC 3501 makes it optional)."""
    return max(client.search(["UID", "*"]), default=0) + 1


def _bookmark(mailbox: Mailbox, client: Connection, validity: int, next_uid: int) -> Folder:
    folders = Folder.objects.filter(address=mailbox.address)
    known = folders.filter(name=mailbox.imap_folder).first()
    if known is None:
        known = _renamed(mailbox, client, validity) or Folder(
            address=mailbox.address,
            name=mailbox.imap_folder,
            uidvalidity=validity,
            floor=next_uid - 1,
            since=datetime.now(UTC).replace(microsecond=0) + _SECOND,
        )
    if known.uidvalidity != validity:
        # New numbers for all: begin anew, and tell by its digest what was taken before. What came
        # in the second of our first look was new then: servers date mails by whole seconds.
        known.since -= _SECOND
        known.uidvalidity, known.last_uid, known.floor = validity, 0, next_uid - 1
    known.name = mailbox.imap_folder
    known.save()
    return known


def _renamed(mailbox: Mailbox, client: Connection, validity: int) -> Folder | None:
    """The bookmark of this very folder under its earlier name: that is gone, the numbers stayed."""
    others = Folder.objects.filter(address=mailbox.address, uidvalidity=validity)
    return next((one for one in others if not client.folder_exists(one.name)), None)
