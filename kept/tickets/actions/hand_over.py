"""Somebody gives a ticket to a colleague, with what they need to know."""

from __future__ import annotations

from datetime import datetime

from kept.core import decide_attention
from kept.core.decide import Decision, Refused
from kept.core.events import Actor
from kept.core.promises import Edition
from kept.core.ticket import Ticket as State
from kept.people.models import Staff
from kept.tickets.actions.assign import unseen_by
from kept.tickets.actions.note import mentions
from kept.tickets.draft import Draft
from kept.tickets.write import Done, change


def hand_over(ticket: int, to: Staff, text: str, *, by: Staff, at: datetime) -> Done | Refused:
    """Write a note that addresses `to`, and make them answer for the ticket: both or neither."""
    if not to.is_active:
        return Refused("inactive", "%(name)s cannot sign in any more.", {"name": to.name})
    others = mentions(text, by)

    def decided(state: State, edition: Edition) -> Decision:
        return unseen_by(to, state) or decide_attention.hand_over(state, to.pk, others)

    return change(
        ticket,
        decided,
        at=at,
        by=Actor("staff", by.pk),
        draft=Draft(kind="note", channel="desk", text=text, staff=by),
    )
