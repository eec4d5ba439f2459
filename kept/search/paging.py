"""A page of a walk through tickets, found by the last row of the one before it: page 1,000 costs
what page 1 costs, and a page on which little fits no more than one on which everything does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, Literal, TypeVar

from django.utils.dateparse import parse_datetime

from kept.search.comparing import after, before
from kept.search.walking import Order, Tickets, Walk, one_by_one

R = TypeVar("R")
Side = Literal["after", "before"]

ROWS: Final = 50
#: So many tickets one page asks what no index answers.
LOOKED_AT: Final = 2_000
#: What names a row's place in any order.
PLACE: Final = ("rank", "matters_at", "opened_at", "id")


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a walk: after or before the row with these values. `moment`: of the order's own
    column."""

    side: Side
    rank: int
    moment: datetime
    id: int

    @classmethod
    def read(cls, side: Side, text: str) -> Cursor | None:
        """The place that a link of `Page` names; None for anything else."""
        rank, _, rest = text.partition("_")
        moment, _, number = rest.rpartition("_")
        if not (_digits(rank, 1) and _digits(number, 18)):
            return None
        try:
            at = parse_datetime(moment)
        except ValueError:
            return None
        return cls(side, int(rank), at, int(number)) if at and at.tzinfo else None

    def key(self, columns: Order) -> list[int | datetime]:
        known = {"rank": self.rank, "id": self.id}
        return [known.get(name, self.moment) for name in columns]


def _digits(text: str, most: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= most


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """Rows of a walk. `before` and `after` name the places where it goes on, '' at its ends;
    `short`: the page ends there because it has looked far enough, not because it is full."""

    rows: Sequence[R]
    before: str = ""
    after: str = ""
    short: bool = False


def page(
    of: Walk, tickets: Tickets, cursor: Cursor | None, fields: Sequence[str], size: int = ROWS
) -> Page[dict[str, Any]]:
    """The rows of `tickets` at `cursor`, in the walk's order, as dicts of `fields` and of PLACE:
    one query, and a small one where tickets are asked one by one."""
    back = cursor is not None and cursor.side == "before"
    down = of.newest != back
    on_the_way = _ordered(tickets.filter(of.along), of.order, down)
    if cursor:
        on_the_way = on_the_way.filter(_beyond(of.order, cursor, down))
    start, edge = _stretch(on_the_way, of.order) if of.each else (None, None)
    if start and edge:
        # these two places are all that the index is asked beside what is fixed: of several bounds
        # on one side SQLite takes any, and goes through all that is behind the others
        near = _beyond(of.order, start, down, or_at=True)
        far = _beyond(of.order, edge, not down, or_at=True)
        between = _ordered(tickets.filter(of.fixed), of.order, down).filter(near, far)
        fitting = one_by_one(between, of.stretch & of.each)
    else:
        fitting = one_by_one(on_the_way, of.each)
    found = list(fitting.values(*dict.fromkeys((*fields, *PLACE)))[: size + 1])
    full, found = len(found) > size, found[:size]
    last = _place(found[-1], of.order) if full else _named(edge) if edge else ""
    # who came from the other side can go back there, also from a page without a row
    first = _place(found[0], of.order) if found else _named(cursor) if cursor else ""
    first = first if cursor else ""
    short = edge is not None and not full
    if back:
        return Page(found[::-1], before=last, after=first, short=short)
    return Page(found, before=first, after=last, short=short)


def among_the_first(looked_at: int, of: Walk, tickets: Tickets, most: int) -> tuple[int, bool]:
    """How many of the first tickets of a walk fit, up to `most`, and whether these are all."""
    first = _ordered(tickets.filter(of.along), of.order, of.newest)
    if not of.each:
        return first.order_by().values("pk")[:most].count(), True
    way = list(first.values_list("pk", flat=True)[: looked_at + 1])
    fitting = one_by_one(tickets.filter(pk__in=way[:looked_at]), of.each)
    return fitting.values("pk")[:most].count(), len(way) <= looked_at


def _stretch(on_the_way: Tickets, order: Order) -> tuple[Cursor | None, Cursor | None]:
    """The first and the last place that one page looks at, where the walk goes on behind it."""
    places = on_the_way.values_list("rank", _moment(order), "id")
    last = list(places[LOOKED_AT - 1 : LOOKED_AT + 1])
    if len(last) < 2:
        return None, None
    return Cursor("after", *places[0]), Cursor("after", *last[0])


def _ordered(tickets: Tickets, order: Order, down: bool) -> Tickets:
    return tickets.order_by(*(f"-{name}" if down else name for name in order))


def _beyond(order: Order, cursor: Cursor, down: bool, *, or_at: bool = False) -> Any:
    columns = [name for name in order if name in PLACE]
    compared = before if down else after
    return compared(columns, cursor.key(tuple(columns)), or_at=or_at)


def _moment(order: Order) -> str:
    return "opened_at" if "opened_at" in order else "matters_at"


def _place(row: Mapping[str, Any], order: Order) -> str:
    """The words of a link that goes on from this row."""
    return _named(Cursor("after", row["rank"], row[_moment(order)], row["id"]))


def _named(at: Cursor) -> str:
    return f"{at.rank}_{at.moment.isoformat()}_{at.id}"
