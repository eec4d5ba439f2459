"""What was read of the record stands on a shelf, so that a replay reads only what is new.

The record goes there in stretches of a fixed size. The worker puts each there as soon as it is
whole (`Ahead`), and who asks for a replay puts there what is missing. It can be lost at any time:
events are never changed, so what is read again is the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import closing

from kept.record import events as record
from kept.replay import files, stretch
from kept.replay.readers import together
from kept.replay.record import Events
from kept.replay.stretch import SIZE, Stretch

_log = logging.getLogger(__name__)


def events(progress: Callable[[int], None] = lambda read: None) -> Events:
    """All that the record has, as columns. `progress` hears how many events were looked at."""
    told, newest = Events(), record.newest()
    whole = range(newest // SIZE)
    shelved = files.taken_down(whole)
    with closing(together(_put, [one for one in whole if one not in shelved])) as fresh:
        for number in whole:
            told.take(shelved.pop(number) if number in shelved else next(fresh))
            progress((number + 1) * SIZE)
    told.take(stretch.read(len(whole) * SIZE, newest))
    return told


class Ahead:
    """Puts the record on the shelf as it grows: then who asks first reads only its end."""

    def __init__(self) -> None:
        files.tidy()
        self._next = 0

    def step(self) -> int:
        """Put the next stretch there if it is whole and not there yet; how many, 0 or 1."""
        if record.newest() < (self._next + 1) * SIZE:
            return 0
        number, self._next = self._next, self._next + 1
        if files.taken_down([number]):
            return 0
        _put(number)
        return 1


def _put(number: int) -> Stretch:
    one = stretch.whole(number)
    try:
        files.put(number, one)
    except OSError as error:
        _log.warning("What replays read of the record cannot be kept: %s.", error)
    return one
