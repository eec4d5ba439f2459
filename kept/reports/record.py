"""The promises that the figures count: from their rows, fast; from the events, to be sure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import BigIntegerField, F, Func
from django.db.models.sql.compiler import SQLCompiler

from kept.core import ticket as core
from kept.core.events import Actor, Recorded, from_json
from kept.core.report import Fact, Report, fact, first_moment, report
from kept.deadlines.models import Promise
from kept.record import policy
from kept.record.models import Event, PolicyVersion

SPANS = (7, 30, 90)
"""The days that the page offers."""


class Micros(Func):
    """An instant as whole microseconds since 1970: to read a hundred thousand at once, without
    making a datetime of each."""

    output_field = BigIntegerField()

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **extra: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            # The text that Django writes; apart, because the database would round the seconds.
            template="(CAST(strftime('%%%%s', substr(%(expressions)s, 1, 19)) AS INTEGER) * 1000000"
            " + CAST(substr(%(expressions)s, 21) AS INTEGER))",
            **extra,
        )

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **extra: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            template="CAST(EXTRACT(EPOCH FROM %(expressions)s) * 1000000 AS bigint)",
            **extra,
        )


def of_the_desk(*, at: datetime, days: int) -> Report:
    """The figures of the page: from the rows of the promises, in one query by the due moment."""
    current = policy.in_force(at)
    since = first_moment(current.policy, at=at, days=days)
    return _report(from_rows(since, at), current.version, at, days)


def recomputed(*, at: datetime, days: int) -> Report:
    """The same figures from the events alone: no row of a promise is read."""
    return _report(from_events(), policy.in_force(at).version, at, days)


def _report(facts: Iterable[Fact], current: int, at: datetime, days: int) -> Report:
    numbers = PolicyVersion.objects.values_list("number", flat=True)
    policies = {number: policy.edition(number).policy for number in numbers}
    return report(facts, policies, current, at=at, days=days)


def from_rows(since: datetime, until: datetime) -> Iterator[Fact]:
    """The promises that fell due in [since, until), as their rows have them."""
    rows = Promise.objects.filter(due_at__gte=since, due_at__lt=until)
    columns = rows.values_list(
        "rule", "policy", "state", "late_open_seconds", Micros(F("started_at")),
        Micros(F("due_at")), Micros(F("met_at")),
    )  # fmt: skip
    for rule, version, state, late, started, due, met in columns.iterator(chunk_size=20_000):
        done = state == "kept" or late is not None
        yield Fact(rule, version, state, started, due, met if done else None)


def from_events() -> Iterator[Fact]:
    """Every promise that there ever was, folded from the events that tell it."""
    for _ticket, told in groupby(_told(), key=itemgetter(0)):
        history = (recorded for _number, recorded in told)
        yield from (fact(promise) for promise in core.fold(history).promises)


def _told() -> Iterator[tuple[int, Recorded]]:
    """What the record says of promises, ticket by ticket; of a promise, nothing else tells."""
    told = Event.objects.filter(type__startswith="Promise").order_by("ticket", "id")
    columns = told.values_list("ticket", "type", "data", "at", "by")
    for ticket, type_, data, at, by in columns.iterator(chunk_size=20_000):
        yield ticket, Recorded(from_json(type_, data), at, Actor.parse(by))
