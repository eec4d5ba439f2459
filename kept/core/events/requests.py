"""Part of the vocabulary: what is asked for, whose work it is, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from kept.core.events.fact import Fact

Channel = Literal["mail", "form", "portal", "desk"]
#: What is known of a customer's subscription; '' where the desk does not know.
Subscription = Literal["", "active", "ended"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketOpened(Fact):
    """A customer asked for something. `policy` is the version the ticket runs under; product,
    plan and priority are names that it declares, empty where nobody has said. `team` is the key of
    the team whose work it is, empty where it is everybody's. `mailbox`: the
    address of ours that the request came to, empty where it came to none. `subscription` is the
    customer's at that moment; `follows` the settled ticket in which it was written too late to open
    that one again."""

    customer: int
    channel: Channel
    language: str
    policy: int
    product: str = ""
    plan: str = ""
    priority: str = ""
    team: str = ""
    mailbox: str = ""
    subscription: Subscription = ""
    follows: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketImported(Fact):
    """A request from before this desk kept its record was found in an old mailbox: settled, and
    nothing is owed (PROMISES.md 17). `policy` is the version a new request would have run under."""

    customer: int
    channel: Channel
    language: str
    policy: int
    mailbox: str = ""
    team: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned(Fact):
    """The ticket belongs to `to` now; None: to nobody."""

    to: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOut(Fact):
    """The desk gave the ticket to `to`, of its `team` and there at that moment: whose turn it was,
    or who had the fewest tickets open. `open`: how many they had, without this one."""

    to: int
    team: str
    by: Literal["turn", "fewest"]
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified(Fact):
    """The team said what the request is; `cause` only for a bug (§2)."""

    kind: str
    cause: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsChanged(Fact):
    """Somebody said what the request is about, how it ranks, or whose work it is. None: that stays
    as it was."""

    product: str | None = None
    plan: str | None = None
    priority: str | None = None
    team: str | None = None
    subscription: Subscription | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedWaiting(Fact):
    """The team asked the customer for something and waits for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved(Fact):
    """The team holds the request to be settled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(Fact):
    """The customer said that the request is settled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened(Fact):
    """The ticket is open again: a person said so, or the customer wrote."""


OnRequest: TypeAlias = (
    TicketOpened
    | TicketImported
    | Assigned
    | HandedOut
    | Classified
    | FactsChanged
    | MarkedWaiting
    | Solved
    | Closed
    | Reopened
)
"""What becomes of a request."""
