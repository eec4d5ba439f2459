"""The answers of a ticket, and what each of them answered."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

Status = Literal["open", "waiting", "solved", "closed"]


class Settled(NamedTuple):
    """How a ticket was settled before it was opened again at `until`."""

    until: datetime
    status: Status
    at: datetime | None
    asked_at: datetime | None
    asked_message: int
    imported: bool


class Unanswered(NamedTuple):
    """What waited for a reply before one was written. `settled`: nothing did, and the reply opened
    the ticket again."""

    status: Status = "open"
    since: datetime | None = None
    message: int = 0
    urgent: bool = False
    repetitions: int = 0
    settled_at: datetime | None = None
    settled: Settled | None = None


class Reply(NamedTuple):
    """An answer that went to the customer and did not come back. `over`: what it answered, which
    waits again where the answer is taken back."""

    message: int
    at: datetime
    over: Unanswered = Unanswered()


def without(replies: tuple[Reply, ...], message: int) -> tuple[Reply, ...]:
    return tuple(reply for reply in replies if reply.message != message)


def inherited(replies: tuple[Reply, ...], message: int) -> tuple[Reply, ...]:
    """The answers without one that was taken back: the next has answered what it had."""
    after = iter(reply for reply in replies if reply.message > message)
    taken, heir = next(one for one in replies if one.message == message), next(after, None)
    if heir is None or (heir.over.since and not taken.over.since):
        return without(replies, message)
    return with_again(without(replies, message), heir._replace(over=taken.over))


def with_again(replies: tuple[Reply, ...], again: Reply) -> tuple[Reply, ...]:
    """The answers with one that was sent once more, in the order of their messages."""
    both = (*without(replies, again.message), again)
    return tuple(sorted(both, key=lambda reply: reply.message))
