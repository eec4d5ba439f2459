"""The lists that the team works through. Each answers a sentence (kept.core.filters), which stands
over it and can be edited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache
from typing import Final

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kept.core.filters import Desk, Query, read
from kept.people.models import Staff
from kept.search.walking import Walk, walk
from kept.tickets import access
from kept.tickets.attention import UNREAD, unread

#: A list counts no further; more is said as '99+'.
COUNTED: Final = 99


@dataclass(frozen=True, slots=True)
class List:
    """A named list. `shy`: the rail leaves it out while it is empty."""

    name: str
    title: Lazy | str
    sentence: str
    icon: str = ""
    counted: bool = True
    shy: bool = False

    def walk(self, staff: Staff, now: datetime, zone: tzinfo) -> Walk:
        """The way through its tickets, in the order of the list."""
        return walk(_understood(self.sentence), staff, now, zone)


@cache
def _understood(sentence: str) -> Query:
    """What a sentence of ours asks: it names nothing that only one desk knows."""
    query = read(sentence, Desk())
    assert isinstance(query, Query), query
    return query


#: In the order of the rail.
LISTS: Final[dict[str, List]] = {
    one.name: one
    for one in (
        List("due", _("Due next"), "is:unanswered", "inbox"),
        List("mine", _("Mine"), "is:open assigned:me", "person"),
        List("unassigned", _("Unassigned"), "is:open assigned:nobody", "people"),
        List("mentions", _("Mentions"), "is:unread mentioned:me", "mention", shy=True),
        List("followed", _("Followed"), "is:unread followed:me", "eye", shy=True),
        List("waiting", _("Waiting on the customer"), "is:waiting", "wait"),
        List("resent", pgettext_lazy("list", "Resent"), "is:resent", "resent"),
        List("doubted", pgettext_lazy("list", "In doubt"), "is:doubted", "lock", shy=True),
        List("snoozed", _("Snoozed"), "is:snoozed", "moon", counted=False),
        List("solved", pgettext_lazy("list", "Solved"), "is:settled", "tick", counted=False),
        List("all", _("All"), "", "list", counted=False),
    )
}


def counts(staff: Staff, now: datetime, zone: tzinfo) -> dict[str, str]:
    """How many tickets each counted list has, at most '99+'. Each reads at most 100 rows."""
    tickets = access.tickets(staff)
    found = {
        name: one.walk(staff, now, zone).through(tickets).values("pk")[: COUNTED + 1].count()
        for name, one in LISTS.items()
        if one.counted and name not in UNREAD
    }
    found |= unread(staff, tickets)
    return {name: said(n) for name, n in found.items()}


def said(count: int) -> str:
    """A number of tickets as the rail has it."""
    return f"{COUNTED}+" if count > COUNTED else str(count)
