"""What the filters of a query ask of a ticket's row. Each has an index (kept.tickets.models)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, tzinfo
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from kept.core.filters import Interval, Moment, Query, interval
from kept.core.ticket import OWED, SETTLED, UNANSWERED
from kept.deadlines.models import Promise
from kept.people.models import Staff
from kept.tickets.models import Ticket

_STATES: Final[dict[str, Q]] = {
    "open": Q(rank__lt=SETTLED),
    "unanswered": Q(rank__lte=UNANSWERED),
    "waiting": Q(status="waiting"),
    "solved": Q(rank=SETTLED, status="solved"),
    "closed": Q(rank=SETTLED, status="closed"),
    "resent": Q(urgent=True),
    "doubted": Q(doubted__gt=0),
}
#: Fields that stand in the row as they are typed.
_COLUMNS: Final = ("kind", "product", "plan", "priority", "language", "channel")


def narrowed(
    tickets: QuerySet[Ticket], query: Query, staff: Staff, now: datetime, zone: tzinfo
) -> QuerySet[Ticket]:
    """Those of `tickets` that the filters of `query` let through; `from:` and `has:`
    stand beside the words (kept.search.finding)."""
    values: dict[str, list[Q]] = defaultdict(list)
    for term in query.filters:
        if isinstance(term, Moment):
            asked = _moment(term, now, zone)
            tickets = tickets.exclude(asked) if term.without else tickets.filter(asked)
        elif term.field in _ASKED:
            asked = _ASKED[term.field](term.value, staff)
            if term.without:
                tickets = tickets.exclude(asked)
            else:
                values[term.field].append(asked)
    for alternatives in values.values():
        tickets = tickets.filter(reduce(or_, alternatives))
    return tickets


def _assigned(value: str, staff: Staff) -> Q:
    if value == "nobody":
        return Q(assignee=None)
    if value == "me":
        return Q(assignee=staff)
    return Q(assignee__in=Staff.objects.filter(name=value).values("pk"))


_ASKED: Final[dict[str, Callable[[str, Staff], Q]]] = {
    "is": lambda value, _staff: _STATES[value],
    "assigned": _assigned,
    **{name: lambda value, _staff, name=name: Q(**{name: value}) for name in _COLUMNS},  # type: ignore[misc]
}


def _moment(term: Moment, now: datetime, zone: tzinfo) -> Q:
    asked = interval(term.field, term.when, now, zone)
    return _due(asked) if term.field == "due" else _within("opened_at", asked)


def _due(asked: Interval) -> Q:
    """That something is owed by then. The index finds what may be; the promise decides."""
    owed = Promise.objects.filter(ticket=OuterRef("pk"), met_at=None)
    owed = owed.filter(_within("due_at", asked), state__in=("running", "broken"))
    return Q(rank__lte=OWED) & _within("matters_at", asked) & Q(Exists(owed))


def _within(column: str, asked: Interval) -> Q:
    begin = Q(**{f"{column}__gte": asked.begin}) if asked.begin else Q()
    return begin & Q(**{f"{column}__lt": asked.end}) if asked.end else begin
