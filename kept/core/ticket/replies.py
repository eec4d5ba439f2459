"""The answers of a ticket, and what each of them answered."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

Status = Literal["open", "waiting", "solved", "closed"]


class Unanswered(NamedTuple):
    """What waited for a reply before one was written."""

    status: Status = "open"
    since: datetime | None = None
    message: int = 0
    urgent: bool = False
    repetitions: int = 0
    settled_at: datetime | None = None


class Reply(NamedTuple):
    """An answer that went to the customer and did not come back. `over`: what it answered, which
    waits again where the answer is taken back."""

    message: int
    at: datetime
    over: Unanswered = Unanswered()


def without(replies: tuple[Reply, ...], message: int) -> tuple[Reply, ...]:
    return tuple(reply for reply in replies if reply.message != message)


def with_again(replies: tuple[Reply, ...], again: Reply) -> tuple[Reply, ...]:
    """The answers with one that was sent once more, in the order of their messages."""
    both = (*without(replies, again.message), again)
    return tuple(sorted(both, key=lambda reply: reply.message))
