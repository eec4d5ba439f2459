"""A question about a stretch of the record, and its answer as columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from django.db import connection

from kept.core.calendar.grid import Micros
from kept.core.replay import Codes

#: PostgreSQL counts from 2000.
_2000 = int(np.datetime64("2000-01-01", "us").astype(np.int64))


class Gathered(NamedTuple):
    """What matters of some events, in the order of the record.

    `said` has an entry for each act that says something: a place in `words`, which has each once,
    with its act.
    """

    ticket: Codes
    act: Codes
    at: Micros
    said: Codes
    words: list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Question:
    """`sql` asks for the events after one id and up to another, in one row: the tickets, the acts
    as letters (`first` is the letter of 0), the moments, and what each of the `saying` acts says,
    a line each."""

    sql: str
    first: int
    saying: tuple[int, ...]

    def answer(self, after: int, until: int) -> Gathered:
        """What the record has there."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, (after, until))
            tickets, letters, at, told = cursor.fetchone()
        act = np.frombuffer((letters or "").encode(), np.uint8).astype(np.int8) - self.first
        saying = act[np.isin(act, self.saying)].tolist()
        said = list(zip(saying, told.split("\n") if told else (), strict=True))
        # Most of what is said many tickets say.
        places = {one: place for place, one in enumerate(dict.fromkeys(said))}
        codes = np.fromiter(map(places.__getitem__, said), np.int32, len(said))
        return Gathered(_numbers(tickets), act, _instants(at), codes, list(places))


def _numbers(told: Any) -> Codes:
    if isinstance(told, str):
        return np.fromstring(told, np.int64, sep=",")
    return np.frombuffer(told or b"", ">i8").astype(np.int64)


def _instants(told: Any) -> Micros:
    if isinstance(told, str):
        return np.frombuffer(told.encode(), "S26").astype("M8[us]").astype(np.int64)
    return np.frombuffer(told or b"", ">i8").astype(np.int64) + _2000
