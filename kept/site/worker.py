"""The worker: makes tickets of accepted mail, sends what is owed, and watches promises.

One loop, one thread that writes. Every step is one transaction; the process may be killed at any
instant.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import close_old_connections, connection

from kept.channels.mail import process, spool
from kept.channels.mail.send import Courier
from kept.deadlines import promises
from kept.tickets import actions

_log = logging.getLogger(__name__)

#: Seconds. `LOOK`: how long an accepted mail may lie unseen. `WATCH`: how late a promise may be
#: found broken (the verdict does not depend on it). `TROUBLE`: the wait after something failed.
LOOK, WATCH, TROUBLE = 0.1, 1.0, 2.0
BATCH = 50


def run() -> None:
    """Work until the process is asked to stop."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    work(stop)


def work(stop: threading.Event) -> None:
    """Work until `stop` is set; what is in hand is finished first."""
    spool.prepare()
    courier = Courier()
    watched = 0.0
    while not stop.is_set():
        moved = _steady(stop, lambda: take_in(stop))
        moved += _steady(stop, lambda: courier.deliver(datetime.now(UTC)))
        if time.monotonic() - watched >= WATCH:
            watched = time.monotonic()
            _steady(stop, watch)
        if not moved:
            stop.wait(LOOK)
    courier.close(datetime.now(UTC))
    connection.close()


def take_in(stop: threading.Event) -> int:
    """Carry out a batch of accepted mails, the oldest first; how many."""
    files = spool.waiting(BATCH)
    for done, file in enumerate(files):
        if stop.is_set():
            return done
        process.process(file)
    return len(files)


def watch() -> int:
    """Record the promises that are broken by now; how many tickets were looked at."""
    now = datetime.now(UTC)
    late = promises.overdue(now)
    for ticket in late:
        actions.expire(ticket, at=now)
    return len(late)


def _steady(stop: threading.Event, step: Callable[[], int]) -> int:
    """One step; whatever it raises is logged, and the next waits for the trouble to pass."""
    try:
        return step()
    except process.NotNowError as error:
        _log.warning("Mail waits in the spool: %s", error)
    except Exception:
        _log.exception("A step of the worker failed; it is tried again.")
    close_old_connections()
    stop.wait(TROUBLE)
    return 0
