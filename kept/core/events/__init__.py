"""The vocabulary: everything that can happen on a ticket, one frozen dataclass each.

An event is in the past tense, written once and never changed. It carries the facts that decided
it (rule, clause, policy version, instants), so that a webhook or a replay tells the story as it
was. It carries no personal data: people, words and files stand in rows that events name (a
customer by number, a message by its place in the ticket), and erasing those rows erases the
person from the record.

A type's meaning never changes; a new meaning is a new type. How events are written down and read
back: `event_json`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from kept.core.events.attention import (
    Followed,
    NewsRead,
    OnAttention,
    Snoozed,
    SnoozedFor,
    Unfollowed,
    Woken,
)
from kept.core.events.erasing import OnPeople, PersonErased, WordsErased
from kept.core.events.fact import (
    DESK,
    Actor,
)
from kept.core.events.handling import OnHandling, TagsChanged, TakenBack
from kept.core.events.messages import (
    Acknowledged,
    AnswerRated,
    DeliveryFailed,
    MessageDiscarded,
    MessageImported,
    MessageReceived,
    MessageVouched,
    NoteWritten,
    OnMessages,
    Rating,
    Repeated,
    ReplySent,
    ReplySentAgain,
    ReplyWithdrawn,
    Resent,
)
from kept.core.events.moves import (
    CopyFailed,
    LetIn,
    Linked,
    MergedInto,
    MergeUndone,
    MessagesMoved,
    Moved,
    OnMoves,
    RequestJoined,
    SplitOff,
    TakenIn,
    TakenOut,
    TookIn,
    Unlinked,
    Written,
)
from kept.core.events.promises import (
    OnPromise,
    PromiseBroken,
    PromiseImproved,
    PromiseKept,
    PromiseKind,
    PromiseMetLate,
    PromiseOwedAgain,
    PromisePaused,
    PromiseReleased,
    PromiseRestored,
    PromiseResumed,
    PromiseStarted,
    PromiseWarned,
    ReleaseCode,
    Tells,
    ToWarn,
)
from kept.core.events.requests import (
    Assigned,
    Channel,
    Classified,
    Closed,
    FactsChanged,
    HandedOut,
    MarkedWaiting,
    OnRequest,
    Reopened,
    Solved,
    Subscription,
    TicketImported,
    TicketOpened,
)

__all__ = [
    "DESK",
    "Acknowledged",
    "Actor",
    "AnswerRated",
    "Assigned",
    "Channel",
    "Classified",
    "Closed",
    "CopyFailed",
    "DeliveryFailed",
    "Event",
    "FactsChanged",
    "Followed",
    "HandedOut",
    "LetIn",
    "Linked",
    "MarkedWaiting",
    "MergeUndone",
    "MergedInto",
    "MessageDiscarded",
    "MessageImported",
    "MessageReceived",
    "MessageVouched",
    "MessagesMoved",
    "Moved",
    "NewsRead",
    "NoteWritten",
    "OnAttention",
    "OnHandling",
    "OnMessages",
    "OnMoves",
    "OnPromise",
    "OnRequest",
    "PersonErased",
    "PromiseBroken",
    "PromiseImproved",
    "PromiseKept",
    "PromiseKind",
    "PromiseMetLate",
    "PromiseOwedAgain",
    "PromisePaused",
    "PromiseReleased",
    "PromiseRestored",
    "PromiseResumed",
    "PromiseStarted",
    "PromiseWarned",
    "Rating",
    "Recorded",
    "ReleaseCode",
    "Reopened",
    "Repeated",
    "ReplySent",
    "ReplySentAgain",
    "ReplyWithdrawn",
    "RequestJoined",
    "Resent",
    "Snoozed",
    "SnoozedFor",
    "Solved",
    "SplitOff",
    "Subscription",
    "TagsChanged",
    "TakenBack",
    "TakenIn",
    "TakenOut",
    "Tells",
    "TicketImported",
    "TicketOpened",
    "ToWarn",
    "TookIn",
    "Unfollowed",
    "Unlinked",
    "Woken",
    "WordsErased",
    "Written",
]

Event: TypeAlias = (
    OnRequest
    | OnMessages
    | OnMoves
    | OnHandling
    | OnAttention
    | OnPeople
    | PromiseStarted
    | OnPromise
)
"""All that can happen."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event in its place: what happened, when, and by whom. `at` is when it happened."""

    event: Event
    at: datetime
    by: Actor
