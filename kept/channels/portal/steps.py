"""The three steps of a request: received, answered, settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kept.channels.portal.reader import Reader
from kept.deadlines.models import Promise
from kept.front.promises import Shown
from kept.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Step:
    """One step. With a `promise` its ring is shown, else a bare tick if it is `done`."""

    words: str
    promise: Shown | None = None
    done: bool = False
    current: bool = False


def steps(ticket: Ticket, owed: Sequence[Promise], reader: Reader) -> list[Step]:
    """What is behind, where it is, what is to come."""
    first = _last(owed, "first_reply", reader)
    fix = _last(owed, "fix", reader)
    end = fix or _last(owed, "resolution", reader)
    settled = ticket.status in ("solved", "closed")
    answered = ticket.unanswered_since is None if first is None else _over(first)
    received = _("Received {moment}").format(moment=reader.moment(ticket.opened_at))
    reply = _("First reply")
    last = _settling(ticket, fix)
    return [
        Step(received, done=True),
        Step(_timed(reply, first), first, done=answered, current=not answered and not settled),
        Step(_timed(last, end), end, done=settled, current=answered or settled),
    ]


def _last(owed: Sequence[Promise], kind: str, reader: Reader) -> Shown | None:
    found = [promise for promise in owed if promise.kind == kind]
    if not found:
        return None
    return reader.shown(found[-1])


def _over(promise: Shown) -> bool:
    return not promise.said


def _settling(ticket: Ticket, fix: Shown | None) -> str:
    match ticket.status:
        case "closed":
            return _("Settled")
        case "solved":
            return _("Solved")
        case "waiting":
            return _("Waiting for you")
        case _:
            return _("Being fixed") if fix else _("Being settled")


def _timed(words: str, promise: Shown | None) -> str:
    """'First reply, 29 min early': with the time of a promise that is over."""
    if promise is None or not _over(promise):
        return words
    ended = _("not owed any more") if promise.state == "released" else promise.time
    return f"{words}, {ended}"
