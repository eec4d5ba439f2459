"""What the team may do with its tickets for itself. Pure, like `kept.core.decide`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import dropwhile
from typing import Final

from kept.core import events as e
from kept.core.decide import Decision, Refused
from kept.core.ticket import Ticket

#: A ticket with more tags says nothing by them.
MOST_TAGS: Final = 20
#: What can be taken back: each leaves what the ticket was before (Ticket.before).
_TAKEN_BACK: Final = (
    *(e.Assigned, e.TagsChanged, e.MarkedWaiting, e.Solved, e.Reopened),
    e.Snoozed,
)


def change_tags(state: Ticket, added: Collection[int], removed: Collection[int]) -> Decision:
    """Put tags on, take tags off: those that are not so already."""
    new = tuple(sorted({*added} - {*state.tags} - {*removed}))
    gone = tuple(sorted({*removed} & {*state.tags}))
    if not (new or gone):
        return []
    if len(state.tags) + len(new) - len(gone) > MOST_TAGS:
        return Refused("tags", "A ticket has at most %(most)d tags.", {"most": MOST_TAGS})
    return [e.TagsChanged(added=new, removed=gone)]


def take_back(history: Sequence[e.Recorded], done_at: datetime, by: e.Actor) -> Decision:
    """Take back what `by` did at `done_at`, if it is the last that happened."""
    since = list(dropwhile(lambda one: (one.at, one.by) != (done_at, by), history))
    act = all(one.at == done_at and one.by in (by, e.DESK) for one in since)
    facts = [one.event for one in since if one.by == by]
    if not act or len(facts) != 1 or not isinstance(facts[0], _TAKEN_BACK):
        return Refused("happened_since", "Something has happened in it since.")
    return [e.TakenBack(done_at=done_at)]
