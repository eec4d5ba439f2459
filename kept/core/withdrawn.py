"""A history without the replies that were taken back before they left."""

from __future__ import annotations

from collections.abc import Iterable

from kept.core import events as e


def without_withdrawn(history: Iterable[e.Recorded]) -> list[e.Recorded]:
    """What happened as far as the customer is concerned: no reply that was taken back, nor what
    was decided in the same act (one act's events share their instant and who did it)."""
    told = list(history)
    back = {one.event.message for one in told if isinstance(one.event, e.ReplyWithdrawn)}
    acts = {
        (one.at, one.by)
        for one in told
        if isinstance(one.event, e.ReplySent) and one.event.message in back
    }
    return [one for one in told if not (isinstance(one.event, _OF_A_REPLY) and _act(one) in acts)]


_OF_A_REPLY = (e.ReplySent, e.Reopened, e.MarkedWaiting, e.Solved)


def _act(one: e.Recorded) -> tuple[object, e.Actor]:
    return one.at, one.by
