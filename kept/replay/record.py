"""The desk's own history, from its record.

The record is read once, in its order, into columns; what is new since the last time is read on
from there (`kept.replay.shelf`). A ticket whose request is not in the record was never promised
anything (PROMISES.md 17): it is left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import numpy as np

from kept.core.calendar.grid import Micros
from kept.core.calendar.instants import micros
from kept.core.event_json import from_json
from kept.core.replay import CHANGING, KINDS, Act, Codes, History, Words, packed
from kept.record import events
from kept.record.models import Event
from kept.replay.asked import Gathered
from kept.replay.gathered import OPENED, SAYING, gathered

#: So many events are looked at in one step; SQLite takes hardly more values in a question.
CHUNK: Final = 30_000
#: What a ticket is known by when it opens; the place of each among its words takes so many bits,
#: of the last, a subscription, the few that are left.
FACTS: Final = ("channel", "language", *CHANGING)
_BITS: Final = 12

Progress = Callable[[int], None]


@dataclass
class Events:
    """What matters of the events up to `bookmark`, in the order of the record.

    `value` of OPENED holds the places of the ticket's facts among `words`, of the others what
    `Act` says. `told` are the events of TOLD, as their type and their JSON.
    """

    bookmark: int = 0
    words: dict[str, Words] = field(default_factory=lambda: {n: Words() for n in ("kind", *FACTS)})
    ticket: Codes = field(default_factory=lambda: np.empty(0, np.int64))
    act: Codes = field(default_factory=lambda: np.empty(0, np.int8))
    at: Micros = field(default_factory=lambda: np.empty(0, np.int64))
    value: Codes = field(default_factory=lambda: np.empty(0, np.int64))
    told: list[tuple[str, str]] = field(default_factory=list)

    def read_on(self, progress: Progress = lambda read: None) -> int:
        """Take in what the record has after the bookmark; how many events were looked at.

        Raises ReaderLostError; these are then of no use.
        """
        parts = [(self.ticket, self.act, self.at, self.value)]
        begun = self.bookmark
        with closing(gathered(begun, events.newest(), CHUNK)) as stretches:
            for some in stretches:
                parts.append(self._taken(some))
                self.bookmark = some.last
                progress(some.last - begun)
        joined = [np.concatenate(column) for column in zip(*parts, strict=True)]
        self.ticket, self.act, self.at, self.value = joined
        return self.bookmark - begun

    def _taken(self, some: Gathered) -> tuple[Codes, Codes, Micros, Codes]:
        known = np.array([self._value(*one) for one in some.words], np.int64)
        value = np.zeros(len(some.act), np.int64)
        value[np.isin(some.act, SAYING)] = known[some.said]
        released = (some.act == Act.RELEASED) & (value >= 0)
        value[released] = _promise_kinds(some.ticket[released].tolist(), value[released].tolist())
        wanted = value >= 0
        return some.ticket[wanted], some.act[wanted], some.at[wanted], value[wanted]

    def _value(self, act: int, words: str) -> int:
        """What is kept of what an event says, of RELEASED the promise's number; -1: it does not
        matter."""
        if act == Act.REPLIED:
            return int(words.removeprefix("staff:")) if words.startswith("staff:") else 0
        if act == Act.TOLD:
            name, brace, rest = words.partition("{")
            self.told.append((name, brace + rest))
            return len(self.told) - 1
        fact = json.loads(words)
        if act == OPENED:
            places = (self.words[name].place(fact.get(name, "")) for name in FACTS)
            return sum(place << _BITS * n for n, place in enumerate(places))
        if act == Act.CLASSIFIED:
            return self.words["kind"].place(fact["kind"])
        if act == Act.FACTS:
            said = {name: fact[name] for name in CHANGING if fact.get(name) is not None}
            return packed({name: self.words[name].place(word) for name, word in said.items()})
        if act == Act.RELEASED:  # in a split or a merge, which says itself what it releases: -1
            return -1 if fact.get("code") else int(fact["promise"])
        return int(fact["message"]) if fact.get("permanent", True) else -1

    def history(self, until: datetime) -> History:
        """The tickets that were opened before `until`, as columns by ticket."""
        early = self.at <= micros(until)
        order = np.flatnonzero(early)[np.argsort(self.ticket[early], kind="stable")]
        ticket, act, at, value = (c[order] for c in (self.ticket, self.act, self.at, self.value))
        opened = act == OPENED
        numbers, facts = ticket[opened], value[opened]
        place = np.searchsorted(numbers, ticket)
        mine = ~opened & np.isin(ticket, numbers)
        return History(
            numbers=numbers,
            opened=at[opened],
            facts={"kind": np.zeros(len(numbers), np.int16)}
            | {
                name: (facts >> _BITS * n & (1 << _BITS) - 1).astype(np.int16)
                for n, name in enumerate(FACTS)
            },
            values={name: words.all for name, words in self.words.items()},
            ticket=place[mine].astype(np.int32),
            at=at[mine],
            act=act[mine],
            value=value[mine],
            until=micros(until),
            told=tuple(from_json(name, data) for name, data in self.told),
            order=order[mine],
        )


def _promise_kinds(tickets: list[int], promises: list[int]) -> list[int]:
    """Of promises, each by its ticket and number: the place of their kind; -1: nobody knows."""
    rows = Event.objects.filter(type="PromiseStarted", ticket__in=set(tickets))
    started = ((ticket, json.loads(data)) for ticket, data in rows.values_list("ticket", "data"))
    kinds = {(ticket, one["promise"]): KINDS.index(one["kind"]) for ticket, one in started}
    return [kinds.get(one, -1) for one in zip(tickets, promises, strict=True)]
