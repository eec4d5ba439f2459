"""What becomes of a ticket when the team sorts it, and when somebody takes back what they did."""

from __future__ import annotations

from datetime import datetime

from kept.core import events as e
from kept.core.ticket.folding import Changes, changes
from kept.core.ticket.state import Ticket


@changes.register
def _(event: e.TagsChanged, state: Ticket, at: datetime) -> Changes:
    tags = {*state.tags, *event.added} - {*event.removed}
    return {"tags": tuple(sorted(tags)), **state.leaving(at)}


@changes.register
def _(event: e.TakenBack, state: Ticket, at: datetime) -> Changes:
    """All of it, also when it was changed last. Where the act is not told, nothing was done."""
    return vars(state.before) if state.before and state.left_at == event.done_at else {}
