"""Whether a ticket may be put away, and who of the team follows it: the events, or why not.

Pure, like `decide`, whose `Refused` and `Decision` these are.
"""

from __future__ import annotations

from datetime import datetime

from kept.core import events as e
from kept.core.calendar import Calendar
from kept.core.decide import Decision, Refused
from kept.core.ticket import Promise, Ticket


def snooze(
    state: Ticket, until: datetime | None, waits_for: e.SnoozedFor, *, at: datetime
) -> Decision:
    """Put a ticket away. What is owed goes on being owed, so nothing is put away that would be
    missed in silence: a warning that is still to come wakes it in time."""
    if state.settled:
        return Refused("settled", "This ticket is settled: there is no list that it could leave.")
    if until is not None and until <= at:
        return Refused("past", "That moment has passed. Choose one that is to come.")
    if owed := next((one for one in state.promises if _missed(one, until, at)), None):
        return Refused(
            "owed",
            "Something is owed before then, and nothing would warn of it. Answer first, or choose "
            "an earlier moment.",
            clause=owed.clause,
        )
    if state.asleep and (state.asleep.until, state.asleep.waits_for) == (until, waits_for):
        return []
    return [e.Snoozed(until=until, waits_for=waits_for)]


def opening_after(calendar: Calendar, at: datetime) -> datetime | None:
    """When the desk opens next: once it is closed again, where it is open now. None for a desk that
    never closes."""
    closes = calendar.closes_at(at) if calendar.is_open(at) else at
    return None if closes is None else calendar.next_opening(closes)


def _missed(promise: Promise, until: datetime | None, at: datetime) -> bool:
    """Whether the promise would be, or stay, broken while the ticket is away, without a word."""
    if not promise.owed or promise.state == "paused":
        return False
    if promise.state == "broken" or promise.due_at <= at:
        return True
    warning = promise.warning_at(promise.warned + 1)
    return (until is None or until >= promise.due_at) and (warning is None or warning <= at)


def wake(state: Ticket, at: datetime) -> Decision:
    """The clock's word: the moment has come. Nothing where it has not, or nobody waits for one."""
    due = state.asleep is not None and state.asleep.until is not None and state.asleep.until <= at
    return [e.Woken()] if due else []


def fetch_back(state: Ticket) -> Decision:
    """Somebody wants it back before its moment."""
    return [e.Woken(early=True)] if state.asleep else []


def follow(state: Ticket, staff: int) -> Decision:
    return [] if staff in state.followers else [e.Followed(staff=staff)]


def unfollow(state: Ticket, staff: int) -> Decision:
    return [e.Unfollowed(staff=staff)] if staff in state.followers else []


def read(state: Ticket, staff: int) -> Decision:
    """What was new to somebody is so no more."""
    return [e.NewsRead(staff=staff)] if staff in state.unread else []


def hand_over(state: Ticket, to: int, mentions: tuple[int, ...]) -> Decision:
    """Give the ticket to a colleague with a note that tells them what they need to know."""
    said = e.NoteWritten(message=state.messages + 1, mentions=tuple(dict.fromkeys((to, *mentions))))
    return [said] if state.assignee == to else [said, e.Assigned(to=to)]
