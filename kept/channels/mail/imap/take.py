"""From a folder into the spool.

Guarantee: exactly once, across `kill -9` at any instant, new numbers for all mails (UIDVALIDITY),
mails that are moved away and back, and renamed folders. A mail is written into the spool under an
id that follows from its bytes, then its row and the bookmark are written in one transaction, then
`settle` may touch it at the server. Whatever is cut short is done again and found done: the id by
the spool and its verdicts, the bytes by their digest. A mail that the server does not hand out, or
over which the connection breaks again and again, keeps no other waiting and is tried again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from kept.channels.mail import spool
from kept.channels.mail.imap import fetch, settle
from kept.channels.mail.imap.envelope import envelope
from kept.channels.mail.imap.fetch import GoneError, Standing
from kept.channels.mail.imap.fresh import advance, fresh
from kept.channels.mail.imap.models import Fetched, Folder
from kept.channels.mail.imap.session import Session
from kept.channels.mail.imap.troubles import TroubleError, said
from kept.channels.mail.incoming import oversize
from kept.channels.mail.spool import Spooled
from kept.tickets.draft import storable

T = TypeVar("T")


@dataclass(slots=True)
class Look:
    """What a look into a folder gave: mails that came into the spool, and what the server would
    not do with mails that are safe here."""

    found: int = 0
    trouble: TroubleError | None = None


def look(session: Session, over: Callable[[], bool]) -> Look:
    """Take in all that is new and settle it. Raises TroubleError where mail cannot be taken."""
    result = Look(trouble=settle.settle(session))
    more = True
    while more and not over():
        session.client.told_of_mail()  # what it told until now will be found
        more = False
        for uids in fresh(session):
            result.found += _take(session, uids)
            result.trouble = settle.settle(session)
            more = True
            if over():
                return result
        more = more or session.client.told_of_mail()
    result.trouble = result.trouble or _told(session)
    return result


def again(session: Session) -> int:
    """Try what the server did not hand out before; how many mails it did now."""
    failed = _set_aside(session.folder)
    # In no order: one at which the connection breaks must not always come before another.
    uids = list(failed.order_by("?").values_list("uid", flat=True)[: fetch.MANY])
    if not uids:
        return 0
    there = set(session.client.search(["UID", ",".join(map(str, uids))]))
    failed.filter(uid__in=set(uids) - there).delete()  # somebody removed them
    return sum(_take(session, [uid]) for uid in uids if uid in there)


def _set_aside(folder: Folder) -> QuerySet[Fetched]:
    return Fetched.objects.filter(folder=folder, uidvalidity=folder.uidvalidity, mail="")


def _told(session: Session) -> TroubleError | None:
    """What is set aside, for the leads: mails over which connections broke, and those that the
    server does not hand out with its words."""
    causes = list(_set_aside(session.folder).order_by("-uid").values_list("cause", flat=True))
    if not causes:
        return None
    broken = causes.count("")
    return TroubleError("breaks", broken) if broken else TroubleError("not_handed_out", causes[0])


# Taking


def _take(session: Session, uids: Sequence[int]) -> int:
    """Deal with these mails, in their order; how many came into the spool."""
    validity = session.folder.uidvalidity
    return sum(_take_some(session, some) for some in session.breaks.apart(validity, uids))


def _take_some(session: Session, uids: Sequence[int]) -> int:
    client = session.client
    facts, failed = _gently(session, lambda some: fetch.standing(client, some), uids)
    _record(session, [_failed(session, uid, why) for uid, why in failed.items()])
    _record(session, _withheld(session, [uid for uid in uids if uid not in {**facts, **failed}]))
    wanted = [mail for mail in facts.values() if not _left_alone(session.folder, mail)]
    taken = 0
    for group in fetch.groups(wanted):
        with fetch.alone(group):
            taken += _take_group(session, group)
    advance(session, max(uids))
    return taken


def _left_alone(folder: Folder, mail: Standing) -> bool:
    """Somebody read it before there was Kept."""
    return mail.uid <= folder.floor and mail.seen and mail.received_at < folder.since


def _take_group(session: Session, group: Sequence[Standing]) -> int:
    client = session.client
    uids = [one.uid for one in group]
    begun, failed = _gently(session, lambda some: fetch.pieces(client, some), uids)
    rows = [_failed(session, uid, why) for uid, why in failed.items()]
    batch = _Batch(session)
    for mail in (one for one in group if one.uid in begun):
        with suppress(GoneError):
            with _asking(session, [mail.uid]):
                content = fetch.whole(client, mail.uid, begun.pop(mail.uid))
            rows.append(batch.keep(mail, content) if content is not None else batch.refuse(mail))
    done = {row.uid for row in rows}
    rows += _withheld(session, [one.uid for one in group if one.uid not in done])
    _record(session, rows, upto=group[-1].uid)
    session.breaks.taken += batch.taken
    return batch.taken


@dataclass(slots=True)
class _Batch:
    """Mails on their way into the spool. `known`: ids of mails that were taken, by digest."""

    session: Session
    known: dict[str, str] = field(default_factory=dict)
    taken: int = 0

    def keep(self, mail: Standing, raw: bytes) -> Fetched:
        """Write a mail into the spool, unless it is one that was taken before."""
        digest = hashlib.sha256(raw).hexdigest()
        number = self._known(digest)
        if not number:
            spooled = self._spooled(mail, raw, digest)
            with _disk():
                number = spool.hand_in(spooled)
            self.known[digest] = number
            self.taken += 1
        return self._row(mail, digest, number, settled=self.session.keeps)

    def refuse(self, mail: Standing) -> Fetched:
        """Refuse a mail that is too large, and leave it as it stands."""
        with _asking(self.session, [mail.uid]):
            head = fetch.head(self.session.client, mail.uid)
        digest = hashlib.sha256(b"%d\n%b" % (mail.size, head)).hexdigest()
        number = self._known(digest)
        if not number:
            spooled = self._spooled(mail, head, digest)
            with _disk():
                number = oversize.refuse(spooled, mail.size)
        return self._row(mail, digest, number, settled=True)

    def _known(self, digest: str) -> str:
        if digest not in self.known:
            address = self.session.mailbox.address
            before = Fetched.objects.filter(sha256=digest, folder__address=address)
            self.known[digest] = (
                before.exclude(mail="").values_list("mail", flat=True).first() or ""
            )
        return self.known[digest]

    def _spooled(self, mail: Standing, raw: bytes, digest: str) -> Spooled:
        mailbox = self.session.mailbox
        mail_from, rcpt_to = envelope(raw, mailbox.address)
        number = spool.id_of(mail.dated, "imap", mailbox.address, digest)
        return Spooled(number, mail.received_at, mail_from, rcpt_to, mailbox.imap_host, raw)

    def _row(self, mail: Standing, digest: str, number: str, *, settled: bool) -> Fetched:
        row = _row(self.session, mail.uid)
        row.sha256, row.mail, row.settled = digest, number, settled
        return row


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise TroubleError("disk", error) from error


# What the server does not hand out


@contextmanager
def _asking(session: Session, uids: Sequence[int]) -> Iterator[None]:
    """While the server is asked for these mails: a connection that breaks breaks over them."""
    try:
        yield
    except (IMAPClientAbortError, OSError, EOFError):
        if session.breaks.broke(session.folder.uidvalidity, uids):
            _record(session, [_failed(session, uids[0], "")], upto=uids[0])
        raise


def _gently(
    session: Session, ask: Callable[[Sequence[int]], dict[int, T]], uids: Sequence[int]
) -> tuple[dict[int, T], dict[int, str]]:
    """The answers for all, and the server's words on those for which it fails: one mail that a
    server cannot read must not keep the others from being fetched."""
    try:
        with _asking(session, uids):
            return ask(uids), {}
    except IMAPClientAbortError:
        raise
    except IMAPClientError as error:
        if len(uids) == 1:
            return {}, {uids[0]: said(error)}
    half = len(uids) // 2
    found, failed = _gently(session, ask, uids[:half])
    more, worse = _gently(session, ask, uids[half:])
    return found | more, failed | worse


def _withheld(session: Session, uids: Sequence[int]) -> list[Fetched]:
    """Rows of those that still stand in the folder, though the server does not hand them out."""
    if not uids:
        return []
    there = session.client.search(["UID", ",".join(map(str, uids))])
    why = "it names the mail and does not hand it out"
    return [_failed(session, uid, why) for uid in sorted(set(there) & set(uids))]


def _failed(session: Session, uid: int, why: str) -> Fetched:
    row = _row(session, uid)
    row.cause = storable(why)
    return row


def _row(session: Session, uid: int) -> Fetched:
    return Fetched(folder=session.folder, uidvalidity=session.folder.uidvalidity, uid=uid)


# The record


def _record(session: Session, rows: Sequence[Fetched], *, upto: int = 0) -> None:
    with transaction.atomic():
        Fetched.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["folder", "uidvalidity", "uid"],
            update_fields=["sha256", "mail", "settled", "cause"],
        )
        advance(session, upto)
    session.breaks.moved += len(rows)
    taken = [row.uid for row in rows if row.mail]
    session.breaks.through(session.folder.uidvalidity, taken)
