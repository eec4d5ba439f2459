"""What becomes of a ticket when somebody is erased."""

from __future__ import annotations

from datetime import datetime

from kept.core import events as e
from kept.core.ticket.folding import Changes, changes
from kept.core.ticket.state import Ticket


@changes.register
def _(event: e.PersonErased, state: Ticket, at: datetime) -> Changes:
    """What was settled stays settled as it was."""
    news: Changes = {
        "erased": (*state.erased, event.customer),
        "doubted": (),
        "participants": (),
        "readers": (),
    }
    if state.settled:
        return news
    over = {"status": "closed", "urgent": False, "unanswered_since": None, "settled_at": at}
    return news | over


@changes.register
def _(event: e.WordsErased, state: Ticket, at: datetime) -> Changes:
    """A doubted message without words is nobody's to vouch for."""
    return {
        "erased": (*state.erased, event.customer),
        "doubted": tuple(one for one in state.doubted if one not in event.messages),
        "participants": tuple(one for one in state.participants if one != event.customer),
        "readers": tuple(one for one in state.readers if one != event.customer),
    }
