"""A mail that no server took is handed over once more, or given up."""

from __future__ import annotations

from datetime import datetime

from kept.core import decide
from kept.core.decide import Decision, Refused
from kept.core.events import Actor
from kept.core.promises import Edition
from kept.core.ticket import Ticket as State
from kept.people.models import Staff
from kept.tickets import outgoing
from kept.tickets.write import Done, change


def send_again(ticket: int, message: int, *, by: Staff, at: datetime) -> Done | Refused:
    """Try the mail of a reply again now. One that had failed for good answers the customer from
    this moment on; if it fails again, what it kept is owed again."""

    def decided(state: State, edition: Edition) -> Decision:
        if outgoing.try_again(ticket, message, at):
            return decide.send_again(state, message)
        return Refused("not_waiting", "This mail neither waits nor was refused.")

    return change(ticket, decided, at=at, by=Actor("staff", by.pk))


def give_up(ticket: int, message: int, *, by: Staff, at: datetime) -> Done | Refused:
    """Try the mail of a reply no more: the customer never got it, and what it kept is owed."""

    def decided(state: State, edition: Edition) -> Decision:
        if outgoing.give_up(ticket, message, at):
            return decide.delivery_failed(state, message, "", permanent=True)
        return Refused("not_waiting", "This mail neither waits nor was refused.")

    return change(ticket, decided, at=at, by=Actor("staff", by.pk))
