"""Somebody puts a ticket away until it wants to be looked at again, and it comes back."""

from __future__ import annotations

from datetime import datetime

from kept.core import decide_attention as decide
from kept.core.decide import Decision, Refused
from kept.core.events import DESK, Actor, SnoozedFor
from kept.core.promises import Edition
from kept.core.ticket import Ticket as State
from kept.people.models import Staff
from kept.tickets.write import Done, change


def snooze(
    ticket: int, until: datetime | None, *, waits_for: SnoozedFor, by: Staff, at: datetime
) -> Done | Refused:
    """Put it away `until` then, the desk's next opening (`waits_for` 'opening', whatever `until`),
    or until its customer writes. What is owed goes on; a warning of it fetches the ticket back."""

    def decided(state: State, edition: Edition) -> Decision:
        if waits_for != "opening":
            return decide.snooze(state, until, waits_for, at=at)
        opens = decide.opening_after(edition.policy.calendar, at)
        if opens is None:
            return Refused("open", "The desk never closes: choose a moment.")
        return decide.snooze(state, opens, waits_for, at=at)

    return change(ticket, decided, at=at, by=Actor("staff", by.pk))


def wake(ticket: int, *, at: datetime) -> Done | Refused:
    """The clock fetches it back once its moment has come: exactly once, and safe to call again."""
    return change(ticket, lambda state, edition: decide.wake(state, at), at=at, by=DESK)


def fetch_back(ticket: int, *, by: Staff, at: datetime) -> Done | Refused:
    """Somebody wants it back before its moment."""
    by_whom = Actor("staff", by.pk)
    return change(ticket, lambda state, edition: decide.fetch_back(state), at=at, by=by_whom)
