"""Part of the vocabulary (`events`): what goes from one ticket to another, and who takes part.

A message that goes elsewhere is copied there and keeps its moment; its place here stays taken, so
that what was recorded of it can be read for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from pydantic import ConfigDict

Written = Literal["customer", "agent", "note"]


class _Move:
    __pydantic_config__ = ConfigDict(extra="forbid", strict=False)
    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(_Move):
    """Part of a move: the message that was number `was` there is number `place` here."""

    was: int
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn(_Move):
    """Part of a merge: a message of the other ticket, and what matters of it here."""

    was: int
    place: int
    kind: Written
    at: datetime
    stranger: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitOff(_Move):
    """This ticket began as messages of `ticket`, which are its own now."""

    ticket: int
    messages: tuple[Moved, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesMoved(_Move):
    """These messages stand in `ticket` now, which was split off from here."""

    ticket: int
    messages: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TookIn(_Move):
    """Another ticket was merged into this one. `unanswered`: the place here of its oldest message
    that waited for a reply, if one did; `urgent`: it was."""

    ticket: int
    messages: tuple[TakenIn, ...]
    unanswered: int | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedInto(_Move):
    """This ticket goes on as `ticket`: all that was said in it stands there, and what comes for
    it goes there for ever."""

    ticket: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeUndone(_Move):
    """The merge with `ticket` was taken back. `messages`: places here whose messages went back."""

    ticket: int
    messages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked(_Move):
    """Somebody of the team said that `ticket` is about the same matter."""

    ticket: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlinked(_Move):
    """`ticket` has nothing to do with this one after all."""

    ticket: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LetIn(_Move):
    """`customer` takes part from now on, beside the ticket's own: reads replies, and may write."""

    customer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOut(_Move):
    """`customer` does not take part any more."""

    customer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestJoined(_Move):
    """A request was written here and opened no ticket of its own: its sender had opened `most`
    within an hour."""

    message: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyFailed(_Move):
    """The copy of a reply for `customer`, who takes part, did not arrive: the server's words."""

    message: int
    customer: int
    permanent: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseRestored(_Move):
    """The merge that had ended the promise was taken back: it is owed as it was."""

    promise: int


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
"""What goes between tickets and who takes part; `PromiseRestored` is told with the promises."""
