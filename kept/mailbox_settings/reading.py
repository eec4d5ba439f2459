"""Look into a mailbox elsewhere: does it open, and is the test mail there?"""

from __future__ import annotations

from datetime import datetime

from imapclient.exceptions import IMAPClientError

from kept.channels.mail.imap import troubles as imap
from kept.channels.mail.imap.connect import Connection, connect, leave, spoken
from kept.channels.mail.imap.session import opened
from kept.mailboxes import trips
from kept.mailboxes.models import Mailbox, RoundTrip
from kept.mailboxes.reach import Server, reach
from kept.mailboxes.troubles import TroubleError

_MOST_NAMES = 12
_JUNK = b"\\Junk"
_JUNK_NAMES = ("Junk", "Spam", "INBOX.Junk", "INBOX.Spam")


def try_reading(mailbox: Mailbox) -> int:
    """Reach the server, sign in and open the folder; how many mails it holds. From now on the
    fetcher knows which mails are new. Raises TroubleError."""
    where = Server("imap", mailbox.imap_host, mailbox.imap_port, mailbox.imap_security)
    reach(where)
    try:
        with opened(mailbox) as session:
            return session.count
    except imap.TroubleError as error:
        raise _told(error, mailbox, where) from None


def look_for(trip: RoundTrip, *, at: datetime) -> None:
    """Look for a test mail where it is fetched from, and note where it was found: in the folder,
    or among what the provider takes for spam. Raises TroubleError."""
    mailbox = trip.mailbox
    where = Server("imap", mailbox.imap_host, mailbox.imap_port, mailbox.imap_security)
    try:
        client = connect(mailbox)
        try:
            with spoken():
                found = _folder_of(trip, client)
        finally:
            leave(client)
    except imap.TroubleError as error:
        raise _told(error, mailbox, where) from None
    if found:
        trips.arrived(trips.message_id(trip), at=at, folder=found)


def _folder_of(trip: RoundTrip, client: Connection) -> str:
    wanted = ["HEADER", "Message-ID", trips.message_id(trip)]
    for folder in (trip.mailbox.imap_folder, *_junk(client)):
        try:
            client.select_folder(folder, readonly=True)
        except IMAPClientError:
            continue
        if client.search(wanted):
            return folder
    return ""


def _junk(client: Connection) -> tuple[str, ...]:
    named = client.find_special_folder(_JUNK)
    return (str(named),) if named else _JUNK_NAMES


def _told(error: imap.TroubleError, mailbox: Mailbox, where: Server) -> TroubleError:
    """The fetcher's word for it; where a test can say more, that."""
    if error.code == "refused":
        return where.trouble("wrong_password", words=error.detail)
    if error.code == "no_password":
        return TroubleError("no_password")
    if error.code == "no_folder":
        return _no_folder(mailbox)
    return TroubleError("as_told", words=imap.sentence(error.code, error.detail))


def _no_folder(mailbox: Mailbox) -> TroubleError:
    """With the names of those that are there."""
    names: list[str] = []
    try:
        client = connect(mailbox)
        try:
            with spoken():
                names = [str(name) for _flags, _mark, name in client.list_folders()]
        finally:
            leave(client)
    except imap.TroubleError:
        pass
    shown = ", ".join(names[:_MOST_NAMES]) or "–"
    return TroubleError("no_folder", folder=mailbox.imap_folder, names=shown)
