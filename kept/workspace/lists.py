"""The lists that the team works through: which tickets, in which order, how many.

A page is found by the last row of the one before it, so page 1,000 costs what page 1 costs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, Literal, TypeVar

from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.db.models.fields import DateTimeField, IntegerField
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kept.core.ticket import SETTLED, UNANSWERED
from kept.people.models import Staff
from kept.tickets import access
from kept.tickets.models import Ticket

Tickets = QuerySet[Ticket]
R = TypeVar("R")

ROWS: Final = 50
#: A list counts no further; more is said as '99+'.
COUNTED: Final = 99


@dataclass(frozen=True, slots=True)
class List:
    """A named list. `newest`: the latest first, for what needs nobody any more. `shy`: the rail
    leaves it out while it is empty."""

    name: str
    title: Lazy | str
    narrow: Callable[[Tickets, Staff], Tickets]
    icon: str = ""
    key: str = ""
    counted: bool = True
    newest: bool = False
    shy: bool = False
    order: tuple[str, ...] = ("rank", "matters_at", "id")

    def tickets(self, staff: Staff) -> Tickets:
        return self.narrow(access.tickets(staff), staff)


#: In the order of the rail. Each has an index that gives its order (kept.tickets.models).
LISTS: Final[dict[str, List]] = {
    one.name: one
    for one in (
        List("due", _("Due next"), lambda t, s: t.filter(rank__lte=UNANSWERED), "inbox"),
        List("mine", _("Mine"), lambda t, s: t.filter(assignee=s, rank__lt=SETTLED), "person"),
        List(
            "unassigned",
            _("Unassigned"),
            lambda t, s: t.filter(assignee=None, rank__lt=SETTLED),
            "people",
            # the column that is the same everywhere lets PostgreSQL see the index's order
            order=("assignee_id", "rank", "matters_at", "id"),
        ),
        List(
            "waiting",
            _("Waiting on the customer"),
            lambda t, s: t.filter(status="waiting"),
            "wait",
        ),
        List(
            "resent", pgettext_lazy("list", "Resent"), lambda t, s: t.filter(urgent=True), "resent"
        ),
        List(
            "doubted",
            pgettext_lazy("list", "In doubt"),
            lambda t, s: t.filter(doubted__gt=0),
            "lock",
            shy=True,
        ),
        List(
            "solved",
            pgettext_lazy("list", "Solved"),
            lambda t, s: t.filter(rank=SETTLED),
            "tick",
            counted=False,
            newest=True,
        ),
        List(
            "all",
            _("All"),
            lambda t, s: t,
            "list",
            counted=False,
            newest=True,
            order=("id",),
        ),
    )
}


def counts(staff: Staff) -> dict[str, str]:
    """How many tickets each counted list has, at most '99+'. Each reads at most 100 rows."""
    found = {
        name: one.tickets(staff).order_by().values("pk")[: COUNTED + 1].count()
        for name, one in LISTS.items()
        if one.counted
    }
    return {name: f"{COUNTED}+" if n > COUNTED else str(n) for name, n in found.items()}


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list: after or before the row with these values. `matters_at`: of a list that
    is ordered by another moment, that one."""

    side: Literal["after", "before"]
    rank: int
    matters_at: datetime
    id: int

    @classmethod
    def read(cls, side: Literal["after", "before"], text: str) -> Cursor | None:
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


def _digits(text: str, most: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= most


def place(rank: int, matters_at: datetime, number: int) -> str:
    """The words of a link that goes on from this row."""
    return f"{rank}_{matters_at.isoformat()}_{number}"


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """Rows of a list, and whether there are more before and after them."""

    rows: Sequence[R]
    before: bool
    after: bool


def page(
    of: List, tickets: Tickets, cursor: Cursor | None, fields: Sequence[str], size: int = ROWS
) -> Page[dict[str, Any]]:
    """The rows of `tickets` at `cursor`, in the list's order, as dicts of `fields`: one query."""
    back = cursor is not None and cursor.side == "before"
    down = of.newest != back
    if cursor:
        tickets = tickets.filter(_beyond(of, cursor, down))
    order = [f"-{name}" if down else name for name in of.order]
    found = list(tickets.order_by(*order).values(*fields)[: size + 1])
    more, found = len(found) > size, found[:size]
    if back:
        return Page(found[::-1], before=more, after=True)
    return Page(found, before=cursor is not None, after=more)


def _beyond(of: List, cursor: Cursor, down: bool) -> Func:
    """`(rank, matters_at, id) > (…)`: a comparison of rows, which an index can answer."""
    known = {
        "rank": Value(cursor.rank, IntegerField()),
        "matters_at": Value(cursor.matters_at, DateTimeField()),
        "opened_at": Value(cursor.matters_at, DateTimeField()),
        "id": Value(cursor.id, IntegerField()),
    }
    names = [name for name in of.order if name in known]
    return Func(
        _row(*(F(name) for name in names)),
        _row(*(known[name] for name in names)),
        template="%(expressions)s",
        arg_joiner=" < " if down else " > ",
        output_field=BooleanField(),
    )


def _row(*values: F | Value) -> Func:
    return Func(*values, template="(%(expressions)s)", output_field=BooleanField())
