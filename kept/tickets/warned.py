"""The mails that tell the team of a promise that is due soon."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from kept.core import events as e
from kept.core.promises import Edition
from kept.core.ticket import Ticket
from kept.people.models import Staff
from kept.record import rows
from kept.record.models import OutgoingMail
from kept.record.questions import Columns, Given, question
from kept.tickets.access import sees
from kept.tickets.outgoing import message_id


def owe(
    ticket: int, recorded: Iterable[tuple[int, e.Recorded]], state: Ticket, edition: Edition
) -> None:
    """Queue one mail of each warning for each who is told, in the transaction of the event. What
    waits for a promise that is not owed any more is dropped: it would come too late."""
    told = list(recorded)
    if any(isinstance(one.event, e.OnPromise) for _, one in told):
        _spare(ticket, state)
    owed = [
        OutgoingMail(
            key=f"event:{number}:warned:{staff}",
            purpose="warning",
            ticket=ticket,
            facts={"promise": one.event.promise, "tells": one.event.tells},
            recipient=address,
            message_id=message_id(),
            created_at=one.at,
            next_at=_not_before(one.event.promise, one.at, state, edition),
        )
        for number, one in told
        if isinstance(one.event, e.PromiseWarned) and state.promise(one.event.promise).owed
        for staff, address in _who(one.event.tells, state)
    ]
    if owed:
        rows.insert(owed)


def _who(tells: e.Tells, state: Ticket) -> Sequence[tuple[int, str]]:
    """Numbers and addresses. A ticket that nobody has, or nobody who is there, is its team's, or
    everybody's who may see it where it has no team, or one of nobody."""
    able = [one for one in Staff.objects.filter(is_active=True).order_by("pk")
            if sees(one, state.team)]  # fmt: skip
    if tells == "lead":
        able = [one for one in able if one.is_lead]
    elif tells == "assignee" and any(one.pk == state.assignee for one in able):
        able = [one for one in able if one.pk == state.assignee]
    elif of_it := [one for one in able if _is_of(one, state.team)]:
        able = of_it
    return [(one.pk, one.email) for one in able]


def _is_of(staff: Staff, team: str) -> bool:
    return any(one.key == team and one.is_member for one in staff.known_teams)


def _not_before(number: int, at: datetime, state: Ticket, edition: Edition) -> datetime:
    """Outside the hours by which the promise counts the mail waits until they begin, unless it
    would be too late then."""
    promise = state.promise(number)
    calendar = edition.measure(promise).calendar
    if calendar.is_open(at):
        return at
    opens = calendar.next_opening(at)
    return opens if opens < promise.due_at else at


def _spare(ticket: int, state: Ticket) -> None:
    over = {promise.number for promise in state.promises if not promise.owed}
    for number, facts in _waiting(ticket):
        if facts["promise"] in over:
            undone = OutgoingMail.State.UNDONE
            rows.update(OutgoingMail, {"id": number}, state=undone, next_at=None)


@question
def _waiting(ticket: Given) -> Columns:
    """The mails that wait to tell of a promise: their number and what they tell."""
    told = OutgoingMail.objects.filter(ticket=ticket, message=None, purpose="warning")
    return told.filter(state=OutgoingMail.State.WAITING).values_list("id", "facts")
