"""A history under a policy: what would have been promised, and what of it kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kept.core.policy import Policy
from kept.core.replay import clock, one
from kept.core.replay.history import History
from kept.core.replay.ledger import Promises


def replay(history: History, policy: Policy) -> Promises:
    """Every promise that `policy` would have made, as the clock of a live desk decides it.

    Tickets with something that the columns do not know go through the clock one by one.
    """
    alone = clock.by_hand(history, policy)
    if not alone.any():
        return clock.promised(history, policy)
    return _placed(clock.promised(history.chosen(~alone), policy), ~alone).joined(
        _placed(one.promised(history.chosen(alone), policy), alone)
    )


def _placed(promises: Promises, chosen: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Promises:
    """The promises of some tickets, by the tickets' places among all."""
    return replace(promises, ticket=np.flatnonzero(chosen)[promises.ticket])
