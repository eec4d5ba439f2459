"""The worker: makes tickets of accepted mail, sends what is owed, watches promises, and reads what
tickets are found by and what replays will ask for.

One loop, one thread that writes. Every step is one transaction; the process may be killed at any
instant.
"""

from __future__ import annotations

import gc
import logging
import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from django.db import OperationalError, close_old_connections, connection

from kept.channels.mail import spool
from kept.channels.mail.incoming import process
from kept.channels.mail.sending.send import Courier
from kept.deadlines import promises
from kept.erasing.worker import Eraser
from kept.replay.shelf import Ahead
from kept.reports import days
from kept.search import filling
from kept.site.announcing import Announcer
from kept.tickets import actions, attention, turns

_log = logging.getLogger(__name__)

#: Seconds. `LOOK`: how long an accepted mail may lie unseen. `WATCH`: how late a promise may be
#: found broken (the verdict does not depend on it). `COUNT`: how old the counted days may be (the
#: figures do not depend on it). `TROUBLE`: the wait after something failed.
LOOK, WATCH, COUNT, TROUBLE = 0.1, 1.0, 60.0, 2.0
#: Mails that are moved before the loop looks at something else; `FEW` while requests wait, which
#: go before acknowledgements.
BATCH, FEW = 50, 10


def run() -> None:
    """Work until the process is asked to stop."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    # What is loaded now stays: the collector need not look at it again and again.
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)
    work(stop)


def work(stop: threading.Event) -> None:
    """Work until `stop` is set; what is in hand is finished first."""
    spool.prepare()
    courier, announcer, ahead = Courier(), Announcer(), Ahead()
    eraser = Eraser()
    looked = counted = 0.0
    while not stop.is_set():
        taken = _steady(stop, partial(take_in, stop, courier))
        due = time.monotonic() - looked >= WATCH
        if due:
            looked = time.monotonic()
            _steady(stop, watch)
            _steady(stop, hand_out)
            _steady(stop, lambda: announcer.step(datetime.now(UTC)))
            _steady(stop, ahead.step)
            if not taken:
                _steady(stop, lambda: eraser.step(datetime.now(UTC)))
            if looked - counted >= COUNT and not _steady(stop, count):
                counted = looked
        sent = read = 0
        if due or not taken:
            read = _steady(stop, filling.catch_up)
            sent = _steady(stop, partial(_deliver, courier, FEW if taken else BATCH))
        if not (taken or sent or read):
            stop.wait(LOOK)
    courier.close(datetime.now(UTC))
    announcer.close()
    connection.close()


def _deliver(courier: Courier, most: int) -> int:
    return courier.deliver(datetime.now(UTC), most)


def count() -> int:
    """Count some days for the public figures; how many."""
    return days.catch_up(datetime.now(UTC))


def take_in(stop: threading.Event, courier: Courier) -> int:
    """Carry out a batch of accepted mails, the oldest first; how many. One that cannot even be set
    aside, or that another worker has in hand, keeps no other waiting. What became of those that
    left is noted in between."""
    taken = 0
    for file in spool.waiting(BATCH):
        if stop.is_set():
            break
        try:
            taken += _carried_out(file)
        except process.NotNowError:
            raise
        except Exception:
            _log.exception("Mail %s could not be set aside; it is tried again.", file.name)
            stop.wait(TROUBLE)
        courier.note(datetime.now(UTC))
    return taken


def _carried_out(file: Path) -> bool:
    """Carry out one mail; False when another worker has it."""
    with spool.claim(file) as ours:
        return ours and process.process(file) is not None


def watch() -> int:
    """Record what the clock says by now, and fetch back what was put away until then; how many
    tickets were looked at."""
    now = datetime.now(UTC)
    late = promises.passed(now)
    due = [*((actions.expire, ticket) for ticket in late),
           *((actions.wake, ticket) for ticket in attention.to_wake(now))]  # fmt: skip
    for act, ticket in due:
        try:
            act(ticket, at=now)
        except OperationalError:
            raise
        except Exception:
            _log.exception("Ticket %s could not be watched; the others are.", ticket)
    return len(due)


def hand_out() -> int:
    """Give tickets that wait for one of their team to who is there; how many found somebody."""
    return turns.hand_out_all(datetime.now(UTC))


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
