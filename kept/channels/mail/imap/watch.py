"""One mailbox, read for as long as the desk runs: look, wait, look again; after a failure, later.

Guarantee: at most one reader a mailbox on this directory (a lock on a file). More would do no harm
(see `take`) but the work twice.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from kept.channels.mail import spool
from kept.channels.mail.imap import state, wait
from kept.channels.mail.imap.breaks import Breaks
from kept.channels.mail.imap.session import Session, open_folder, opened
from kept.channels.mail.imap.take import again, look
from kept.channels.mail.imap.troubles import TroubleError
from kept.mailboxes.models import Mailbox

_log = logging.getLogger(__name__)

#: Seconds until the next try, doubled after each failure up to the longest. Where the password is
#: refused the first wait is longer: servers lock accounts at which somebody knocks too often.
FIRST, FIRST_REFUSED, LONGEST = 2.0, 60.0, 900.0
#: Codes that a person has to mend.
_REFUSED = frozenset(
    {"refused", "token_refused", "grant_refused", "no_password", "no_grant", "sealed"}
)
#: Seconds between two tries to get what a server does not hand out.
AGAIN = 600.0


class TakenError(RuntimeError):
    """Another process reads this mailbox."""


class Watcher(threading.Thread):
    """Reads one mailbox until it is told to stop; `changed` makes it read its row anew."""

    def __init__(self, mailbox: Mailbox) -> None:
        super().__init__(name=f"imap {mailbox.address}", daemon=True)
        self.mailbox = mailbox
        self._ending, self._changed = threading.Event(), threading.Event()
        self._breaks, self._failures = Breaks(), 0
        self._tried_again = datetime.min.replace(tzinfo=UTC)

    def stop(self) -> None:
        """Ask it to end: what is in hand is finished first."""
        self._ending.set()

    def change(self, mailbox: Mailbox) -> None:
        """The mailbox was set up anew: connect again, at once."""
        self.mailbox, self._failures = mailbox, 0
        self._changed.set()

    def run(self) -> None:
        try:
            while not self._ending.is_set():
                self._changed.clear()
                pause = self._tried()
                if pause:
                    self._rest(pause)
        finally:
            connection.close()

    def _tried(self) -> float:
        """One connection, for as long as it lasts; the seconds to wait after it."""
        mailbox, moved = self.mailbox, self._breaks.moved
        close_old_connections()
        try:
            with reading(mailbox):
                self._read(mailbox)
            return 0.0
        except wait.NewsError:
            return 0.0
        except TakenError:
            return FIRST
        except TroubleError as trouble:
            if self._breaks.moved > moved:
                self._failures = 0
            return self._put_off(mailbox, trouble)
        except (DatabaseError, InterfaceError) as error:
            return self._put_off(mailbox, TroubleError("record", error))
        except Exception as error:
            _log.exception("Mailbox %s could not be read.", mailbox.address)
            return self._put_off(
                mailbox, TroubleError("failed", f"{type(error).__name__}: {error}")
            )

    def _read(self, mailbox: Mailbox) -> None:
        with opened(mailbox, self._breaks) as session:
            while not self._over():
                self._looked(session)
                self._failures = 0
                if self._over():
                    return
                wait.wait(session.client, self._over)
                close_old_connections()
                session = open_folder(mailbox, session.client, self._breaks)

    def _looked(self, session: Session) -> None:
        now = datetime.now(UTC)
        if now - self._tried_again > timedelta(seconds=AGAIN):
            self._tried_again = now
            again(session)
        once(session, self._over)

    def _over(self) -> bool:
        return self._ending.is_set() or self._changed.is_set()

    def _put_off(self, mailbox: Mailbox, trouble: TroubleError) -> float:
        first = FIRST_REFUSED if trouble.code in _REFUSED else FIRST
        pause: float = min(first * 2**self._failures, LONGEST)
        self._failures = min(self._failures + 1, 16)
        tell(mailbox, trouble, pause)
        return pause

    def _rest(self, seconds: float) -> None:
        end = datetime.now(UTC) + timedelta(seconds=seconds)
        while not self._over() and datetime.now(UTC) < end:
            self._ending.wait(wait.NOTICE)


def once(session: Session, over: Callable[[], bool]) -> int:
    """Take in what is new and say how it went; how many mails."""
    result = look(session, over)
    if not over():
        tells = wait.tells(session.client)
        state.looked(session.mailbox, datetime.now(UTC), result, told_at_once=tells)
    return result.found


def tell(mailbox: Mailbox, trouble: TroubleError, pause: float) -> None:
    """Record what is wrong, as far as the record can be written."""
    _log.warning("Mailbox %s: %s; next try in %g s.", mailbox.address, trouble, pause)
    now = datetime.now(UTC)
    try:
        state.failed(mailbox, trouble, now, now + timedelta(seconds=pause))
    except (DatabaseError, InterfaceError) as error:
        _log.warning("That could not be recorded: %s", error)
        close_old_connections()


@contextmanager
def reading(mailbox: Mailbox) -> Iterator[None]:
    """The right to read a mailbox. Raises TakenError; TroubleError where the disk takes nothing."""
    name = hashlib.sha256(mailbox.address.encode()).hexdigest()[:16]
    try:
        spool.prepare()
        place = spool.folder("fetching")
        place.mkdir(parents=True, exist_ok=True)
        file = (place / name).open("a")
    except OSError as error:
        raise TroubleError("disk", error) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TakenError(mailbox.address) from None
        yield
