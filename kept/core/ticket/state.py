"""A ticket's state, and its place in the inbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from kept.core import events as e
from kept.core.promise import Promise, next_owed
from kept.core.ticket.replies import Reply, Settled, Status
from kept.core.ticket.resting import Asleep

#: What the inbox shows first. Within a rank, the earlier moment comes first.
URGENT, OWED, UNANSWERED, QUIET, WAITING, SETTLED, GONE, ASLEEP = range(8)
#: Why a ticket that was put away is back; '' where none was, or somebody has said more since.
Woken = Literal["", "moment", "reply", "promise"]


class Heard(NamedTuple):
    """A message of somebody who belongs to the ticket."""

    place: int
    at: datetime


class Rated(NamedTuple):
    """What the customer says of an answer."""

    message: int
    rating: e.Rating


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """The state of one ticket. Instants are UTC; `messages` counts all messages and notes.

    `unanswered_since` and `unanswered_message` are the oldest message that waits for a reply.
    `asked_at` and `asked_message` are from when what settles the request is owed: its first
    message, or what opened it again. `doubted` are the messages that wait for a person's word.
    `renewed_at` is when the team said last that a subscription does not, or not any more, stand as
    ended. `reopened`: what it was before the team opened it again. `readers` are those of the
    participants who may read all of it. `handed`: somebody has had it since it came to its team.
    `asleep`: it was put away; `woken`: it is back from there and nobody has said more. Of the team,
    `followers` want to hear of it, `mentioned` were addressed in a note, and `unread` are those for
    whom something is new.
    `before`: what the ticket was before it was merged, or before what somebody did at `left_at` and
    may take back.
    """

    customer: int = 0
    channel: e.Channel = "mail"
    language: str = ""
    policy: int = 0
    status: Status = "open"
    assignee: int | None = None
    kind: str = ""
    cause: str = ""
    product: str = ""
    plan: str = ""
    priority: str = ""
    tags: tuple[int, ...] = ()
    team: str = ""
    handed: bool = False
    mailbox: str = ""
    subscription: str = ""
    renewed_at: datetime | None = None
    follows: int | None = None
    settled_at: datetime | None = None
    urgent: bool = False
    opened_at: datetime | None = None
    changed_at: datetime | None = None
    messages: int = 0
    last_public: int = 0
    last_customer_at: datetime | None = None
    last_customer_message: int = 0
    unanswered_since: datetime | None = None
    unanswered_message: int = 0
    asked_at: datetime | None = None
    asked_message: int = 1
    replies: tuple[Reply, ...] = ()
    repetitions: int = 0
    imported: bool = False
    doubted: tuple[int, ...] = ()
    promises: tuple[Promise, ...] = ()
    heard: tuple[Heard, ...] = ()
    ratings: tuple[Rated, ...] = ()
    participants: tuple[int, ...] = ()
    readers: tuple[int, ...] = ()
    links: tuple[int, ...] = ()
    #: People of whom it spoke, and who were erased.
    erased: tuple[int, ...] = ()
    asleep: Asleep | None = None
    woken: Woken = ""
    followers: tuple[int, ...] = ()
    mentioned: tuple[int, ...] = ()
    unread: tuple[int, ...] = ()
    merged_into: int | None = None
    before: Ticket | None = None
    left_at: datetime | None = None
    reopened: Settled | None = None

    def with_news(self, news: Mapping[str, object]) -> Ticket:
        """What `dataclasses.replace` gives, in a fraction of its time: each page and mail goes
        through a ticket's history. Raises TypeError for an unknown field."""
        changed = object.__new__(Ticket)
        fields = vars(changed)
        fields.update(vars(self))
        known = len(fields)
        fields.update(news)
        if len(fields) != known:
            raise TypeError(f"a ticket has no {', '.join(news.keys() - vars(self).keys())}")
        return changed

    def leaving(self, at: datetime) -> dict[str, object]:
        """What an act at `at` that may be taken back keeps of the ticket as it was before."""
        return {"before": self.with_news({"before": None}), "left_at": at}

    @property
    def facts(self) -> dict[str, str]:
        """What the conditions of a policy's rules look at."""
        return {
            "kind": self.kind,
            "channel": self.channel,
            "language": self.language,
            "product": self.product,
            "plan": self.plan,
            "priority": self.priority,
            "team": self.team,
            "subscription": self.subscription,
        }

    @property
    def to_hand_out(self) -> bool:
        """Whether it waits for somebody of its team, and no person has decided that it shall."""
        return bool(self.team) and not (self.handed or self.settled or self.assignee)

    @property
    def settled(self) -> bool:
        return self.status in ("solved", "closed")

    @property
    def replied(self) -> bool:
        return bool(self.replies)

    @property
    def next_owed(self) -> Promise | None:
        return next_owed(self.promises)

    @property
    def rank(self) -> int:
        if self.settled:
            return SETTLED if self.merged_into is None else GONE
        if self.asleep:
            return ASLEEP
        if self.woken == "moment":
            return URGENT
        owed = self.next_owed
        runs = owed is not None and owed.state != "paused"
        if runs or self.unanswered_since:
            return URGENT if self.urgent else OWED if runs else UNANSWERED
        return WAITING if self.status == "waiting" else QUIET

    @property
    def matters_at(self) -> datetime:
        """The moment the inbox sorts by, within `rank`."""
        if self.asleep and self.asleep.until and not self.settled:
            return self.asleep.until
        owed = self.next_owed
        moment = owed.due_at if owed and self.rank <= OWED else None
        moment = moment or self.unanswered_since or self.changed_at
        assert moment is not None, "a ticket has happened at some time"
        return moment

    def promise(self, number: int) -> Promise:
        return self.promises[number - 1]
