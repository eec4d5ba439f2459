"""The team says under which plan a request is answered."""

from __future__ import annotations

from datetime import datetime

from kept.core import decide
from kept.core.decide import Refused
from kept.core.events import Actor
from kept.people.models import Staff
from kept.tickets.write import Done, change


def set_plan(ticket: int, plan: str, *, by: Staff, at: datetime) -> Done | Refused:
    """Set the plan of this request; '' takes it back. What the policy owes for it starts.

    The customer's own plan stays: it decides for their next requests.
    """
    return change(
        ticket,
        lambda state, edition: decide.set_facts(state, edition, plan=plan),
        at=at,
        by=Actor("staff", by.pk),
    )
