"""Stretches of the record, read by several processes at once and told in their order.

Each is a new interpreter (spawned: a thread of the web may ask, and threads do not survive a fork)
that asks the database with a connection of its own.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Final, TypeVar

Stretch = TypeVar("Stretch")
Told = TypeVar("Told")

#: More do not read faster than this process joins.
_MOST: Final = 4


class ReaderLostError(Exception):
    """A reader ended before it had told what it read."""


def together(
    read: Callable[[Stretch], Told], some: Sequence[Stretch]
) -> Generator[Told, None, None]:
    """What `read`, a function that can be pickled, makes of each, in their order.

    Whoever stops early closes the answer: no process outlives it, nor this process. Raises
    ReaderLostError when one of them is killed.
    """
    count = min(os.cpu_count() or 1, _MOST)
    pool = ProcessPoolExecutor(count, get_context("spawn"), initializer=_end_with_who_asked)
    # Ctrl-C goes to the whole group: only who asked hears it, and ends the others.
    heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        told = pool.map(read, some)
        signal.pthread_sigmask(signal.SIG_SETMASK, heard)
        yield from told
    except BrokenProcessPool as error:
        raise ReaderLostError("A process that was reading the record ended early.") from error
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, heard)
        pool.shutdown(cancel_futures=True)


def _end_with_who_asked() -> None:
    Thread(target=_wait_and_end, daemon=True).start()


def _wait_and_end() -> None:
    asked = parent_process()
    assert asked is not None, "a reader is started by another process"
    asked.join()
    os._exit(1)
