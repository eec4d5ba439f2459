"""A lead lets a new version of the policy apply to a ticket's promises where it is better."""

from __future__ import annotations

from datetime import datetime

from kept.core import decide
from kept.core.decide import Decision, Refused
from kept.core.events import Actor
from kept.core.promises import Edition
from kept.core.ticket import Ticket as State
from kept.people.models import Staff
from kept.record import policy
from kept.tickets.write import Done, change


def apply_version(ticket: int, version: int, *, by: Staff, at: datetime) -> Done | Refused:
    """What `version` owes on the ticket that is better for the customer is owed from now on.

    Nothing is due later by it and nothing ends (PROMISES.md 2); a second time it finds nothing.
    Only for leads, and only with the version that is in force.
    """
    if refused := may_apply(version, by=by, at=at):
        return refused

    def decided(state: State, edition: Edition) -> Decision:
        return decide.apply_version(state, at, edition, edition.at_hand(version))

    return change(ticket, decided, at=at, by=Actor("staff", by.pk), applied=(version,))


def may_apply(version: int, *, by: Staff, at: datetime) -> Refused | None:
    """Why `by` may not let `version` apply at `at`, whatever the ticket; None: they may."""
    if not by.is_lead:
        return Refused("lead", "Only leads let a version apply to promises that run.")
    if policy.in_force(at).version != version:
        facts = {"version": version}
        return Refused("in_force", "Version %(version)d of the policy is not in force.", facts)
    return None
