"""Part of the vocabulary: what goes from one ticket to another, and who takes part.

A message that goes elsewhere is copied there and keeps its moment; its place here stays taken, so
that what was recorded of it can be read for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from kept.core.events.fact import Fact

Written = Literal["customer", "agent", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(Fact):
    """Part of a move: the message that was number `was` there is number `place` here."""

    was: int
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn(Fact):
    """Part of a merge: a message of the other ticket, and what matters of it here."""

    was: int
    place: int
    kind: Written
    at: datetime
    stranger: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitOff(Fact):
    """This ticket began as messages of `ticket`, which are its own now."""

    ticket: int
    messages: tuple[Moved, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesMoved(Fact):
    """These messages stand in `ticket` now, which was split off from here."""

    ticket: int
    messages: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TookIn(Fact):
    """Another ticket was merged into this one. `unanswered`: the place here of its oldest message
    that waited for a reply, if one did; `urgent`: it was."""

    ticket: int
    messages: tuple[TakenIn, ...]
    unanswered: int | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedInto(Fact):
    """This ticket goes on as `ticket`: all that was said in it stands there, and what comes for
    it goes there for ever."""

    ticket: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeUndone(Fact):
    """The merge with `ticket` was taken back. `messages`: places here whose messages went back."""

    ticket: int
    messages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked(Fact):
    """Somebody of the team said that `ticket` is about the same matter."""

    ticket: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlinked(Fact):
    """`ticket` has nothing to do with this one after all."""

    ticket: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LetIn(Fact):
    """`customer` takes part from now on, beside the ticket's own: may be sent replies, and may
    write. `reads`: all of it too, on their own pages; not who came with a merge, or was there when
    messages were split off, for nobody has said yet that they may."""

    customer: int
    reads: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOut(Fact):
    """`customer` does not take part any more."""

    customer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestJoined(Fact):
    """A request was written here and opened no ticket of its own: its sender had opened `most`
    within an hour."""

    message: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyFailed(Fact):
    """The copy of a reply for `customer`, who takes part, did not arrive: the server's words."""

    message: int
    customer: int
    permanent: bool
    reason: str


OnMoves: TypeAlias = (
    SplitOff
    | MessagesMoved
    | TookIn
    | MergedInto
    | MergeUndone
    | Linked
    | Unlinked
    | LetIn
    | TakenOut
    | RequestJoined
    | CopyFailed
)
"""What goes between tickets and who takes part."""
