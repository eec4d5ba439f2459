"""Who takes part in a ticket beside its customer, as rows: a projection of the events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kept.record import rows
from kept.tickets.models import Participant


def project(ticket: int, before: tuple[int, ...], after: tuple[int, ...]) -> None:
    """Bring the rows of a ticket from `before` to `after`, in the caller's transaction."""
    if before == after:
        return
    if new := [who for who in after if who not in before]:
        rows.insert([Participant(ticket_id=ticket, customer_id=who) for who in new])
    if out := [who for who in before if who not in after]:
        Participant.objects.filter(ticket=ticket, customer__in=out).delete()


def of_tickets(tickets: Iterable[int]) -> dict[int, set[int]]:
    """Who takes part in each ticket, in one query."""
    found: dict[int, set[int]] = defaultdict(set)
    rows_ = Participant.objects.filter(ticket__in=list(tickets))
    for ticket, customer in rows_.values_list("ticket_id", "customer_id"):
        found[ticket].add(customer)
    return found
