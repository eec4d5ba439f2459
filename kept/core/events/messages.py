"""Part of the vocabulary: what was said in a ticket, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from kept.core.events.fact import Fact
from kept.core.events.requests import Channel

Rating = Literal["good", "could_be_better"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(Fact):
    """A customer's message reached the ticket. `stranger`: the sender does not belong to it.

    `doubted`: it says that it is from somebody who does, and its authentication failed. It stands
    there as a stranger's until a person of the team says what it is.
    """

    message: int
    customer: int
    channel: Channel
    stranger: bool = False
    doubted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageImported(Fact):
    """A mail of that time: of `customer`, or of the team where that is None. It starts, keeps and
    tells nothing."""

    message: int
    customer: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageVouched(Fact):
    """A person of the team took a doubted message for the customer's own. It counts from when it
    was received."""

    message: int
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDiscarded(Fact):
    """A person of the team holds a doubted message to be nothing of this request. `ticket`: the
    request of its own that it became, if it did."""

    message: int
    ticket: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplySent(Fact):
    """A person of the team answered the customer. `copies`: who else of the ticket was sent it."""

    message: int
    copies: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyWithdrawn(Fact):
    """Who had written a reply took it back before its mail left: the customer never saw it."""

    message: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplySentAgain(Fact):
    """A reply that no server had taken was handed over once more, by a person's word."""

    message: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten(Fact):
    """A person of the team left a note that only the team sees. `mentions`: the colleagues whom it
    addresses by name."""

    message: int
    mentions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged(Fact):
    """The desk told the customer that a message arrived and what is owed. Keeps no promise.

    `clause`: by which nothing is owed to them; empty where none says so.
    """

    message: int
    occasion: Literal["request", "resend", "repetition"]
    promise: int | None = None
    clause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resent(Fact):
    """The customer asked again after the waiting time of `clause`: legitimate, and urgent."""

    message: int
    clause: str
    policy: int
    waited_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated(Fact):
    """The customer sent the same text again before the waiting time of `clause` was over."""

    message: int
    clause: str
    policy: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFailed(Fact):
    """A reply did not reach the customer: the server's words say why."""

    message: int
    permanent: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRated(Fact):
    """A customer said how an answer of the team was, or changed what they had said. What they
    `remarked` stands with the message."""

    message: int
    rating: Rating
    remarked: bool = False


OnMessages: TypeAlias = (
    MessageReceived
    | MessageImported
    | MessageVouched
    | MessageDiscarded
    | ReplySent
    | ReplyWithdrawn
    | ReplySentAgain
    | NoteWritten
    | Acknowledged
    | Resent
    | Repeated
    | DeliveryFailed
    | AnswerRated
)
"""What is said, and whether it arrives."""
