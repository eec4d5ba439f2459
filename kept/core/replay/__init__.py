"""What a policy would have promised for what really happened, and how much of it kept.

    >>> promises = replay(history, draft)          # doctest: +SKIP
    >>> promises.state == State.BROKEN             # doctest: +SKIP

Pure: a history comes in as columns, promises go out as columns; no clock is read.
"""

from kept.core.replay.history import (
    CHANGING,
    KINDS,
    Act,
    Case,
    Codes,
    Happened,
    History,
    Words,
    columns,
    packed,
)
from kept.core.replay.ledger import NEVER, Promises, State
from kept.core.replay.replay import replay
from kept.core.replay.staffing import Chance, Staffing, staffing
from kept.core.replay.tables import Count, Moved, Table
from kept.core.replay.trial import Side, Trial, tried

__all__ = [
    "CHANGING",
    "KINDS",
    "NEVER",
    "Act",
    "Case",
    "Chance",
    "Codes",
    "Count",
    "Happened",
    "History",
    "Moved",
    "Promises",
    "Side",
    "Staffing",
    "State",
    "Table",
    "Trial",
    "Words",
    "columns",
    "packed",
    "replay",
    "staffing",
    "tried",
]
