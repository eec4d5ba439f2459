"""What follows for the promises when something happens on a ticket.

`unfold` is called once, when an event is about to be recorded; what follows is recorded beside
it. Folding the facts again later gives the same promises: verdicts come from the instants of
events, never from the moment a watcher looked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from kept.core import events as e
from kept.core.promise import REPLIES, SETTLING, UPDATES, next_owed, told
from kept.core.promises.edition import Edition
from kept.core.promises.ending import met, released, undelivered, withdrawn
from kept.core.promises.merging import answered
from kept.core.promises.pausing import paused, resumed, resumed_since
from kept.core.promises.starting import asked, changed, rearmed
from kept.core.ticket import Ticket, fold

Consequence = Callable[[Ticket], Iterable[e.Event]]
"""Events that follow from the ticket as it stands after all that went before."""


def unfold(
    before: Ticket, facts: Iterable[e.Event], at: datetime, by: e.Actor, edition: Edition
) -> tuple[list[e.Recorded], Ticket]:
    """`facts` with all that follows from each, in order, and the ticket after them."""
    recorded: list[e.Recorded] = []
    state = before
    for fact in facts:
        one = e.Recorded(
            _naming(fact, state, edition), at, e.DESK if isinstance(fact, _THE_DESKS_OWN) else by
        )
        was, state = state, fold((one,), state)
        recorded.append(one)
        for consequence in _consequences(was, fact, at, edition):
            follows = [e.Recorded(event, at, e.DESK) for event in consequence(state)]
            state = fold(follows, state)
            recorded += follows
    return recorded, state


#: What the desk itself does when a customer writes.
_THE_DESKS_OWN = (e.Acknowledged, e.Resent, e.Repeated)


def _naming(fact: e.Event, state: Ticket, edition: Edition) -> e.Event:
    """An acknowledgement names the promise that it tells of, never one of the team's own, or the
    clause by which none is owed."""
    if not isinstance(fact, e.Acknowledged):
        return fact
    if promise := next_owed(told(state.promises)):
        return replace(fact, promise=promise.number)
    return replace(fact, clause=edition.policy.excluding(state.facts))


def _consequences(
    was: Ticket, fact: e.Event, at: datetime, edition: Edition
) -> Iterator[Consequence]:
    """What follows from `fact`, in order: each sees what those before it have changed."""
    yield from _of_messages(was, fact, at, edition)
    yield from _of_the_request(was, fact, at, edition)
    yield from _of_moves(was, fact, at, edition)


def _of_messages(
    was: Ticket, fact: e.Event, at: datetime, edition: Edition
) -> Iterator[Consequence]:
    match fact:
        case e.MessageReceived(stranger=False):
            yield lambda now: resumed(now, at, edition)
            if was.messages == 0:
                yield lambda now: asked(now, ("first_reply", *SETTLING), edition)
            elif was.unanswered_since is None:
                yield lambda now: asked(now, REPLIES, edition)
        case e.MessageVouched(received_at=since):
            yield lambda now: resumed_since(now, since, edition)
            if was.settled:
                yield lambda now: rearmed(now, since, edition)
            yield lambda now: changed(now, at, edition)
        case e.ReplySent(message=message):
            yield lambda now: met(now, (*REPLIES, *UPDATES), at, edition, message)
            yield lambda now: asked(now, UPDATES, edition)
            yield lambda now: paused(now, at, edition)
        case e.ReplySentAgain(message=message):
            yield lambda now: met(now, (*REPLIES, *UPDATES), at, edition, message)
            if max((reply.message for reply in was.replies), default=0) < message:
                yield lambda now: asked(now, UPDATES, edition)
                yield lambda now: paused(now, at, edition)
        case e.ReplyWithdrawn(message=message):
            yield lambda now: withdrawn(was, now, message, at, edition)
            yield lambda now: _opened_since(was, now, edition)
            yield lambda now: resumed(now, at, edition) if _goes_on(now) else ()
        case e.DeliveryFailed(permanent=True, message=message):
            yield lambda now: undelivered(now, message, at, edition)


def _opened_since(was: Ticket, now: Ticket, edition: Edition) -> Iterable[e.Event]:
    """A reply that had opened the request again was taken back, and its customer had written by
    then: theirs is the moment from which it counts."""
    if now.settled or now.asked_at is None or now.asked_at == was.asked_at:
        return ()
    return rearmed(now, now.asked_at, edition)


def _of_the_request(
    was: Ticket, fact: e.Event, at: datetime, edition: Edition
) -> Iterator[Consequence]:
    match fact:
        case e.Classified() | e.FactsChanged() if not was.settled:
            yield lambda now: changed(now, at, edition)
            yield lambda now: paused(now, at, edition)
        case e.MarkedWaiting():
            yield lambda now: paused(now, at, edition)
        case e.Solved():
            yield lambda now: met(now, SETTLING, at, edition)
            yield lambda now: released(now, UPDATES, at, "settled")
        case e.Closed():
            yield lambda now: met(now, SETTLING, at, edition)
            yield lambda now: released(now, (*REPLIES, *UPDATES), at, "closed_by_customer")
        case e.PersonErased():
            yield lambda now: released(now, (*REPLIES, *UPDATES, *SETTLING), at, "erased")
        case e.Reopened() if was.settled:
            yield lambda now: rearmed(now, at, edition)
            yield lambda now: changed(now, at, edition)
        case e.Reopened():
            yield lambda now: resumed(now, at, edition)


def _of_moves(was: Ticket, fact: e.Event, at: datetime, edition: Edition) -> Iterator[Consequence]:
    """Of what comes from other tickets and goes to them, and from other versions of the policy."""
    match fact:
        case e.PromiseStarted(carried_from=int()) as started:
            yield lambda now: answered(now, started, edition)
            yield lambda now: paused(now, at, edition)
        case e.TookIn() | e.MergedInto():
            yield lambda now: resumed(now, at, edition) if _goes_on(now) else ()
        case e.MergeUndone() | e.PromiseStarted():  # a lead let a new version's rule begin
            yield lambda now: paused(now, at, edition)
        case e.MessagesMoved() if was.unanswered_since is not None:
            yield lambda now: _waits_instead(was, now, edition)


def _waits_instead(was: Ticket, now: Ticket, edition: Edition) -> Iterable[e.Event]:
    """Another message waits since the one before it was moved: a reply is owed to it."""
    if now.unanswered_message == was.unanswered_message or now.unanswered_since is None:
        return ()
    return asked(now, REPLIES, edition)


def _goes_on(state: Ticket) -> bool:
    """Whether no clock may stand still: nothing is asked of the customer, or they have written."""
    return state.status != "waiting" or state.unanswered_since is not None


def resendable(state: Ticket, at: datetime, edition: Edition) -> timedelta | None:
    """How long the customer has waited, if writing now is a resend (PROMISES.md 18)."""
    rule = edition.policy.resend
    if rule is None or state.unanswered_since is None or state.last_customer_at is None:
        return None
    if edition.policy.excluding(state.facts):
        return None
    calendar = edition.policy.calendar
    due = rule.after.due(state.last_customer_at, calendar)
    return at - state.last_customer_at if at >= due else None
