"""What may go from one ticket to another, and who may take part: the events, or why not.

Pure, like `decide`, whose `Refused` and `Decision` these are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kept.core import events as e
from kept.core.decide import Decision, Refused
from kept.core.promises import Edition
from kept.core.promises.merging import merged, moved, unmerged
from kept.core.ticket import Ticket

#: Requests of one sender within `FLOOD_WITHIN` that open tickets; those after them are joined.
FLOOD = 50
FLOOD_WITHIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Written:
    """A message of a ticket as moving it needs to know it. `customer`: who wrote it, if one did."""

    place: int
    kind: e.Written
    at: datetime
    by: e.Actor
    channel: e.Channel = "mail"
    stranger: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Both:
    """What happens on two tickets at once: on the one that is left, and on the other."""

    here: list[e.Event]
    there: list[e.Event]


# Split


def may_split(
    said: Sequence[Written], chosen: Collection[int], gone: Collection[int]
) -> Refused | None:
    """Why the messages at the places `chosen` cannot become a ticket; `gone`: already elsewhere."""
    known = {one.place: one for one in said}
    if not chosen:
        return Refused("nothing_chosen", "Choose the messages that are another request.")
    if any(place not in known or place in gone for place in chosen):
        return Refused("gone", "One of these messages is not in this ticket any more.")
    if min(known) in chosen:
        return Refused(
            "first", "The first message stays: it is what this ticket is about. Move the others."
        )
    if not any(known[place].kind == "customer" for place in chosen):
        return Refused("no_request", "A request begins with a customer's message: choose one.")
    return None


def order(said: Sequence[Written], chosen: Collection[int]) -> list[Written]:
    """The chosen messages as the new ticket has them: from the first that a customer wrote."""
    picked = [one for one in said if one.place in chosen]
    first = next(one for one in picked if one.kind == "customer")
    return [first, *(one for one in picked if one is not first)]


def split_off(
    state: Ticket, opened: e.TicketOpened, messages: Sequence[Written], *, at: datetime, by: e.Actor
) -> list[e.Recorded]:
    """The life of the new ticket until now: its request and all that followed, each at its own
    moment, so that what is owed counts from the message that was split off."""
    first = messages[0]
    facts = [e.Recorded(opened, first.at, first.by)]
    belong, read = {state.customer, *state.participants}, {state.customer, *state.readers}
    others: dict[int, None] = {}
    for place, one in enumerate(messages, start=1):
        owner = one.by.id == opened.customer
        if one.kind == "customer" and not owner and not one.stranger and one.by.id in belong:
            others[one.by.id or 0] = None
        facts.append(e.Recorded(_said(one, place, opened.customer, others), one.at, one.by))
    facts += [e.Recorded(e.LetIn(customer=who, reads=who in read), at, by) for who in others]
    if state.assignee is not None:
        facts.append(e.Recorded(e.Assigned(to=state.assignee), at, by))
    return facts


def _said(one: Written, place: int, owner: int, others: Collection[int]) -> e.Event:
    if one.kind == "note":
        return e.NoteWritten(message=place)
    if one.kind == "agent":
        return e.ReplySent(message=place)
    who = one.by.id or 0
    stranger = who != owner and who not in others
    return e.MessageReceived(message=place, customer=who, channel=one.channel, stranger=stranger)


def moved_to(state: Ticket, ticket: int, messages: Collection[int]) -> list[e.Event]:
    """What the ticket that they were split off from knows of it."""
    gone = e.MessagesMoved(ticket=ticket, messages=tuple(sorted(messages)))
    return [*moved(state, messages), gone]


# Merge


def merge(
    ending: Ticket,
    remaining: Ticket,
    numbers: tuple[int, int],
    said: Sequence[Written],
    *,
    at: datetime,
    edition: Edition,
) -> Refused | Both:
    """Make the first of `numbers` part of the second. `said`: its messages that still stand in
    it; `edition` is its own."""
    one, other = numbers
    if one == other:
        return Refused("itself", "A ticket cannot be merged into itself.")
    for state, number in ((ending, one), (remaining, other)):
        if state.merged_into is not None:
            facts = {"ticket": number, "into": state.merged_into}
            return Refused("merged", "#%(ticket)d is merged into #%(into)d already.", facts)
    places = {old.place: remaining.messages + n for n, old in enumerate(said, start=1)}
    promises = merged(ending, remaining, at, edition, places, one)
    took = e.TookIn(
        ticket=one,
        messages=tuple(
            e.TakenIn(
                was=old.place,
                place=places[old.place],
                kind=old.kind,
                at=old.at,
                stranger=old.stranger,
            )
            for old in said
        ),
        unanswered=_waiting(ending, places),
        urgent=ending.urgent,
    )
    reopens = remaining.settled and not ending.settled
    return Both(
        here=[e.MergedInto(ticket=other), *promises.ending],
        there=[
            took,
            *_let_in_too(ending, remaining),
            *promises.remaining,
            *([e.Reopened()] if reopens else ()),
        ],
    )


def _waiting(ending: Ticket, places: Mapping[int, int]) -> int | None:
    if ending.unanswered_since is None:
        return None
    return places.get(ending.unanswered_message)


def _let_in_too(ending: Ticket, remaining: Ticket) -> Iterator[e.LetIn]:
    """Who belonged to the one belongs to the other; what others have said there is not theirs."""
    known = {remaining.customer, *remaining.participants}
    for who in dict.fromkeys((ending.customer, *ending.participants)):
        if who not in known:
            yield e.LetIn(customer=who)


def undo_merge(
    ticket: int,
    remaining: int,
    ended: Sequence[e.Recorded],
    goes_on: Sequence[e.Recorded],
) -> Refused | Both:
    """Take back that `ticket` was merged into `remaining`: while nothing else has happened on
    either since. `ended` and `goes_on` are their histories."""
    here, there = _since(ended, e.MergedInto, remaining), _since(goes_on, e.TookIn, ticket)
    if not here or not there:
        return Refused("not_merged", "#%(ticket)d is not merged into this one.", {"ticket": ticket})
    merge = there[0]
    clean = all((one.at, one.by) in ((merge.at, merge.by), (merge.at, e.DESK))
                for one in (*here, *there))  # fmt: skip
    if not clean or any(isinstance(one.event, e.Reopened) for one in there):
        return Refused(
            "not_clean",
            "Something has happened since the merge, so it cannot be undone. Choose the messages "
            "and split them off instead.",
        )
    assert isinstance(merge.event, e.TookIn)
    promises = unmerged([one.event for one in here], [one.event for one in there])
    out = [e.TakenOut(customer=one.event.customer)
           for one in there if isinstance(one.event, e.LetIn)]  # fmt: skip
    back = e.MergeUndone(
        ticket=ticket, messages=tuple(taken.place for taken in merge.event.messages)
    )
    return Both(
        here=[*promises.ending, e.MergeUndone(ticket=remaining)],
        there=[*promises.remaining, *out, back],
    )


def _since(
    history: Sequence[e.Recorded], kind: type[e.MergedInto | e.TookIn], ticket: int
) -> list[e.Recorded]:
    """The history from that merge on; nothing where there was none, or it was undone."""
    for number in range(len(history) - 1, -1, -1):
        event = history[number].event
        if isinstance(event, e.MergeUndone) and event.ticket == ticket:
            return []
        if isinstance(event, kind) and event.ticket == ticket:
            return list(history[number:])
    return []


# Links

Linking = Callable[[Ticket, int], Decision]


def link(state: Ticket, ticket: int) -> Decision:
    return [] if ticket in state.links else [e.Linked(ticket=ticket)]


def unlink(state: Ticket, ticket: int) -> Decision:
    return [e.Unlinked(ticket=ticket)] if ticket in state.links else []


# Who takes part


def let_in(state: Ticket, customer: int) -> Decision:
    if customer == state.customer:
        return Refused("customer", "This is the ticket's own customer: they are in it already.")
    return [] if customer in state.readers else [e.LetIn(customer=customer, reads=True)]


def take_out(state: Ticket, customer: int) -> Decision:
    return [e.TakenOut(customer=customer)] if customer in state.participants else []


def copy_failed(message: int, customer: int, reason: str, permanent: bool) -> Decision:
    return [e.CopyFailed(message=message, customer=customer, permanent=permanent, reason=reason)]
