"""The desk's own history, from its record.

The record is read once, in its order, into columns; what is new since the last time is read on
from there (`kept.replay.shelf`). A ticket whose request is not in the record was never promised
anything (PROMISES.md 17): it is left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import numpy as np
from django.db import connection

from kept.core.calendar.grid import Micros
from kept.core.calendar.instants import micros
from kept.core.event_json import from_json
from kept.core.replay import CHANGING, KINDS, Act, Codes, History, Words, packed
from kept.record.models import Event

#: So many events are read at a time.
CHUNK: Final = 50_000
#: What a ticket is known by when it opens; the place of each among its words takes so many bits,
#: of the last, a subscription, the few that are left.
FACTS: Final = ("channel", "language", *CHANGING)
_BITS: Final = 12

#: TicketOpened stands among the acts until the tickets are told apart.
OPENED: Final = len(Act)

#: What goes from one ticket to another, and what a person vouched for, is read as it is.
TOLD: Final = ("MessagesMoved", "TookIn", "MergedInto", "MergeUndone", "MessageVouched")

_ACTS: Final[dict[str, int]] = {
    "TicketOpened": OPENED,
    "MessageReceived": Act.RECEIVED,
    "ReplySent": Act.REPLIED,
    "NoteWritten": Act.NOTED,
    "Classified": Act.CLASSIFIED,
    "FactsChanged": Act.FACTS,
    "MarkedWaiting": Act.WAITING,
    "Solved": Act.SOLVED,
    "Closed": Act.CLOSED,
    "Reopened": Act.REOPENED,
    "PromiseReleased": Act.RELEASED,
    "DeliveryFailed": Act.FAILED,
    "ReplyWithdrawn": Act.WITHDRAWN,
    "ReplySentAgain": Act.AGAIN,
    **dict.fromkeys(TOLD, int(Act.TOLD)),
}
#: Of these the facts themselves are read.
_TOLD: Final = (
    "TicketOpened",
    "Classified",
    "FactsChanged",
    "DeliveryFailed",
    "ReplyWithdrawn",
    "ReplySentAgain",
    "PromiseReleased",
)

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
        """Take in what the record has after the bookmark; how many events that were."""
        parts = [(self.ticket, self.act, self.at, self.value)]
        read = 0
        for rows in _chunks(self.bookmark):
            ids, *columns = zip(*rows, strict=True)
            parts.append(self._taken(*columns))
            self.bookmark = ids[-1]
            read += len(ids)
            progress(read)
        joined = [np.concatenate(column) for column in zip(*parts, strict=True)]
        self.ticket, self.act, self.at, self.value = joined
        return read

    def _taken(
        self,
        tickets: Iterable[int],
        acts: tuple[int, ...],
        at: tuple[Any, ...],
        persons: tuple[int, ...],
        facts: tuple[str | None, ...],
    ) -> tuple[Codes, Codes, Micros, Codes]:
        act, value = np.array(acts, np.int8), np.array(persons, np.int64)
        ticket = np.array(tickets, np.int64)
        released = _promise_kinds(ticket[act == Act.RELEASED])
        for place, fact in enumerate(facts):
            if fact is not None and acts[place] == Act.TOLD:
                value[place] = len(self.told)
                name, brace, rest = fact.partition("{")
                self.told.append((name, brace + rest))
            elif fact is not None:
                known = json.loads(fact)
                value[place] = self._value(acts[place], known, int(ticket[place]), released)
        wanted = value >= 0
        return ticket[wanted], act[wanted], _instants(at)[wanted], value[wanted]

    def _value(
        self, act: int, fact: dict[str, Any], ticket: int, released: dict[tuple[int, int], int]
    ) -> int:
        if act == OPENED:
            places = (self.words[name].place(fact.get(name, "")) for name in FACTS)
            return sum(place << _BITS * n for n, place in enumerate(places))
        if act == Act.CLASSIFIED:
            return self.words["kind"].place(fact["kind"])
        if act == Act.FACTS:
            said = {name: fact.get(name) for name in CHANGING}
            words = {name: word for name, word in said.items() if word is not None}
            return packed({name: self.words[name].place(word) for name, word in words.items()})
        if act == Act.RELEASED and fact.get("code"):
            return -1  # part of a split or a merge, which says itself what it releases
        if act == Act.RELEASED:
            return released.get((ticket, fact["promise"]), -1)
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


def _chunks(after: int) -> Iterator[list[tuple[Any, ...]]]:
    """(id, ticket, act, at, who, facts) of the events after an id that matter, in order. Before the
    facts of TOLD stands their type.

    Composed for the database itself: a model instance an event would cost most of the time.
    """
    names = ", ".join(["%s"] * len(_ACTS))
    acts = " ".join(["WHEN %s THEN %s"] * len(_ACTS))
    told, moves = (", ".join(["%s"] * len(types)) for types in (_TOLD, TOLD))
    instant = (
        "(EXTRACT(EPOCH FROM at) * 1000000)::bigint"
        if connection.vendor == "postgresql"
        else "at || ''"  # as text: converting each alone would cost more than all together
    )
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT id, ticket,"  # noqa: S608  the parts are this module's own
            " CASE WHEN type = 'MessageReceived' AND data LIKE '%%\"stranger\":true%%'"
            f" THEN {int(Act.STRANGER)} ELSE CASE type {acts} END END, {instant},"
            " CASE WHEN type = 'ReplySent' AND \"by\" LIKE 'staff:%%'"
            ' THEN CAST(substr("by", 7) AS integer) ELSE 0 END,'
            f" CASE WHEN type IN ({moves}) THEN type || data WHEN type IN ({told}) THEN data END"
            f" FROM {Event._meta.db_table} WHERE id > %s AND type IN ({names})"
            " AND (type <> 'PromiseReleased' OR \"by\" LIKE 'staff:%%') ORDER BY id",
            [*(x for pair in _ACTS.items() for x in pair), *TOLD, *_TOLD, after, *_ACTS],
        )
        while rows := cursor.fetchmany(CHUNK):
            yield rows


def _instants(at: tuple[Any, ...]) -> Micros:
    """Microseconds, which PostgreSQL tells and SQLite writes out."""
    if at and isinstance(at[0], str):
        return np.array(at, "M8[us]").astype(np.int64)
    return np.array(at, np.int64)


def _promise_kinds(tickets: Codes) -> dict[tuple[int, int], int]:
    """Of the promises of these tickets, by ticket and number: the place of their kind."""
    rows = Event.objects.filter(type="PromiseStarted", ticket__in=set(tickets.tolist()))
    started = ((ticket, json.loads(data)) for ticket, data in rows.values_list("ticket", "data"))
    return {(ticket, one["promise"]): KINDS.index(one["kind"]) for ticket, one in started}
