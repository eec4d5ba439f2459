"""Every rule of a policy as a tree of plain values, by walking the model itself.

A field that is added to the model is compared from that moment on: nothing here names the fields
that count, only the few that say again what another says. A value of a type unknown here raises.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time, timedelta
from typing import Any, TypeAlias, get_args

from kept.core.calendar import Calendar, Owed
from kept.core.policy.model import Policy

Node: TypeAlias = Any
"""A `Table`, or a leaf: None, bool, int, str, date, timedelta, what is owed, or a tuple of such."""

SAID_ELSEWHERE = {
    (Policy, "texts"): "compared word by word",
    (Calendar, "version"): "a digest of the calendar's other fields",
}
_SCALARS = (bool, int, float, str, date, time, timedelta, type(None), *get_args(Owed))


class Table(dict[str, Node]):
    """What stands under one name. `ordered`: the order of the names is part of the rule."""

    ordered = False


class OrderedTable(Table):
    """A table whose order counts: the first promise that applies, a list as it is read out."""

    ordered = True


class Key(str):
    """A name that the policy itself gives: of a promise, a term, a date. Others are fields."""

    __slots__ = ()


def facts(value: object) -> Node:
    """The tree of a policy, or of a part of one. TypeError for what a policy cannot hold."""
    if isinstance(value, _SCALARS):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return _fields(value)
    if isinstance(value, Mapping):
        named = bool(value) and all(hasattr(one, "name") for one in value.values())
        table: Table = OrderedTable() if named else Table()
        table.update({Key(_name(key)): facts(one) for key, one in value.items()})
        return table
    if isinstance(value, (tuple, list)):
        return _sequence(tuple(value))
    if isinstance(value, (set, frozenset)):
        return _sequence(tuple(sorted(value)))
    raise TypeError(f"A policy cannot hold {value!r}, so it cannot be compared.")


def _fields(value: Any) -> Table:
    table = Table()
    for field in fields(value):
        if (type(value), field.name) in SAID_ELSEWHERE:
            continue
        held = getattr(value, field.name)
        if (type(value), field.name) == (Policy, "days_off"):
            held = tuple(held)  # the countries; their dates are in the calendars
        table[field.name] = facts(held)
    return table


def _sequence(items: tuple[Any, ...]) -> Node:
    """Named items by name; rows by their place; anything else is a leaf."""
    if items and all(isinstance(getattr(item, "name", None), str) for item in items):
        table = OrderedTable()
        table.update({Key(item.name): facts(item) for item in items})
        return table
    if items and all(isinstance(item, tuple) for item in items):
        rows = Table()
        rows.update({Key(str(place)): facts(item) for place, item in enumerate(items)})
        return rows
    for item in items:
        facts(item)  # a leaf compares as it is, if all that it holds can be compared
    return items


def _name(key: object) -> str:
    return key.isoformat() if isinstance(key, date) else str(key)
