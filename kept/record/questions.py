"""Ask what every page asks with statements that are composed once.

Django composes the SQL of a queryset anew each time, which costs several times as much as a small
query by index itself. A question is an ordinary queryset of columns in which some values come
later: it is composed when it is first asked, and from then on only asked.

    @question
    def _history(ticket):
        return Event.objects.filter(ticket=ticket).order_by("id").values_list("type", "data")

    _history(41)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, Expression, QuerySet
from django.db.models.sql.compiler import SQLCompiler

Columns = QuerySet[Any, tuple[Any, ...]]
Rows = list[tuple[Any, ...]]


class Given(Expression):
    """A whole number that comes when the question is asked: a key of a row."""

    def __init__(self, place: int) -> None:
        super().__init__(output_field=BigIntegerField())
        self.place = place

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


def question(compose: Callable[..., Columns]) -> Callable[..., Rows]:
    """Make a function that answers with the rows of the `values_list` queryset of `compose`.

    `compose` is called once for each number of values, with a `Given` for each of them: it may
    only put them into the queryset, and decide nothing by them.
    """

    @cache
    def composed(values: int) -> tuple[SQLCompiler, str, tuple[Any, ...]]:
        queryset = compose(*map(Given, range(values)))
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        return compiler, *compiler.as_sql()

    @wraps(compose)
    def ask(*values: int) -> Rows:
        compiler, said, holes = composed(len(values))
        filled = [values[one.place] if isinstance(one, Given) else one for one in holes]
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(said, filled)
            found = cursor.fetchall()
        return [tuple(row) for row in compiler.results_iter([found])]

    return ask
