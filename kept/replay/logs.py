"""Logs of other tools as histories: a CSV file with a row an activity, or a row a request.

The first row of a case is its request. States that are told again change nothing: who is solved
stays solved until the customer writes, somebody answers or it is opened again.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo
from itertools import groupby
from typing import Final, NamedTuple, TextIO

from kept.core.calendar import tz
from kept.core.replay import Act, Case, Happened, History, Words, columns
from kept.replay.mapping import LogMapping


class LogError(ValueError):
    """A log that cannot be read as its mapping says: line and sentence."""


class Entry(NamedTuple):
    """What one row, or one moment of a row, says."""

    case: str
    at: datetime
    meaning: str
    person: int
    facts: tuple[tuple[str, str], ...]


_SETTLING: Final = {"solve": Act.SOLVED, "close": Act.CLOSED}


def read_log(file: TextIO, mapping: LogMapping) -> History:
    """The history that a CSV file tells, marked as imported; it ends with its last entry.

    Raises LogError, with the line, for a missing column and a moment that cannot be read.
    """
    entries = sorted(_entries(file, mapping), key=lambda entry: (entry.case, entry.at))
    if not entries:
        raise LogError("The log has no entries: nothing to replay.")
    cases = [
        _case(number, list(of_case))
        for number, (_, of_case) in enumerate(groupby(entries, lambda entry: entry.case), start=1)
    ]
    return columns(cases, max(entry.at for entry in entries), imported=True)


def _entries(file: TextIO, mapping: LogMapping) -> Iterator[Entry]:
    rows = csv.DictReader(file)
    missing = [name for name in mapping.columns if name not in (rows.fieldnames or ())]
    if missing:
        has = ", ".join(rows.fieldnames or ()) or "none"
        raise LogError(f"line 1: there is no column {missing[0]!r}; the columns are {has}.")
    zone = tz(mapping.zone) if mapping.zone else None
    persons = Words()
    for row in rows:
        told = {name: (row[name] or "").strip() for name in mapping.columns}
        facts = tuple((fact, told[column]) for fact, column in mapping.facts.items())
        person = persons.place(told.get(mapping.person, ""))
        for said, meaning in _said(told, mapping):
            at = _instant(said, mapping.form, zone, rows.line_num)
            yield Entry(told[mapping.case], at, meaning, person, facts)


def _said(row: dict[str, str], mapping: LogMapping) -> Iterator[tuple[str, str]]:
    """The moments of a row as they are written, and what each means ('': nothing)."""
    if mapping.at:
        activity = "/".join(row[name] for name in mapping.activity)
        yield row[mapping.at], mapping.means.get(activity, "")
    for column, meaning in mapping.moments.items():
        if row[column]:
            yield row[column], meaning


def _instant(said: str, form: str, zone: tzinfo | None, line: int) -> datetime:
    try:
        read = datetime.strptime(said, form) if form else datetime.fromisoformat(said)  # noqa: DTZ007
    except ValueError:
        wanted = f"written as {form}" if form else "an ISO 8601 moment; a mapping may say its form"
        raise LogError(f"line {line}: {said!r} is not {wanted}.") from None
    if zone is None and read.tzinfo is None:
        raise LogError(f"line {line}: {said!r} has no offset from UTC; name the zone it is in.")
    at = read.replace(tzinfo=zone) if zone is not None else read
    return at.astimezone(UTC)


def _case(number: int, entries: list[Entry]) -> Case:
    first = entries[0]
    return Case(number, first.at, dict(first.facts), tuple(_acts(entries)))


def _acts(entries: Iterable[Entry]) -> Iterator[Happened]:
    begun, settled = False, ""
    for entry in entries:
        if not begun or entry.meaning == "message":
            yield Happened(entry.at, Act.RECEIVED)
        begun = True
        if settled and entry.meaning in ("message", "reply", "reopen", "wait"):
            settled = ""
            yield Happened(entry.at, Act.REOPENED)
        if entry.meaning == "reply":
            yield Happened(entry.at, Act.REPLIED, entry.person)
        elif entry.meaning == "wait":
            yield Happened(entry.at, Act.WAITING)
        elif entry.meaning in _SETTLING and settled not in ("close", entry.meaning):
            settled = entry.meaning
            yield Happened(entry.at, _SETTLING[entry.meaning])
