"""A ticket as its events tell it: its state is what `fold` makes of them, and nothing else is.

What an event does stands in the file that is named as the event's own in `kept.core.events`.
"""

from kept.core.promise import REPLIES, SETTLING, Promise, PromiseState, is_owed, next_owed, told
from kept.core.ticket import (  # noqa: F401  what each event does
    attention,
    erasing,
    handling,
    messages,
    moves,
    promises,
    requests,
)
from kept.core.ticket.folding import fold
from kept.core.ticket.places import whereabouts
from kept.core.ticket.resting import Asleep
from kept.core.ticket.state import (
    ASLEEP,
    GONE,
    OWED,
    QUIET,
    SETTLED,
    UNANSWERED,
    URGENT,
    WAITING,
    Ticket,
)

__all__ = [
    "ASLEEP",
    "GONE",
    "OWED",
    "QUIET",
    "REPLIES",
    "SETTLED",
    "SETTLING",
    "UNANSWERED",
    "URGENT",
    "WAITING",
    "Asleep",
    "Promise",
    "PromiseState",
    "Ticket",
    "fold",
    "is_owed",
    "next_owed",
    "told",
    "whereabouts",
]
