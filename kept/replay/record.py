"""The desk's own history, from its record.

A ticket whose request is not in the record was never promised anything (PROMISES.md 17): it is left
out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import numpy as np

from kept.core.calendar.instants import micros
from kept.core.event_json import from_json
from kept.core.replay import CHANGING, Act, Codes, History, Words, packed
from kept.core.replay.history import Ints, Mask
from kept.replay.gathered import OPENED
from kept.replay.stretch import NAMING, Stretch

#: What a ticket is known by when it opens.
FACTS: Final = ("channel", "language", *CHANGING)


@dataclass
class Events:
    """What matters of the events that were taken, in the order of the record.

    `told` are the events of TOLD, as their type and their JSON; `asked` are the FACTS that tickets
    had when they opened, each combination once, by their places among `words`.
    """

    words: dict[str, Words] = field(default_factory=lambda: {n: Words() for n in ("kind", *FACTS)})
    told: list[tuple[str, str]] = field(default_factory=list)
    asked: dict[tuple[int, ...], int] = field(default_factory=dict)
    _parts: list[tuple[Codes, ...]] = field(default_factory=list)

    def take(self, some: Stretch) -> None:
        """The record goes on with these."""
        places = np.array([self._place(*one) for one in some.words], np.int64)
        naming, value = np.isin(some.act, NAMING), some.value.copy()
        value[naming] = places[value[naming]]
        self._parts.append((some.ticket, some.act, some.at, value))

    def _place(self, act: int, words: str) -> int:
        """What an event of the NAMING acts says: of OPENED a place in `asked`, of the others what
        `Act` says."""
        if act == Act.TOLD:
            name, brace, rest = words.partition("{")
            self.told.append((name, brace + rest))
            return len(self.told) - 1
        fact = json.loads(words)
        if act == OPENED:
            asked = tuple(self.words[name].place(fact.get(name, "")) for name in FACTS)
            return self.asked.setdefault(asked, len(self.asked))
        if act == Act.CLASSIFIED:
            return self.words["kind"].place(fact["kind"])
        said = {name: fact[name] for name in CHANGING if fact.get(name) is not None}
        return packed({name: self.words[name].place(word) for name, word in said.items()})

    def history(self, until: datetime) -> History:
        """The tickets that were opened before `until`, as columns by ticket."""
        ticket, act, at, value = map(np.concatenate, zip(*self._parts, strict=True))
        order = _by_ticket(ticket)
        order = order[at[order] <= micros(until)]
        ticket, act, at, value = (column[order] for column in (ticket, act, at, value))
        opened = act == OPENED
        place = _places(ticket, opened)
        mine = ~opened & (place >= 0)
        asked = np.array([*self.asked], np.int16).reshape(-1, len(FACTS)).T
        facts = {name: one[value[opened]] for name, one in zip(FACTS, asked, strict=True)}
        return History(
            numbers=ticket[opened],
            opened=at[opened],
            facts={"kind": np.zeros(opened.sum(), np.int16)} | facts,
            values={name: words.all for name, words in self.words.items()},
            ticket=place[mine],
            at=at[mine],
            act=act[mine],
            value=value[mine],
            until=micros(until),
            told=tuple(from_json(name, data) for name, data in self.told),
            order=order[mine],
        )


def _by_ticket(ticket: Codes) -> Ints:
    """The order that brings the acts of each ticket together and leaves them in theirs: a place
    behind each ticket's number is sorted in half the time that finding the order takes."""
    bits = len(ticket).bit_length()
    numbered = ticket << bits | np.arange(len(ticket))
    order: Ints = np.sort(numbered, kind="stable") & (1 << bits) - 1
    return order


def _places(ticket: Codes, opened: Mask) -> Codes:
    """Of acts by ticket: the place of their ticket among those that were opened; -1: it was not."""
    begins = np.ones(len(ticket), np.bool_)
    begins[1:] = ticket[1:] != ticket[:-1]
    of_ticket = np.cumsum(begins) - 1
    places = np.full(begins.sum(), -1, np.int32)
    places[of_ticket[opened]] = np.arange(opened.sum())
    found: Codes = places[of_ticket]
    return found
