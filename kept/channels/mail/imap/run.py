"""All mailboxes: each read by a thread of its own, and the threads kept to what leads set up."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from kept.channels.mail.imap.breaks import Breaks
from kept.channels.mail.imap.session import opened
from kept.channels.mail.imap.take import again
from kept.channels.mail.imap.troubles import TroubleError, sentence
from kept.channels.mail.imap.watch import FIRST, TakenError, Watcher, once, reading, tell
from kept.mailboxes.models import Mailbox

_log = logging.getLogger(__name__)

#: Seconds: how late a change of the settings is noticed, and how long a reader may take to end.
LOOK, PATIENCE = 3.0, 8.0
#: The most that one look by hand takes.
CONNECTIONS = 10


def serve() -> None:
    """Fetch mail until the process is asked to stop."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    run(stop)


def run(stop: threading.Event) -> None:
    """Fetch mail until `stop` is set; then end every reader."""
    watchers: dict[int, Watcher] = {}
    while not stop.is_set():
        close_old_connections()
        try:
            _adjust(watchers)
        except (DatabaseError, InterfaceError) as error:
            _log.warning("The mailboxes cannot be read from the record: %s", error)
        stop.wait(LOOK)
    for watcher in watchers.values():
        watcher.stop()
    for watcher in watchers.values():
        watcher.join(PATIENCE)
    connection.close()


def mailboxes() -> list[Mailbox]:
    """Those whose mail is fetched."""
    return list(Mailbox.objects.filter(active=True, fetch=Mailbox.Fetch.IMAP).order_by("id"))


def _adjust(watchers: dict[int, Watcher]) -> None:
    """Start, change and end readers as the rows now say."""
    wanted = {mailbox.pk: mailbox for mailbox in mailboxes()}
    for number in watchers.keys() - wanted.keys():
        watchers.pop(number).stop()
    for number, mailbox in wanted.items():
        watcher = watchers.get(number)
        if watcher is None or not watcher.is_alive():
            watchers[number] = Watcher(mailbox)
            watchers[number].start()
        elif watcher.mailbox.revision != mailbox.revision:
            watcher.change(mailbox)


# Once, by hand


@dataclass(frozen=True, slots=True)
class Result:
    """What one look into a mailbox gave: mails taken in, or what is wrong as a sentence."""

    address: str
    found: int
    error: str = ""


def fetch_once(chosen: Iterable[Mailbox]) -> list[Result]:
    """Look into each mailbox once, one after the other."""
    return [_once(mailbox) for mailbox in chosen]


def _once(mailbox: Mailbox) -> Result:
    breaks = Breaks()
    try:
        with reading(mailbox):
            return Result(mailbox.address, _looked(mailbox, breaks))
    except TakenError:
        return Result(mailbox.address, 0, str(_TAKEN))
    except TroubleError as trouble:
        tell(mailbox, trouble, FIRST)
        return Result(mailbox.address, 0, sentence(trouble.code, trouble.detail))


def _looked(mailbox: Mailbox, breaks: Breaks) -> int:
    """How many mails a look gave. It takes more than one connection where they break over mails."""
    never = threading.Event().is_set
    for number in range(1, CONNECTIONS + 1):
        try:
            with opened(mailbox, breaks) as session:
                if number == 1:
                    again(session)
                once(session, never)
                break
        except TroubleError as trouble:
            if trouble.code != "lost" or not breaks.over or number == CONNECTIONS:
                raise
    return breaks.taken


_TAKEN = "Another process is reading this mailbox: `kept serve` runs."
