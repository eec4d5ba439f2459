"""Write rows with statements that are composed once for each model.

Django composes the same INSERT or UPDATE anew for every row, which is most of what a row costs.
Here a model's statement is made once; its values go through Django's own fields, so that a row is
stored as it is everywhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper


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
    with database.cursor() as cursor:
        if shape.key is None:
            cursor.execute(said, values)
        else:
            cursor.execute(f"{said} RETURNING {shape.key}", values)
            for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
                row.pk = number
    for row in rows:
        row._state.adding = False
        row._state.db = database.alias


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
    with database.cursor() as cursor:
        cursor.execute(said, [one.get_db_prep_save(value, database) for one, value in values])


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
    fields: tuple[models.Field[Any, Any], ...]

    def values(self, row: models.Model, database: BaseDatabaseWrapper) -> list[Any]:
        return [one.get_db_prep_save(one.pre_save(row, True), database) for one in self.fields]


@cache
def _shape(model: type[models.Model]) -> _Shape:
    numbered = model._meta.auto_field
    fields = [one for one in model._meta.concrete_fields if one is not numbered]
    columns = ", ".join(f'"{one.column}"' for one in fields)
    return _Shape(
        into=f'INSERT INTO "{model._meta.db_table}" ({columns})',
        places=f"({', '.join(['%s'] * len(fields))})",
        key=f'"{numbered.column}"' if numbered else None,
        fields=tuple(fields),
    )
