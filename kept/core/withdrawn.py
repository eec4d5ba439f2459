"""A history without what was taken back: replies before they left, and acts of the team."""

from __future__ import annotations

from collections.abc import Iterable

from kept.core import events as e


def without_withdrawn(history: Iterable[e.Recorded]) -> list[e.Recorded]:
    """What happened as far as the customer is concerned: no act that was taken back, nor a reply
    with what was decided in the same act (one act's events share their instant and who did it)."""
    told = list(history)
    back = {one.event.message for one in told if isinstance(one.event, e.ReplyWithdrawn)}
    acts = {
        (one.at, one.by)
        for one in told
        if isinstance(one.event, e.ReplySent) and one.event.message in back
    }
    acts |= {(one.event.done_at, one.by) for one in told if isinstance(one.event, e.TakenBack)}
    return [one for one in told if not (isinstance(one.event, _TAKEN_BACK) and _act(one) in acts)
            and not isinstance(one.event, e.TakenBack)]  # fmt: skip


_TAKEN_BACK = (e.ReplySent, e.Reopened, e.MarkedWaiting, e.Solved)


def _act(one: e.Recorded) -> tuple[object, e.Actor]:
    return one.at, one.by
