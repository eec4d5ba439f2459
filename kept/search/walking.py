"""How the tickets of a query are gone through: along one index, and what each is asked on the way.

The index gives the order and answers what it can by itself. Everything else is asked of each
ticket that comes by, of so many for one page and no more (kept.search.paging): no sentence costs
more than that, however few tickets fit it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import reduce
from operator import and_, or_
from typing import Final, NamedTuple

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from kept.core.filters import Interval, Moment, Query, interval
from kept.core.filters import Value as Said
from kept.core.filters.fields import NOBODY
from kept.core.ticket import ASLEEP, OWED, SETTLED, UNANSWERED
from kept.deadlines.models import Promise
from kept.people.models import Staff
from kept.record.questions import Columns, Given, question
from kept.search.comparing import before
from kept.tickets.models import Concern, Tag, Tagged, Ticket

Tickets = QuerySet[Ticket]
Order = tuple[str, ...]

#: By what matters next; by number; by when they were opened.
NEXT: Final[Order] = ("rank", "matters_at", "id")
NUMBERED: Final[Order] = ("id",)
OPENED: Final[Order] = ("opened_at", "id")


#: So many tickets may be looked up by their numbers.
FEW: Final = 1_000


@dataclass(frozen=True, slots=True)
class Walk:
    """`fixed` is what every ticket of an index has, `stretch` the part of its order that is gone
    through, and `each` what every ticket on the way is asked. `newest`: from the end of the order
    to its beginning."""

    fixed: Q = Q()  # noqa: RUF009 -- nobody changes it
    stretch: Q = Q()  # noqa: RUF009 -- likewise
    each: Q = Q()  # noqa: RUF009 -- likewise
    order: Order = NUMBERED
    newest: bool = True

    @property
    def along(self) -> Q:
        """What the index answers by itself."""
        return self.fixed & self.stretch

    def through(self, tickets: Tickets) -> Tickets:
        """Those of `tickets` that fit, in no order."""
        return one_by_one(tickets.filter(self.along), self.each)


def one_by_one(tickets: Tickets, each: Q) -> Tickets:
    """Those of `tickets` that `each` holds for. No index is asked for it: left the choice, a
    database takes one that has half of all tickets, and sorts them."""
    return (
        tickets.filter(Case(When(each, then=Value(True)), default=Value(False)))
        if each
        else tickets
    )


class _Part(NamedTuple):
    """What one field asks. `key`: what begins the index that answers it, '' for none; `but`:
    what that index does not know."""

    asked: Q
    key: str = ""
    but: Q = Q()


_STATES: Final[dict[str, _Part]] = {
    "open": _Part(Q(rank__lt=SETTLED), "rank"),
    "unanswered": _Part(Q(rank__lte=UNANSWERED), "rank"),
    "waiting": _Part(Q(status="waiting"), "status"),
    "settled": _Part(Q(rank=SETTLED), "rank"),
    "solved": _Part(Q(status="solved"), "status"),
    # one that was merged is closed as well
    "closed": _Part(Q(status="closed"), "status", Q(rank=SETTLED)),
    "resent": _Part(Q(urgent=True), "urgent"),
    "doubted": _Part(Q(doubted__gt=0), "doubted"),
    "snoozed": _Part(Q(rank=ASLEEP), "rank"),
}
_SETTLED: Final = frozenset({"settled", "solved", "closed"})
#: Fields that stand in the row as they are typed.
_COLUMNS: Final = ("kind", "product", "plan", "priority", "language", "channel")
#: Which index is gone along where several could be: the one that leaves fewer, as far as one
#: knows. Each is of kept.tickets.models.
_PREFERRED: Final[dict[Order, tuple[str, ...]]] = {
    NEXT: ("concern", "doubted", "urgent", "team", "assignee", "status"),
    NUMBERED: ("concern", "team", "product", "plan", "priority", "kind", "channel", "language"),
    OPENED: ("concern",),
}


def walk(query: Query, staff: Staff, now: datetime, zone: tzinfo) -> Walk:
    """The way through the tickets that the filters of `query` let through. What needs somebody
    comes by what is due next; what is settled, the last settled first; all else, the newest first.

    `from:` and `has:` stand beside the words (kept.search.finding).
    """
    order, newest = _order(query)
    parts = [*_values(query, staff), *_moments(query, now, zone)]
    preferred = _PREFERRED[order]
    leading = min((preferred.index(p.key) for p in parts if p.key in preferred), default=None)
    taken = {preferred[leading]} if leading is not None else set()
    always = {NEXT: "rank", OPENED: "opened_at"}.get(order)
    fixed = [part for part in parts if part.key in taken]
    stretch = [part.asked for part in parts if part.key == always]
    others = [_whole(part) for part in parts if part.key not in {*taken, always}]
    return Walk(
        reduce(and_, (part.asked for part in fixed), Q()),
        reduce(and_, stretch, Q()),
        reduce(and_, [*others, *(part.but for part in fixed)], Q()),
        # the column that is the same everywhere lets PostgreSQL see the index's order
        ("assignee_id", *order) if "assignee" in taken else order,
        newest,
    )


def _order(query: Query) -> tuple[Order, bool]:
    """The order of what is found, and whether it is turned round."""
    wanted = [term for term in query.filters if not term.without]
    states = {term.value for term in wanted if isinstance(term, Said) and term.field == "is"}
    fields = {term.field for term in wanted}
    if fields & {"due", "assigned"} or (states and not states & _SETTLED):
        return NEXT, False
    if "created" in fields:
        return OPENED, True
    if states and states <= _SETTLED:
        return NEXT, True
    return NUMBERED, True


def _values(query: Query, staff: Staff) -> Iterator[_Part]:
    """What one field may be are alternatives; what it may not be holds together."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for term in query.filters:
        if isinstance(term, Moment) or term.field not in _ASKED:
            continue
        if term.without:
            yield _Part(~_whole(_ASKED[term.field](term.value, staff)))
        else:
            wanted[term.field].append(term.value)
    for field, values in wanted.items():
        parts = [_ASKED[field](value, staff) for value in values]
        yield parts[0] if len(parts) == 1 else _Part(reduce(or_, map(_whole, parts)))
    if len(states := wanted["is"]) > 1 and not _SETTLED & {*states}:
        yield _STATES["open"]


def _whole(part: _Part) -> Q:
    return part.asked & part.but


def _moments(query: Query, now: datetime, zone: tzinfo) -> Iterator[_Part]:
    for term in query.filters:
        if not isinstance(term, Moment):
            continue
        asked = interval(term.field, term.when, now, zone)
        if term.field == "created":
            opened = _within("opened_at", asked)
            yield _Part(~opened) if term.without else _Part(opened, "opened_at")
        elif term.without:
            yield _Part(~_due(asked))
        else:
            yield _Part(_soon(asked), "rank")
            yield _Part(_due(asked))


def _assigned(value: str, staff: Staff) -> _Part:
    if value == "nobody":
        return _Part(Q(assignee=None), "assignee")
    known = [staff.pk] if value == "me" else [number for (number,) in _named(value)]
    if len(known) == 1:
        return _Part(Q(assignee=known[0]), "assignee")
    return _Part(Q(assignee__in=known))


@question
def _named(name: Given) -> Columns:
    return Staff.objects.filter(name=name).values_list("pk")


def _team(value: str, _staff: Staff) -> _Part:
    return _Part(Q(team=None)) if value == NOBODY else _Part(Q(team=value), "team")


def _tag(value: str, _staff: Staff) -> _Part:
    """A tag may stand on half of all tickets: then each is asked for it."""
    tagged = Tagged.objects.filter(tag__in=Tag.objects.filter(name=value).values("pk"))
    if tagged.values("pk")[: FEW + 1].count() > FEW:
        return _Part(Q(Exists(tagged.filter(ticket=OuterRef("pk")))))
    return _Part(Q(pk__in=tagged.values("ticket")), "concern")


def _concerned(value: str, staff: Staff, **concern: bool) -> _Part:
    """What stands there of somebody is little: it is looked up, whatever else is asked."""
    known = [staff.pk] if value == "me" else [number for (number,) in _named(value)]
    theirs = Concern.objects.filter(staff__in=known, **concern)
    return _Part(Q(pk__in=theirs.values("ticket")), "concern")


def _unread(staff: Staff) -> _Part:
    return _concerned("me", staff, unread=True)


def _column(name: str) -> Callable[[str, Staff], _Part]:
    return lambda value, _staff: _Part(Q(**{name: value}), name)


_ASKED: Final[dict[str, Callable[[str, Staff], _Part]]] = {
    "is": lambda value, staff: _STATES[value] if value in _STATES else _unread(staff),
    "mentioned": lambda value, staff: _concerned(value, staff, mentioned=True),
    "followed": lambda value, staff: _concerned(value, staff, follows=True),
    "assigned": _assigned,
    "team": _team,
    "tag": _tag,
    **{name: _column(name) for name in _COLUMNS},
}


def _soon(asked: Interval) -> Q:
    """Where the inbox keeps what may be due by then."""
    owed = Q(rank__lte=OWED)
    return owed & Q(before(("rank", "matters_at"), (OWED, asked.end))) if asked.end else owed


def _due(asked: Interval) -> Q:
    """That something is owed by then: its place in the inbox says what may be, its promises what
    is."""
    owed = Promise.objects.filter(ticket=OuterRef("pk"), met_at=None)
    owed = owed.filter(_within("due_at", asked), state__in=("running", "broken"))
    return Q(rank__lte=OWED) & _within("matters_at", asked) & Q(Exists(owed))


def _within(column: str, asked: Interval) -> Q:
    begin = Q(**{f"{column}__gte": asked.begin}) if asked.begin else Q()
    return begin & Q(**{f"{column}__lt": asked.end}) if asked.end else begin
