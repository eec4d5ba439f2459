"""Who takes part in a ticket beside its customer, as rows: a projection of the events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kept.core.ticket import Ticket as State
from kept.record import rows
from kept.tickets.models import Participant


def project(ticket: int, before: State, after: State) -> None:
    """Bring the rows of a ticket from `before` to `after`, in the caller's transaction."""
    was, now = of_state(before), of_state(after)
    if was == now:
        return
    rows.insert(
        [
            Participant(ticket_id=ticket, customer_id=who, reads=reads)
            for who, reads in now.items()
            if who not in was
        ]
    )
    theirs = Participant.objects.filter(ticket=ticket)
    if out := [who for who in was if who not in now]:
        theirs.filter(customer__in=out).delete()
    if read := [who for who, reads in now.items() if reads and was.get(who) is False]:
        theirs.filter(customer__in=read).update(reads=True)


def of_state(state: State) -> dict[int, bool]:
    """Who takes part, and whether they read all of it."""
    return {who: who in state.readers for who in state.participants}


def of_tickets(tickets: Iterable[int]) -> dict[int, dict[int, bool]]:
    """The same of the rows of each ticket, in one query."""
    found: dict[int, dict[int, bool]] = defaultdict(dict)
    rows_ = Participant.objects.filter(ticket__in=list(tickets))
    for ticket, customer, reads in rows_.values_list("ticket_id", "customer_id", "reads"):
        found[ticket][customer] = reads
    return found
