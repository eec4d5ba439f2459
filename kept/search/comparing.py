"""Compare several columns at once, as an order over them does: an index can answer that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import BooleanField, DateTimeField, F, Func, IntegerField, Value

Key = Sequence[int | datetime]


def before(columns: Sequence[str], key: Key, *, or_at: bool = False) -> Func:
    """`(rank, matters_at) < (1, …)`; `or_at`: or equal."""
    return _compared(columns, key, " <= " if or_at else " < ")


def after(columns: Sequence[str], key: Key, *, or_at: bool = False) -> Func:
    """`(rank, matters_at) > (1, …)`; `or_at`: or equal."""
    return _compared(columns, key, " >= " if or_at else " > ")


def _compared(columns: Sequence[str], key: Key, sign: str) -> Func:
    return Func(
        _row(*map(F, columns)),
        _row(*map(_value, key)),
        template="%(expressions)s",
        arg_joiner=sign,
        output_field=BooleanField(),
    )


def _value(one: int | datetime) -> Value:
    return Value(one, DateTimeField() if isinstance(one, datetime) else IntegerField())


def _row(*values: F | Value) -> Func:
    return Func(*values, template="(%(expressions)s)", output_field=BooleanField())
