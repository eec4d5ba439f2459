"""A person of the team answers the customer."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from kept.core import decide
from kept.core.decide import Refused
from kept.core.events import Actor
from kept.people.models import Staff
from kept.tickets.draft import Draft
from kept.tickets.write import Done, change


def reply(
    ticket: int,
    draft: Draft,
    *,
    by: Staff,
    seen: int,
    at: datetime,
    then: Literal["wait", "solve"] | None = None,
) -> Done | Refused:
    """Answer, and queue the mail, with a copy for each of the draft's `copies` who takes part.
    Refused when something came in after message `seen`."""
    copies = [copy.customer for copy in draft.copies]
    return change(
        ticket,
        lambda state, edition: decide.reply(state, seen=seen, then=then, copies=copies),
        at=at,
        by=Actor("staff", by.pk),
        draft=draft,
    )
