"""Somebody of the team follows a ticket, follows it no more, or has read what was new to them."""

from __future__ import annotations

from datetime import datetime

from kept.core import decide_attention as decide
from kept.core.decide import Refused
from kept.core.events import Actor
from kept.people.models import Staff
from kept.tickets.write import Done, change


def follow(ticket: int, *, by: Staff, at: datetime) -> Done | Refused:
    """Hear of what happens on it from now on."""
    who = Actor("staff", by.pk)
    return change(ticket, lambda state, edition: decide.follow(state, by.pk), at=at, by=who)


def unfollow(ticket: int, *, by: Staff, at: datetime) -> Done | Refused:
    """Hear of it no more, unless a note addresses them."""
    who = Actor("staff", by.pk)
    return change(ticket, lambda state, edition: decide.unfollow(state, by.pk), at=at, by=who)


def read(ticket: int, *, by: Staff, at: datetime) -> Done | Refused:
    """What was new to them is so no more. Records nothing where nothing was."""
    who = Actor("staff", by.pk)
    return change(
        ticket, lambda state, edition: decide.read(state, by.pk), at=at, by=who, merged_too=True
    )
