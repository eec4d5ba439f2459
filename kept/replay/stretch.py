"""What a stretch of the record means to a replay, as columns.

A stretch knows nothing of another: so any may be read at any time, by anybody, and be kept.
"""

from __future__ import annotations

import json
from typing import Final, NamedTuple

import numpy as np

from kept.core.calendar.grid import Micros
from kept.core.replay import KINDS, Act, Codes
from kept.record.models import Event
from kept.replay.gathered import OPENED, SAYING, gathered

#: So many ids are a whole stretch: the worker does nothing else for as long as it reads one.
SIZE: Final = 2**16
#: What these say has no number before all of the record is known.
NAMING: Final = (OPENED, Act.CLASSIFIED, Act.FACTS, Act.TOLD)


class Stretch(NamedTuple):
    """What matters of some events, in the order of the record.

    `value` of the NAMING acts is a place in `words`, which has each once, with its act; of the
    others it is what `Act` says.
    """

    ticket: Codes
    act: Codes
    at: Micros
    value: Codes
    words: list[tuple[int, str]]


def read(after: int, until: int) -> Stretch:
    """What the record has after one id and up to another."""
    some = gathered(after, until)
    words = [one for one in some.words if one[0] in NAMING]
    places = {one: place for place, one in enumerate(words)}
    means = [places[one] if one in places else _number(*one) for one in some.words]
    value = np.zeros(len(some.act), np.int64)
    value[np.isin(some.act, SAYING)] = np.array(means, np.int64)[some.said]
    released = (some.act == Act.RELEASED) & (value >= 0)
    value[released] = _promise_kinds(some.ticket[released].tolist(), value[released].tolist())
    wanted = value >= 0
    return Stretch(some.ticket[wanted], some.act[wanted], some.at[wanted], value[wanted], words)


def whole(number: int) -> Stretch:
    """The stretch of this number, counted from 0."""
    return read(number * SIZE, (number + 1) * SIZE)


def _number(act: int, words: str) -> int:
    """What an event says, of RELEASED the promise's number; -1: it does not matter."""
    if act == Act.REPLIED:
        return int(words.removeprefix("staff:")) if words.startswith("staff:") else 0
    fact = json.loads(words)
    if act == Act.RELEASED:  # in a split or a merge, which says itself what it releases: -1
        return -1 if fact.get("code") else int(fact["promise"])
    return int(fact["message"]) if fact.get("permanent", True) else -1


def _promise_kinds(tickets: list[int], promises: list[int]) -> list[int]:
    """Of promises, each by its ticket and number: the place of their kind; -1: nobody knows."""
    rows = Event.objects.filter(type="PromiseStarted", ticket__in=set(tickets))
    started = ((ticket, json.loads(data)) for ticket, data in rows.values_list("ticket", "data"))
    kinds = {(ticket, one["promise"]): KINDS.index(one["kind"]) for ticket, one in started}
    return [kinds.get(one, -1) for one in zip(tickets, promises, strict=True)]
