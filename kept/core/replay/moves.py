"""What goes from one ticket to another, decided anew under the policy that is tried.

The record says which messages went where; what that does to promises depends on what is owed, so
`core.promises.merging` says it again, for both tickets at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from kept.core import events as e
from kept.core.promises import Edition, unfold
from kept.core.promises.merging import Outcome, merged, moved, undelivered, unmerged
from kept.core.ticket import Ticket


@dataclass
class _Merge:
    """Which ticket became part of which (`there`), where its messages stand there, and what that
    did to either."""

    there: int
    places: Mapping[int, int]
    ending: list[e.Event]
    remaining: list[e.Event]


class Moves:
    """Splits and merges of the tickets in a list, which are changed in place.

    `places` are the tickets' places in the list by their numbers, and `numbers` the other way. A
    ticket that is not in the list was opened outside the time that is looked at: what it owed is
    not known, and nothing of it goes on.
    """

    def __init__(
        self,
        tickets: list[Ticket],
        places: Mapping[int, int],
        numbers: list[int],
        edition: Edition,
    ) -> None:
        self._tickets, self._places, self._numbers = tickets, places, numbers
        self._edition = edition
        self._merges: dict[int, _Merge] = {}

    def happen(self, ticket: int, event: e.Event, at: datetime) -> None:
        """`event` of a history happens on a ticket. What two tickets know of happens on both when
        the ticket that goes on knows it."""
        match event:
            case e.TookIn():
                self._merge(ticket, event, at)
            case e.MergedInto(ticket=other) if other not in self._places:
                self._unfold(ticket, [event, *_gone(self._tickets[ticket])], at)
            case e.MergeUndone(ticket=other) if self._is_undone_here(ticket, other):
                self._undo(ticket, self._places[other], event, at)
            case e.MessagesMoved(messages=messages):
                self._unfold(ticket, [*moved(self._tickets[ticket], messages), event], at)
            case e.MergedInto() | e.MergeUndone():
                pass
            case _:
                self._unfold(ticket, [event], at)

    def failed(self, ticket: int, message: int, at: datetime) -> None:
        """A reply of a ticket that has ended did not arrive: what it kept is owed where the ticket
        goes on."""
        ended, places, there = self._tickets[ticket], dict[int, int](), ticket
        while there in self._merges:
            merge = self._merges[there]
            places = (
                {was: merge.places[now] for was, now in places.items() if now in merge.places}
                if places
                else dict(merge.places)
            )
            there = merge.there
        if there == ticket:
            return
        remaining, number = self._tickets[there], self._numbers[ticket]
        outcome = undelivered(ended, remaining, at, self._edition, places, number)
        self._both(ticket, there, outcome, at)

    def _merge(self, there: int, took: e.TookIn, at: datetime) -> None:
        here = self._places.get(took.ticket)
        if here is None:
            self._unfold(there, [took], at)
            return
        places = {one.was: one.place for one in took.messages}
        ending, remaining = self._tickets[here], self._tickets[there]
        outcome = merged(ending, remaining, at, self._edition, places, took.ticket)
        into = e.MergedInto(ticket=self._numbers[there])
        did = _Merge(
            there,
            places,
            self._unfold(here, [into, *outcome.ending], at),
            self._unfold(there, [took, *outcome.remaining], at),
        )
        self._merges[here] = did

    def _is_undone_here(self, ticket: int, other: int) -> bool:
        """Whether `other` was merged into this ticket, so that undoing it is told from here."""
        merge = self._merges.get(self._places.get(other, -1))
        return merge is not None and merge.there == ticket

    def _undo(self, there: int, here: int, undone: e.MergeUndone, at: datetime) -> None:
        merge = self._merges.pop(here)
        outcome = unmerged(merge.ending, merge.remaining)
        back = e.MergeUndone(ticket=self._numbers[there])
        self._unfold(here, [*outcome.ending, back], at)
        self._unfold(there, [*outcome.remaining, undone], at)

    def _both(self, here: int, there: int, outcome: Outcome, at: datetime) -> None:
        self._unfold(here, outcome.ending, at)
        self._unfold(there, outcome.remaining, at)

    def _unfold(self, ticket: int, facts: Iterable[e.Event], at: datetime) -> list[e.Event]:
        """Let it happen; all that did."""
        told, self._tickets[ticket] = unfold(
            self._tickets[ticket], facts, at, e.DESK, self._edition
        )
        return [one.event for one in told]


def _gone(state: Ticket) -> Iterator[e.PromiseReleased]:
    """What is owed of a ticket whose other is not known goes on elsewhere."""
    for one in state.promises:
        if one.owed:
            yield e.PromiseReleased(
                promise=one.number, reason="", clause=one.clause, code="carried"
            )
