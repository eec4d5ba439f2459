"""What happens to somebody's attention whatever else an event does: it wakes a ticket that was put
away, and is news to those who follow it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, NamedTuple

from kept.core import events as e

#: Somebody of the team said how the ticket stands: it neither sleeps any more nor has just woken.
_SETTLES: Final = (e.ReplySent, e.MarkedWaiting, e.Solved, e.Closed, e.Reopened, e.MergedInto)
#: A promise is due soon, or was not kept.
_ALARMS: Final = (e.PromiseWarned, e.PromiseBroken)
#: What those who follow a ticket hear of.
_NEWS: Final = (e.MessageReceived, e.ReplySent, e.NoteWritten, e.Solved, e.Closed, e.Reopened,
                e.Assigned, e.PromiseBroken)  # fmt: skip


class Asleep(NamedTuple):
    """A ticket that was put away; `until` None: until its customer writes."""

    until: datetime | None
    waits_for: e.SnoozedFor


def woken(event: e.Event, asleep: Asleep | None) -> dict[str, Any]:
    """What an event does to a ticket that was put away, or is back from it."""
    if isinstance(event, _SETTLES):
        return {"asleep": None, "woken": ""}
    if asleep is None:
        return {}
    if _is_heard(event):
        return {"asleep": None, "woken": "reply"}
    return {"asleep": None, "woken": "promise"} if isinstance(event, _ALARMS) else {}


def _is_heard(event: e.Event) -> bool:
    """Whether somebody who belongs to it has written, here or in what was merged into it."""
    match event:
        case e.MessageReceived(stranger=stranger):
            return not stranger
        case e.TookIn(unanswered=unanswered):
            return unanswered is not None
    return isinstance(event, e.MessageVouched)


def unread(one: e.Recorded, followers: tuple[int, ...], now: tuple[int, ...]) -> tuple[int, ...]:
    """For whom something new stands there after an event; nobody hears of what they did."""
    if not isinstance(one.event, _NEWS):
        return now
    others = (who for who in followers if one.by != e.Actor("staff", who))
    return tuple(dict.fromkeys((*now, *others)))
