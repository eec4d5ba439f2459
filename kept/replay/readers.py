"""Stretches of the record, read by several threads at once and told in their order.

While the database gathers, Python waits for it: so threads use as many cores as processes would,
cost nothing to start, and end with who asked.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from django.db import connection

Stretch = TypeVar("Stretch")
Told = TypeVar("Told")

#: More do not read faster than this thread joins.
_MOST: Final = 4


def together(
    read: Callable[[Stretch], Told], some: Sequence[Stretch]
) -> Generator[Told, None, None]:
    """What `read` makes of each, in their order.

    Whoever stops early closes the answer: then nothing more is begun. Inside a transaction, of
    which other connections know nothing, and for a single one, it is read by who asks.
    """
    if len(some) < 2 or connection.in_atomic_block:
        yield from map(read, some)
        return

    def apart(one: Stretch) -> Told:
        try:
            return read(one)
        finally:
            connection.close()  # a thread has a connection of its own

    with ThreadPoolExecutor(min(os.cpu_count() or 1, _MOST)) as pool:
        try:
            yield from pool.map(apart, some)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
