"""A record of the bench's own history: every event in the order in which a desk would have told it.

The events are written past the actions, in the form in which actions leave them, for a million real
requests would take hours. What replay does not read (promises that start and are kept, letters that
were sent) stands between them as on a real desk, for it is passed over at a price too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection, transaction

from kept.core import events as e
from kept.core.event_json import to_json
from kept.core.replay import Act, History
from kept.record.models import Event

_AGENTS, _CUSTOMERS, _CHUNK = 12, 20_000, 100_000
_LONG_AGO = datetime.fromisoformat("2026-01-05T11:00:00Z")
_CUSTOMER, _AGENT, _DESK = "customer:%d", "staff:%d", "desk"
_COLUMNS = ("ticket", "at", "by", "type", "data")

#: What the desk itself adds.
_STARTED, _ACKNOWLEDGED, _KEPT = (
    e.PromiseStarted(
        promise=1,
        rule="first_reply",
        kind="first_reply",
        clause="5",
        policy=1,
        calendar="hours-29ff99135221",
        message=1,
        started_at=_LONG_AGO,
        due_at=_LONG_AGO,
        aim_at=_LONG_AGO,
        warn_at=_LONG_AGO,
        warns=(e.ToWarn(before_seconds=3600.0, tells="assignee"),),
    ),
    e.Acknowledged(message=1, occasion="request", promise=1),
    e.PromiseKept(promise=1, kept_at=_LONG_AGO, message=2),
)


def fill(history: History) -> int:
    """Write the empty record; how many events."""
    lines, codes, tickets, at = _told(history)
    for start in range(0, len(codes), _CHUNK):
        some = slice(start, start + _CHUNK)
        rows = _rows(lines, codes[some].tolist(), tickets[some].tolist(), at[some])
        with transaction.atomic(), connection.cursor() as cursor:
            _write(cursor, rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return len(codes)


def _write(cursor: Any, rows: Iterator[tuple[Any, ...]]) -> None:
    into = f"{Event._meta.db_table} ({', '.join(f'{chr(34)}{name}{chr(34)}' for name in _COLUMNS)})"
    if connection.vendor == "postgresql":
        with cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        cursor.executemany(f"INSERT INTO {into} VALUES (%s, %s, %s, %s, %s)", rows)


def _rows(
    lines: list[tuple[str, str, str]], codes: list[int], tickets: list[int], at: Any
) -> Iterator[tuple[Any, ...]]:
    utc = "+00" if connection.vendor == "postgresql" else ""
    for code, ticket, moment in zip(codes, tickets, at.astype("M8[us]").tolist(), strict=True):
        by, type_, data = lines[code]
        customer, agent = ticket % _CUSTOMERS + 1, ticket % _AGENTS + 1
        who = by % {_CUSTOMER: customer, _AGENT: agent}[by] if by != _DESK else by
        yield ticket + 1, f"{moment}{utc}", who, type_, data.replace(":0,", f":{customer},", 1)


def _told(history: History) -> tuple[list[tuple[str, str, str]], Any, Any, Any]:
    """The lines there are, as (by, type, facts), and of each event in the order of the record: the
    place of its line, its ticket and its moment."""
    lines: dict[tuple[str, str, str], int] = {}

    def code(by: str, event: e.Event) -> int:
        line = (by, type(event).__name__, to_json(event))
        return lines.setdefault(line, len(lines))

    every = np.arange(history.tickets)
    channels, languages = (history.facts[name] for name in ("channel", "language"))
    ways = [
        [code(_CUSTOMER, _opened(history, channel, language)) for language in (1, 2)]
        for channel in (1, 2)
    ]
    opened = np.array(ways)[channels - 1, languages - 1]
    acts = np.zeros(len(history.act), np.int64)
    for act, value in {*zip(history.act.tolist(), history.value.tolist(), strict=True)}:
        by, event = _event(Act(act), value, history)
        acts[(history.act == act) & (history.value == value)] = code(by, event)
    replies = history.act == Act.REPLIED
    answered, first = np.unique(history.ticket[replies], return_index=True)
    parts = [
        (opened, every, history.opened),
        (acts, history.ticket, history.at),
        (np.full(len(every), code(_DESK, _STARTED)), every, history.opened),
        (np.full(len(every), code(_DESK, _ACKNOWLEDGED)), every, history.opened),
        (np.full(len(answered), code(_DESK, _KEPT)), answered, history.at[replies][first]),
    ]
    codes, tickets, at = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((np.arange(len(at)), tickets, at))
    return list(lines), codes[order], tickets[order], at[order]


def _opened(history: History, channel: int, language: int) -> e.Event:
    words = {name: history.values[name] for name in ("channel", "language")}
    return e.TicketOpened(
        customer=0,
        channel=words["channel"][channel],  # type: ignore[arg-type]
        language=words["language"][language],
        policy=1,
    )


def _event(act: Act, value: int, history: History) -> tuple[str, e.Event]:
    said: dict[Act, tuple[str, e.Event]] = {
        Act.RECEIVED: (_CUSTOMER, e.MessageReceived(message=1, customer=0, channel="mail")),
        Act.REPLIED: (_AGENT, e.ReplySent(message=2)),
        Act.CLASSIFIED: (_AGENT, e.Classified(kind=history.values["kind"][value])),
        Act.WAITING: (_AGENT, e.MarkedWaiting()),
        Act.SOLVED: (_AGENT, e.Solved()),
        Act.CLOSED: (_CUSTOMER, e.Closed()),
        Act.REOPENED: (_CUSTOMER, e.Reopened()),
        Act.RELEASED: (_AGENT, e.PromiseReleased(promise=1, reason="Says thanks.", clause="5")),
        Act.FAILED: (_DESK, e.DeliveryFailed(message=value, permanent=True, reason="550 no")),
    }
    return said[act]
