"""A mail that no server took is handed over once more, or given up."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kept.core import decide
from kept.core.decide import Decision, Refused
from kept.core.events import Actor
from kept.core.promises import Edition
from kept.core.ticket import Ticket as State
from kept.people.models import Staff
from kept.tickets import elsewhere, outgoing
from kept.tickets.actions.fail import fail
from kept.tickets.write import Done, change


def send_again(ticket: int, message: int, *, by: Staff, at: datetime) -> Done | Refused:
    """Try the mail of a reply again now. One that had failed for good answers the customer from
    this moment on; if it fails again, what it kept is owed again."""
    where, place = elsewhere.now_at(ticket, message)

    def decided(state: State, edition: Edition) -> Decision:
        if outgoing.try_again(ticket, message, at):
            return decide.send_again(state, place)
        return Refused("not_waiting", "This mail neither waits nor was refused.")

    return change(where, decided, at=at, by=Actor("staff", by.pk))


def give_up(ticket: int, message: int, *, by: Staff, at: datetime) -> Done | Refused:
    """Try the mail of a reply no more: the customer never got it, and what it kept is owed."""
    with transaction.atomic():
        if not outgoing.give_up(ticket, message):
            return Refused("not_waiting", "This mail neither waits nor was refused.")
        return fail(ticket, message, "", permanent=True, at=at, by=Actor("staff", by.pk))
