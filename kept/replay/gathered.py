"""Many events at once, as the database itself gathers them into columns.

A row each would cost most of the time: to make the objects, and to turn them around. So one
question asks for thousands of events and is answered with a single row, a column in each field.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from django.db import connection

from kept.core.calendar.grid import Micros
from kept.core.replay import Act, Codes
from kept.record import events
from kept.record.models import Event

#: TicketOpened stands among the acts until the tickets are told apart.
OPENED: Final = len(Act)

#: What goes from one ticket to another, and what a person vouched for, is read as it is.
TOLD: Final = ("MessagesMoved", "TookIn", "MergedInto", "MergeUndone", "MessageVouched")

#: In this order the database tries them: the most frequent come first.
_ACTS: Final[dict[str, int]] = {
    "MessageReceived": Act.RECEIVED,
    "ReplySent": Act.REPLIED,
    "Solved": Act.SOLVED,
    "TicketOpened": OPENED,
    "Classified": Act.CLASSIFIED,
    "NoteWritten": Act.NOTED,
    "MarkedWaiting": Act.WAITING,
    "Closed": Act.CLOSED,
    "Reopened": Act.REOPENED,
    "FactsChanged": Act.FACTS,
    "PromiseReleased": Act.RELEASED,
    "DeliveryFailed": Act.FAILED,
    "ReplyWithdrawn": Act.WITHDRAWN,
    "ReplySentAgain": Act.AGAIN,
    **dict.fromkeys(TOLD, int(Act.TOLD)),
}
#: The types of the events that matter.
READ: Final = tuple(_ACTS)
#: The acts that say more than that they happened.
SAYING: Final = (
    Act.REPLIED,
    Act.CLASSIFIED,
    Act.RELEASED,
    Act.FAILED,
    Act.FACTS,
    Act.WITHDRAWN,
    Act.AGAIN,
    Act.TOLD,
    OPENED,
)
#: The letter that stands for the first act; the others follow.
_LETTER: Final = ord("A")
#: PostgreSQL counts from 2000.
_2000: Final = int(np.datetime64("2000-01-01", "us").astype(np.int64))


class Gathered(NamedTuple):
    """What matters of the events up to the id `last`, in the order of the record.

    `said` has an entry for each of SAYING: of REPLIED who it was, of TOLD the type and the facts,
    of the others the facts; of OPENED without the customer, so that many tickets say the same.
    """

    last: int
    ticket: Codes
    act: Codes
    at: Micros
    said: list[str]


def gathered(after: int, step: int) -> Iterator[Gathered]:
    """The events after an id, `step` ids at a time, up to those that there are now."""
    newest, question = events.newest(), _question(_DIALECTS[connection.vendor])
    while after < newest:
        last = min(after + step, newest)
        with connection.cursor() as cursor:
            cursor.execute(question, [after, last])
            tickets, acts, at, said = cursor.fetchone()
        act = np.frombuffer((acts or "").encode(), np.uint8).astype(np.int8) - _LETTER
        words = said.split("\n") if said else []
        yield Gathered(last, _numbers(tickets), act, _instants(at), words)
        after = last


@dataclass(frozen=True, slots=True)
class _Dialect:
    """How a database says it: to gather words (with what between them), numbers and instants, to
    find words in others, and to take rows in the order of their ids."""

    words: str
    numbers: str
    instants: str
    find: str
    in_order: str


_DIALECTS: Final = {
    "sqlite": _Dialect(
        words="group_concat({}, '{}')",
        numbers="group_concat({})",
        # of one length, for then they are read all together
        instants="group_concat(CASE length(at) WHEN 26 THEN at ELSE at || '.000000' END, '')",
        find="instr",
        in_order="{}",  # some of the table's own keys in a row: it has no other order
    ),
    "postgresql": _Dialect(
        words="string_agg({}, '{}')",
        numbers="string_agg(int8send({}), '')",
        instants="string_agg(timestamptz_send(at), '')",
        find="strpos",
        in_order="(SELECT * FROM {} ORDER BY id) in_order",
    ),
}


def _question(dialect: _Dialect) -> str:
    """What is asked for the events after one id and up to another; no word in it is a person's."""
    stranger = f"""CASE {dialect.find}(data, '"stranger":true') WHEN 0 THEN %s ELSE %s END"""
    received = stranger % (_letter(Act.RECEIVED), _letter(Act.STRANGER))
    letters = {"MessageReceived": received} | {
        name: _letter(act) for name, act in _ACTS.items() if act != Act.RECEIVED
    }
    said = dict.fromkeys(TOLD, "type || data") | {
        "ReplySent": '"by"',
        "TicketOpened": f"'{{' || substr(data, {dialect.find}(data, '\"channel\"'))",
    }
    says = {name: said.get(name, "data") for name, act in _ACTS.items() if act in SAYING}
    columns = (
        dialect.numbers.format("ticket"),
        dialect.words.format(_by_type(letters), ""),
        dialect.instants,
        dialect.words.format(_by_type(says), "\n"),
    )
    names = ", ".join(f"'{name}'" for name in _ACTS)
    rows = (
        f"{Event._meta.db_table} WHERE id > %s AND id <= %s AND type IN ({names})"
        " AND (type <> 'PromiseReleased' OR \"by\" LIKE 'staff:%%')"
    )
    return f"SELECT {', '.join(columns)} FROM {dialect.in_order.format(rows)}"  # noqa: S608


def _letter(act: int) -> str:
    return f"'{chr(_LETTER + act)}'"


def _by_type(said: dict[str, str]) -> str:
    cases = (f"WHEN '{name}' THEN {one}" for name, one in said.items())
    return f"CASE type {' '.join(cases)} END"


def _numbers(told: Any) -> Codes:
    if isinstance(told, str):
        return np.fromstring(told, np.int64, sep=",")
    return np.frombuffer(told or b"", ">i8").astype(np.int64)


def _instants(told: Any) -> Micros:
    if isinstance(told, str):
        return np.frombuffer(told.encode(), "S26").astype("M8[us]").astype(np.int64)
    return np.frombuffer(told or b"", ">i8").astype(np.int64) + _2000
