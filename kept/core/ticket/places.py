"""Where the messages of a ticket stand after merges and splits."""

from __future__ import annotations

from collections.abc import Iterable

from kept.core import events as e


def whereabouts(history: Iterable[e.Recorded]) -> dict[int, int]:
    """The messages of a ticket that stand in another now: its number, by their place here."""
    gone: dict[int, int] = {}
    merged: dict[int, int] = {}
    withdrawn: set[int] = set()
    places = 0
    for one in history:
        match one.event:
            case e.MessagesMoved(ticket=ticket, messages=messages):
                gone |= dict.fromkeys(messages, ticket)
            case e.MergedInto(ticket=ticket):
                stands = {*range(1, places + 1)} - gone.keys() - withdrawn
                merged = dict.fromkeys(stands, ticket)
            case e.MergeUndone(ticket=ticket, messages=messages):
                merged = {}
                gone |= dict.fromkeys(messages, ticket)
            case e.TookIn(messages=taken):
                places = max((message.place for message in taken), default=places)
            case (
                e.MessageReceived(message=place)
                | e.MessageImported(message=place)
                | e.ReplySent(message=place)
                | e.NoteWritten(message=place)
            ):
                places = place
            case e.ReplyWithdrawn(message=place):
                withdrawn.add(place)
    return gone | merged
