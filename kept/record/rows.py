"""Write rows with statements that are composed once for each model.

Django composes the same INSERT or UPDATE anew for every row, which is most of what a row costs.
Here a model's statement is made once; its values go through Django's own fields, so that a row is
stored as it is everywhere else. What is written `together` goes to the database in one round trip.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper


class _Statement(NamedTuple):
    """`new`: the rows that get the numbers which it answers with."""

    said: str
    values: Sequence[Any]
    new: Sequence[models.Model] = ()


_waiting: ContextVar[list[_Statement] | None] = ContextVar("_waiting", default=None)


@contextmanager
def together() -> Iterator[None]:
    """Write what the block writes by this module when it ends, in order.

    Until then it stands nowhere, and new rows have no ids. A block that raises writes nothing.
    """
    waiting: list[_Statement] = []
    before = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(before)
    _carry_out(waiting)


def insert(rows: Sequence[models.Model]) -> None:
    """Write new rows of one model, if any, in one statement; they get their ids, in order.

    Nothing is checked or defaulted beyond what the fields do themselves. Raises IntegrityError.
    """
    if not rows:
        return
    database = connections[DEFAULT_DB_ALIAS]
    shape = _shape(type(rows[0]))
    said = f"{shape.into} VALUES {', '.join([shape.places] * len(rows))}"
    values = [value for row in rows for value in shape.values(row, database)]
    if shape.key is None:
        execute(said, values)
    else:
        _say(_Statement(f"{said} RETURNING {shape.key}", values, rows))
    for row in rows:
        row._state.adding = False
        row._state.db = database.alias


def execute(said: str, values: Sequence[Any]) -> None:
    """Carry out a statement of one's own in its turn."""
    _say(_Statement(said, values))


def _say(one: _Statement) -> None:
    if (waiting := _waiting.get()) is not None:
        waiting.append(one)
    else:
        _carry_out([one])


def _carry_out(statements: Sequence[_Statement]) -> None:
    """PostgreSQL takes several statements at once, SQLite one after the other."""
    database = connections[DEFAULT_DB_ALIAS]
    at_once = len(statements) if database.vendor == "postgresql" else 1
    with database.cursor() as cursor:
        for first in range(0, len(statements), at_once or 1):
            trip = statements[first : first + at_once]
            values = [value for one in trip for value in one.values]
            cursor.execute("; ".join(one.said for one in trip), values)
            for place, one in enumerate(trip):
                if place:
                    cursor.nextset()
                if one.new:
                    for row, (number,) in zip(one.new, cursor.fetchall(), strict=True):
                        row.pk = number


def insert_unless_there(row: models.Model) -> bool:
    """Write a row that knows its key; False, and nothing written, where the key is taken.

    A writer that is about to take the key is waited for.
    """
    database = connections[DEFAULT_DB_ALIAS]
    shape = _shape(type(row))
    with database.cursor() as cursor:
        cursor.execute(
            f"{shape.into} VALUES {shape.places} ON CONFLICT DO NOTHING",
            shape.values(row, database),
        )
        return bool(cursor.rowcount)


def update(model: type[models.Model], which: Mapping[str, object], **news: object) -> None:
    """Change columns of the rows that have all of `which`, columns and values as well. Nothing is
    checked beyond what the fields do themselves. Raises IntegrityError."""
    database = connections[DEFAULT_DB_ALIAS]
    said, fields = _change(model, tuple(news), tuple(which))
    values = zip(fields, (*news.values(), *which.values()), strict=True)
    execute(said, [one.get_db_prep_save(value, database) for one, value in values])


@cache
def _change(
    model: type[models.Model], news: tuple[str, ...], which: tuple[str, ...]
) -> tuple[str, tuple[models.Field[Any, Any], ...]]:
    fields = tuple(_field(model, name) for name in (*news, *which))
    holes = [f'"{one.column}" = %s' for one in fields]
    into, where = ", ".join(holes[: len(news)]), " AND ".join(holes[len(news) :])
    return f'UPDATE "{model._meta.db_table}" SET {into} WHERE {where}', fields  # noqa: S608 -- names of columns


def _field(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field


@dataclass(frozen=True, slots=True)
class _Shape:
    """How rows of a model are written. `key`: the column that the database numbers, if one."""

    into: str
    places: str
    key: str | None
    fields: tuple[tuple[str, type | None, models.Field[Any, Any]], ...]
    """By the attribute that holds it, and the type whose values the field stores as they are."""

    def values(self, row: models.Model, database: BaseDatabaseWrapper) -> list[Any]:
        held = vars(row)
        return [
            held[name]
            if held[name].__class__ is as_is
            else one.get_db_prep_save(one.pre_save(row, True), database)
            for name, as_is, one in self.fields
        ]


#: Django passes values of these types through six calls a field, which change nothing of them.
_AS_IS: Mapping[type[models.Field[Any, Any]], type] = {
    models.BooleanField: bool,
    models.CharField: str,
    models.EmailField: str,
    models.TextField: str,
    models.BigIntegerField: int,
    models.IntegerField: int,
    models.PositiveIntegerField: int,
    models.PositiveSmallIntegerField: int,
    models.SmallIntegerField: int,
}


@cache
def _shape(model: type[models.Model]) -> _Shape:
    numbered = model._meta.auto_field
    fields = [one for one in model._meta.concrete_fields if one is not numbered]
    columns = ", ".join(f'"{one.column}"' for one in fields)
    return _Shape(
        into=f'INSERT INTO "{model._meta.db_table}" ({columns})',
        places=f"({', '.join(['%s'] * len(fields))})",
        key=f'"{numbered.column}"' if numbered else None,
        fields=tuple((one.attname, _AS_IS.get(type(one)), one) for one in fields),
    )
