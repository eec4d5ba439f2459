"""What happened on many tickets, as columns: the questions, never the promises.

A history holds what customers and the team did. What a policy would have owed for it is worked
out anew (`replay`), so the same history can be asked under any policy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from functools import cached_property
from typing import Final, get_args

import numpy as np
import numpy.typing as npt

from kept.core.calendar.grid import Micros
from kept.core.calendar.instants import micros
from kept.core.events import Event, PromiseKind

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.integer]
Mask = npt.NDArray[np.bool_]


class Act(IntEnum):
    """What can happen on a ticket, as far as a promise cares.

    `value` says which: of CLASSIFIED the place of the kind in `values["kind"]`, of RELEASED the
    place of the promise's kind in `KINDS`, of FAILED, WITHDRAWN and AGAIN the number of the
    message that did not arrive, was taken back or was sent once more, of REPLIED the person who
    wrote it (0: nobody knows), of FACTS what `packed` makes of the new facts, of TOLD the place of
    an event in `History.told`: what columns cannot tell, as what goes from one ticket to another.
    """

    RECEIVED = 0
    STRANGER = 1
    REPLIED = 2
    CLASSIFIED = 3
    WAITING = 4
    SOLVED = 5
    CLOSED = 6
    REOPENED = 7
    RELEASED = 8
    FAILED = 9
    NOTED = 10
    FACTS = 11
    WITHDRAWN = 12
    AGAIN = 13
    TOLD = 14


#: The acts that take a number as a message of the ticket.
MESSAGES = (Act.RECEIVED, Act.STRANGER, Act.REPLIED, Act.NOTED)
#: The acts after which a reply no longer counts as it did.
UNDOING = (Act.FAILED, Act.WITHDRAWN, Act.AGAIN)


#: Of what promises can be; their places never change.
KINDS: Final[tuple[PromiseKind, ...]] = get_args(PromiseKind)

#: The facts that FACTS may change, and how many bits the place of each takes.
CHANGING: Final = ("product", "plan", "priority", "team", "subscription")
_BITS: Final = 12


def packed(places: Mapping[str, int]) -> int:
    """The value of FACTS: for each fact that changes, the place of what it is now."""
    return sum((places[name] + 1) << _BITS * n for n, name in enumerate(CHANGING) if name in places)


def unpacked(value: Codes) -> Iterator[tuple[str, Ints]]:
    """Each fact, and the place of what it is now, counted from 1; 0: it stays as it was."""
    for n, name in enumerate(CHANGING):
        yield name, value.astype(np.int64) >> _BITS * n & (1 << _BITS) - 1


@dataclass(frozen=True, slots=True)
class Happened:
    """One act of a ticket. `told`: the kind that CLASSIFIED says, the facts that FACTS changes."""

    at: datetime
    act: Act
    value: int = 0
    told: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """One ticket: its number, when it was opened, its facts, and what happened, in order."""

    number: int
    opened: datetime
    facts: Mapping[str, str]
    acts: tuple[Happened, ...]


@dataclass(frozen=True, eq=False)
class History:
    """Many tickets in columns. Instants are int64 microseconds since 1970, UTC.

    `numbers` and `opened` have one entry a ticket; `facts[name]` too: a place in `values[name]`,
    whose first is always "" (not known). `ticket` (a place in `numbers`), `at`, `act` and `value`
    have one entry an act, by ticket and then in the order in which the desk came to know them.
    Nothing happens after `until` (`between` cuts there): what is still owed then runs on or is
    broken. `imported`: it comes from another tool's
    log, so nothing in it was ever promised.
    """

    numbers: Ints
    opened: Micros
    facts: Mapping[str, Codes]
    values: Mapping[str, tuple[str, ...]]
    ticket: Codes
    at: Micros
    act: Codes
    value: Codes
    until: int
    imported: bool = False
    told: tuple[Event, ...] = ()
    order: Ints | None = None

    def __post_init__(self) -> None:
        sizes = {len(column) for column in (self.ticket, self.at, self.act, self.value)}
        each = {len(self.numbers), len(self.opened), *map(len, self.facts.values())}
        if len(sizes) > 1 or len(each) > 1:
            raise ValueError("The columns of a history have one length: one entry each.")
        if self.ticket.size and (np.diff(self.ticket) < 0).any():
            raise ValueError("The acts of a history stand together, ticket by ticket.")

    @property
    def tickets(self) -> int:
        """How many tickets."""
        return len(self.numbers)

    @cached_property
    def begins(self) -> Ints:
        """Where the acts of each ticket begin, and, last, where all end."""
        return np.searchsorted(self.ticket, np.arange(self.tickets + 1), side="left")

    def chosen(self, which: Mask) -> History:
        """The history of only those tickets."""
        if which.all():
            return self
        place = np.cumsum(which) - 1
        kept = which[self.ticket]
        return History(
            numbers=self.numbers[which],
            opened=self.opened[which],
            facts={name: codes[which] for name, codes in self.facts.items()},
            values=self.values,
            ticket=place[self.ticket[kept]],
            at=self.at[kept],
            act=self.act[kept],
            value=self.value[kept],
            until=self.until,
            imported=self.imported,
            told=self.told,
            order=None if self.order is None else self.order[kept],
        )

    def between(self, since: int | None, until: int | None) -> History:
        """The tickets that were opened from `since` on and before `until`, as they stood then."""
        until = self.until if until is None else min(until, self.until)
        which = self.opened < until
        if since is not None:
            which &= self.opened >= since
        some = self.chosen(which)
        early = some.at <= until
        if until == self.until and early.all():
            return some
        return History(
            numbers=some.numbers,
            opened=some.opened,
            facts=some.facts,
            values=some.values,
            ticket=some.ticket[early],
            at=some.at[early],
            act=some.act[early],
            value=some.value[early],
            until=until,
            imported=some.imported,
            told=some.told,
            order=None if some.order is None else some.order[early],
        )


def columns(cases: Iterable[Case], until: datetime, *, imported: bool = False) -> History:
    """The columns of some tickets."""
    told = list(cases)
    names = dict.fromkeys(("kind", *CHANGING, *(name for case in told for name in case.facts)))
    words = {name: Words() for name in names}
    facts = {
        name: np.array([of.place(case.facts.get(name, "")) for case in told], np.int16)
        for name, of in words.items()
    }
    acts = [(place, one) for place, case in enumerate(told) for one in case.acts]
    said = [_said(one, words) for _, one in acts]
    return History(
        numbers=np.array([case.number for case in told], np.int64),
        opened=np.array([micros(case.opened) for case in told], np.int64),
        facts=facts,
        values={name: of.all for name, of in words.items()},
        ticket=np.array([place for place, _ in acts], np.int32),
        at=np.array([micros(one.at) for _, one in acts], np.int64),
        act=np.array([one.act for _, one in acts], np.int8),
        value=np.array(said, np.int64),
        until=micros(until),
        imported=imported,
    )


def _said(one: Happened, words: Mapping[str, Words]) -> int:
    if one.act == Act.CLASSIFIED:
        return words["kind"].place(one.told["kind"])
    if one.act == Act.FACTS:
        return packed({name: words[name].place(word) for name, word in one.told.items()})
    return one.value


class Words:
    """Words by their place, in the order in which they came; the first is the empty one."""

    def __init__(self) -> None:
        self._places = {"": 0}

    def place(self, word: str) -> int:
        """The place of `word`, from now on."""
        return self._places.setdefault(word, len(self._places))

    @property
    def all(self) -> tuple[str, ...]:
        """Every word, by place."""
        return tuple(self._places)
