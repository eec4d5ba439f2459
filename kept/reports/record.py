"""The promises that the figures count: from their rows, fast; from the events, to be sure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import numpy as np
from django.db.models import BigIntegerField, F, Func, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from kept.core import ticket as core
from kept.core.calendar.grid import Micros
from kept.core.event_json import from_json
from kept.core.events import Actor, Recorded
from kept.core.policy import Policy
from kept.core.report import NEVER, Facts, facts
from kept.deadlines.models import Promise
from kept.record import policy
from kept.record.models import Event, PolicyVersion

_AT_ONCE: Final = 20_000


def policies() -> dict[int, Policy]:
    """Every version there ever was."""
    numbers = PolicyVersion.objects.values_list("number", flat=True)
    return {number: policy.edition(number).policy for number in numbers}


def from_rows(begin: datetime, end: datetime) -> Facts:
    """The promises that fell due in [begin, end), as their rows have them."""
    columns = Promise.objects.filter(due_at__gte=begin, due_at__lt=end).values_list(
        "rule", "policy", "state", "late_open_seconds",
        _Instant(F("started_at")), _Instant(F("due_at")), _Instant(F("met_at")),
    )  # fmt: skip
    rows = list(columns.iterator(chunk_size=_AT_ONCE))
    rule, version, state, late, started, due, met = zip(*rows, strict=True) if rows else [()] * 7
    states = np.array(state, np.str_)
    done = (states == "kept") | np.array([one is not None for one in late], np.bool_)
    return Facts(
        made=list(zip(rule, version, strict=True)),
        state=states,
        started=_micros(started),
        due=_micros(due),
        met=np.where(done, _micros(met), NEVER),
    )


class _Instant(Func):
    """An instant as the database itself has it, to read a hundred thousand of them at once
    without making a datetime of each: text in SQLite, microseconds in PostgreSQL."""

    output_field = BigIntegerField()

    def get_db_converters(self, connection: Any) -> list[Any]:
        return []

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s || '')", **extra)

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **extra: Any) -> Any:
        template = "CAST(EXTRACT(EPOCH FROM %(expressions)s) * 1000000 AS bigint)"
        return self.as_sql(compiler, connection, template=template, **extra)


def _micros(told: tuple[Any, ...]) -> Micros:
    """Microseconds; what is not told is NEVER."""
    if any(isinstance(one, str) for one in told):
        moments = np.array(["NaT" if one is None else one for one in told], "M8[us]")
        return np.where(np.isnat(moments), NEVER, moments.astype(np.int64))
    return np.array([NEVER if one is None else one for one in told], np.int64)


def from_events() -> Facts:
    """Every promise that there ever was, folded from the events that tell it: no row is read."""
    return facts(
        promise
        for _ticket, told in groupby(_told(), key=itemgetter(0))
        for promise in core.fold(recorded for _number, recorded in told).promises
    )


def _told() -> Iterator[tuple[int, Recorded]]:
    """What the record says of promises, ticket by ticket; of a promise, nothing else tells."""
    told: QuerySet[Event, Any] = Event.objects.filter(type__startswith="Promise")
    columns = told.order_by("ticket", "id").values_list("ticket", "type", "data", "at", "by")
    for ticket, type_, data, at, by in columns.iterator(chunk_size=_AT_ONCE):
        yield ticket, Recorded(from_json(type_, data), at, Actor.parse(by))
