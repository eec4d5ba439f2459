"""A mail from before this desk kept its record becomes history: it owes and sends nothing."""

from __future__ import annotations

from datetime import datetime

from kept.core import decide
from kept.core.decide import Refused
from kept.core.events import DESK
from kept.tickets.draft import Draft
from kept.tickets.write import Done, change, create


def take_over(
    draft: Draft, *, at: datetime, now: datetime, mailbox: str = "", team: str = ""
) -> Done | Refused:
    """Open a settled ticket for what a customer asked at `at`, in a mail to `mailbox` of ours.
    Should it live again one day, it runs under the policy that is in force `now`."""
    customer = draft.sender
    return create(
        lambda edition: decide.import_ticket(
            customer=customer.pk,
            language=draft.language or customer.language,
            edition=edition,
            mailbox=mailbox,
            team=team,
        ),
        draft,
        at=at,
        by=DESK,
        under=now,
    )


def take_into(ticket: int, draft: Draft, *, at: datetime) -> Done | Refused:
    """Add a mail to a ticket that `take_over` opened; refused once that lives again."""
    customer = draft.customer.pk if draft.customer else None
    return change(
        ticket,
        lambda state, edition: decide.import_message(state, customer),
        at=at,
        by=DESK,
        draft=draft,
    )
