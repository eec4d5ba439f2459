"""What becomes of a mail in its mailbox once it is safe here: marked, moved, deleted, or nothing.

Guarantee: at least once, and only after the spool and the mail's row are on the disk. Each of the
acts may be done twice. Only mails of ours are touched: where the server cannot delete single mails
for good (UIDPLUS), they are marked as deleted and stay until somebody compacts the folder.
"""

from __future__ import annotations

from collections.abc import Sequence

from imapclient import DELETED, SEEN
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from kept.channels.mail.imap.models import Fetched
from kept.channels.mail.imap.session import Session
from kept.channels.mail.imap.troubles import TroubleError
from kept.mailboxes.models import Mailbox

#: Mails that one command is about.
MANY = 200


def settle(session: Session) -> TroubleError | None:
    """Do what is owed to mails of this folder, also by earlier sessions. What the server refuses
    is returned, and owed until it does it: it keeps no mail from coming in."""
    folder = session.folder
    while uids := _owed(session):
        try:
            _act(session, uids)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            return TroubleError("not_settled", error)
        rows = Fetched.objects.filter(folder=folder, uidvalidity=folder.uidvalidity)
        rows.filter(uid__in=uids).update(settled=True)
    return None


def _owed(session: Session) -> list[int]:
    folder = session.folder
    owed = Fetched.objects.filter(folder=folder, settled=False, uidvalidity=folder.uidvalidity)
    return list(owed.exclude(mail="").order_by("uid").values_list("uid", flat=True)[:MANY])


def _act(session: Session, uids: Sequence[int]) -> None:
    client, after = session.client, session.mailbox.imap_after
    if after == Mailbox.After.SEEN:
        client.add_flags(uids, [SEEN], silent=True)
    elif after == Mailbox.After.MOVE:
        _move(session, uids)
    elif after == Mailbox.After.DELETE:
        _delete(session, uids)


def _move(session: Session, uids: Sequence[int]) -> None:
    client, target = session.client, session.mailbox.imap_move_to
    if not client.folder_exists(target):
        client.create_folder(target)
    there = client.search(["UID", ",".join(map(str, uids))])
    if not there:
        return
    if client.has_capability("MOVE"):
        client.move(there, target)
    else:
        client.copy(there, target)
        _delete(session, there)


def _delete(session: Session, uids: Sequence[int]) -> None:
    client = session.client
    client.add_flags(uids, [DELETED], silent=True)
    if client.has_capability("UIDPLUS"):
        client.uid_expunge(uids)
