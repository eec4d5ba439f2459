"""A customer says how an answer was."""

from __future__ import annotations

from datetime import datetime

from kept.core import decide
from kept.core.decide import Decision, Refused
from kept.core.events import Actor, AnswerRated, Rating
from kept.core.promises import Edition
from kept.core.ticket import Ticket as State
from kept.people.models import Customer
from kept.tickets import ratings
from kept.tickets.write import Done, change


def rate(
    ticket: int, message: int, rating: Rating, remark: str = "", *, by: Customer, at: datetime
) -> Done | Refused:
    """Keep what `by` says of the answer `message`, in place of what was said of it before; saying
    the same again changes nothing."""

    def decided(state: State, edition: Edition) -> Decision:
        answer = ratings.answer(ticket, message, at=at)
        if answer is None:
            return Refused("no_reply", "There is no such answer here.")
        said = AnswerRated(message=message, rating=rating, remarked=bool(remark))
        decision = decide.rate(state, said, by.pk, at)
        if isinstance(decision, Refused):
            return decision
        return decision if ratings.keep(answer, rating, remark) else []

    return change(ticket, decided, at=at, by=Actor("customer", by.pk))
