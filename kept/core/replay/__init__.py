"""What a policy would have promised for what really happened, and how much of it kept.

    >>> promises = replay(history, draft)          # doctest: +SKIP
    >>> promises.state == State.BROKEN             # doctest: +SKIP

Pure: a history comes in as columns, promises go out as columns; no clock is read.
"""

from kept.core.replay.history import Act, Case, Happened, History, Words, columns
from kept.core.replay.ledger import NEVER, Promises, State
from kept.core.replay.replay import replay

__all__ = [
    "NEVER",
    "Act",
    "Case",
    "Happened",
    "History",
    "Promises",
    "State",
    "Words",
    "columns",
    "replay",
]
