"""Which mails of a folder are to be dealt with: those above the bookmark, and any missed below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from kept.channels.mail.imap.fetch import MANY
from kept.channels.mail.imap.models import Fetched, Folder
from kept.channels.mail.imap.session import Session

#: Numbers below the bookmark that are looked at again: not every server hands them out in order.
BACK = 500
#: The most numbers that one search may answer with: its answer is one line.
WINDOW = 50_000


def fresh(session: Session) -> Iterator[Sequence[int]]:
    """Numbers that were not dealt with, in order, some at a time."""
    folder = session.folder
    if folder.last_uid < folder.floor:
        for some in _before_us(session):
            yield from _pieces_of(some)
        advance(session, folder.floor)  # not before all of them were dealt with
    start = max(folder.floor, folder.last_uid - BACK) + 1
    for first, last in _windows(session, start, None):
        found = session.client.search(["UID", f"{first}:{last}"])
        known = set(_rows(folder).filter(uid__gte=first).values_list("uid", flat=True))
        # `9:*` is answered with the last mail even where all are below 9.
        yield from _pieces_of(sorted(uid for uid in found if uid >= first and uid not in known))


def _before_us(session: Session) -> Iterator[list[int]]:
    """What stood there before and may have to be taken: unread, or newer than our first look."""
    folder = session.folder
    day = folder.since.strftime("%d-%b-%Y")
    for first, last in _windows(session, folder.last_uid + 1, folder.floor):
        wanted = ["UID", f"{first}:{last}", "OR", "UNSEEN", "SINCE", day]
        yield sorted(uid for uid in session.client.search(wanted) if uid >= first)


def _windows(session: Session, start: int, end: int | None) -> Iterator[tuple[int, int | str]]:
    """Ranges of numbers from `start` to `end` (the last there is) with an answer that is bounded:
    one, unless the folder is very full."""
    if session.count <= WINDOW:
        yield start, end or "*"
        return
    last = end or session.next_uid
    for first in range(start, max(start, last) + 1, WINDOW):
        beyond = first + WINDOW > last
        yield first, (end or "*") if beyond else first + WINDOW - 1


def _pieces_of(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (uids[start : start + MANY] for start in range(0, len(uids), MANY))


def _rows(folder: Folder) -> QuerySet[Fetched]:
    return Fetched.objects.filter(folder=folder, uidvalidity=folder.uidvalidity)


def advance(session: Session, uid: int) -> None:
    """Move the bookmark up to `uid`, never back: two processes may read one mailbox."""
    folder = session.folder
    if uid > folder.last_uid:
        same = Folder.objects.filter(pk=folder.pk, uidvalidity=folder.uidvalidity)
        same.filter(last_uid__lt=uid).update(last_uid=uid)
        folder.last_uid = uid
