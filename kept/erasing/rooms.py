"""How a person is forgotten: each room that holds something of people says how it lets go of it.

A room registers itself when the desk starts. What it registers is called again after a crash, from
its beginning, and once more some time after everything is gone: it must be right however often it
is called, and each of its steps is a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeVar

from kept.core.events import Actor

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is to be forgotten: the number of a customer, and what they were known by.

    `addresses` are as they are compared. `by` wants it; `at` is now. `found`: what the rooms
    looked up before anything was gone, each under its name.
    """

    number: int
    names: tuple[str, ...]
    addresses: tuple[str, ...]
    by: Actor
    at: datetime
    found: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Room:
    """What a room does. `look` finds, before anything is gone, what `erase` needs to know and could
    not find out any more, as JSON; `erase` stops after each step, for the desk has other work too;
    `sweep` takes out of the database what no row holds any more."""

    erase: Callable[[Person], Iterator[None]]
    look: Callable[[Person], Any] | None = None
    sweep: Callable[[], None] | None = None


#: In the order in which they are called: tickets first, for others ask what became of them.
_ORDER: Final = ("tickets", "mail", "portal", "mailboxes", "announcements", "search")
_rooms: Final[dict[str, Room]] = {}


def register(name: str, room: Room) -> None:
    """Let a room be asked when somebody is to be forgotten."""
    _rooms[name] = room


def rooms() -> dict[str, Room]:
    """All rooms by their names; one that has no place in the order comes last."""
    placed = [name for name in _ORDER if name in _rooms]
    return {name: _rooms[name] for name in (*placed, *(_rooms.keys() - placed))}


def batches(many: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """`many`, so many at a time."""
    return (many[first : first + size] for first in range(0, len(many), size))
