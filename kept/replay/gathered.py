"""Many events at once, as the database itself gathers them into columns.

A row each would cost most of the time: to make the objects, and to turn them around. So one
question asks for thousands of events and is answered with a single row, a column in each field.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import connection

from kept.core.replay import Act
from kept.record.models import Event
from kept.replay.asked import Gathered, Question

#: TicketOpened stands among the acts until the tickets are told apart.
OPENED: Final = len(Act)

#: What goes from one ticket to another, what a person vouched for, and that who had asked was
#: erased, is read as it is.
TOLD: Final = (
    "MessagesMoved",
    "TookIn",
    "MergedInto",
    "MergeUndone",
    "MessageVouched",
    "PersonErased",
    "TakenBack",
)

#: The events that matter, by their types. The database tries them in this order: the most frequent
#: come first.
ACTS: Final[dict[str, int]] = {
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


def gathered(after: int, until: int) -> Gathered:
    """The events after one id and up to another.

    They say, of REPLIED, who it was, of TOLD the type and the facts, of the others the facts; of
    OPENED without the customer, so that many tickets say the same.
    """
    sql = _sql(_DIALECTS[connection.vendor])
    return Question(sql, _LETTER, tuple(map(int, SAYING))).answer(after, until)


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


def _sql(dialect: _Dialect) -> str:
    """What is asked for the events after one id and up to another; no word in it is a person's."""
    stranger = f"""CASE {dialect.find}(data, '"stranger":true') WHEN 0 THEN %s ELSE %s END"""
    received = stranger % (_letter(Act.RECEIVED), _letter(Act.STRANGER))
    letters = {"MessageReceived": received} | {
        name: _letter(act) for name, act in ACTS.items() if act != Act.RECEIVED
    }
    said = dict.fromkeys(TOLD, "type || data") | {
        "ReplySent": '"by"',
        "TicketOpened": f"'{{' || substr(data, {dialect.find}(data, '\"channel\"'))",
    }
    says = {name: said.get(name, "data") for name, act in ACTS.items() if act in SAYING}
    columns = (
        dialect.numbers.format("ticket"),
        dialect.words.format(_by_type(letters), ""),
        dialect.instants,
        dialect.words.format(_by_type(says), "\n"),
    )
    names = ", ".join(f"'{name}'" for name in ACTS)
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
