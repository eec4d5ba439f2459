"""Ask what every page asks with statements that are composed once.

Django composes the SQL of a queryset anew each time, which costs several times as much as a small
query by index itself. A question is an ordinary queryset, of models or of columns, in which some
values come later: it is composed when it is first asked, and from then on only asked.

    @question
    def _history(ticket):
        return Event.objects.filter(ticket=ticket).order_by("id").values_list("type", "data")

    _history(41)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, wraps
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, Expression, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

Columns = QuerySet[Any, tuple[Any, ...]]
Rows = list[tuple[Any, ...]]
T = TypeVar("T")


class Given(Expression):
    """A value that comes when the question is asked: the key of a row, a number, a text or a
    moment."""

    def __init__(self, place: int) -> None:
        super().__init__(output_field=BigIntegerField())
        self.place = place

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


def question(compose: Callable[..., QuerySet[Any, T]]) -> Callable[..., list[T]]:
    """Make a function that answers with what the queryset of `compose` finds: models with their
    `select_related`, or the tuples of a `values_list`.

    `compose` is called once for each number of values, with a `Given` for each of them: it may
    only put them into the queryset, and decide nothing by them.
    """

    @cache
    def composed(values: int) -> _Composed:
        query = compose(*map(Given, range(values))).query
        compiler = query.get_compiler(DEFAULT_DB_ALIAS)
        said, holes = compiler.as_sql()
        columns = [column for column, *_ in compiler.select[: compiler.col_count]]
        return _Composed(compiler, said, holes, compiler.get_converters(columns))

    @wraps(compose)
    def ask(*values: int | str | datetime) -> list[T]:
        known, database = composed(len(values)), connections[DEFAULT_DB_ALIAS]
        moment = database.ops.adapt_datetimefield_value
        given = [moment(one) if isinstance(one, datetime) else one for one in values]
        filled = [given[one.place] if isinstance(one, Given) else one for one in known.holes]
        with database.cursor() as cursor:
            cursor.execute(known.said, filled)
            found = known.converted(cursor.fetchall())
        return list(found if known.tells_columns else _models(known.compiler, found))

    return ask


@dataclass(frozen=True, slots=True)
class _Composed:
    """A statement with its holes, and what makes Python's values of the database's."""

    compiler: SQLCompiler
    said: str
    holes: Sequence[Any]
    converters: dict[int, Any]

    @property
    def tells_columns(self) -> bool:
        return bool(self.compiler.query.values_select)

    def converted(self, rows: Iterable[Sequence[Any]]) -> Iterable[tuple[Any, ...]]:
        if not self.converters:
            return map(tuple, rows)
        return map(tuple, self.compiler.apply_converters(rows, self.converters))


def _models(compiler: SQLCompiler, rows: Iterable[Sequence[Any]]) -> Iterator[Any]:
    """Rows as the models that they are, with their `select_related`."""
    made: dict[str, Any] = compiler.klass_info or {}
    columns = slice(made["select_fields"][0], made["select_fields"][-1] + 1)
    names = [column.target.attname for column, *_ in compiler.select[columns]]
    related = get_related_populators(made, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # the types are of a later Django
    for row in rows:
        one = made["model"].from_db(DEFAULT_DB_ALIAS, names, row[columns])
        for populator in related:
            populator.populate(row, one)
        yield one
