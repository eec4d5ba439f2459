"""Lists of the team's own: whose they are, in which order, and how many tickets each has."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final

from django.db.models import Max, Q, QuerySet

from kept.core.filters import Query, read
from kept.people.models import Staff
from kept.search.desk import desk
from kept.search.finding import has_words
from kept.search.paging import among_the_first
from kept.search.walking import walk
from kept.tickets import access
from kept.workspace.lists import COUNTED, said
from kept.workspace.models import View

#: A saved list is counted again so often, however much happens: its sentence may ask anything.
_EVERY: Final = 15  # seconds
#: So many tickets are looked at for it.
_LOOKED_AT: Final = 500
#: A list that was removed can come back so long.
BACK_WITHIN: Final = timedelta(days=1)


def seen_by(staff: Staff) -> QuerySet[View]:
    """The lists that somebody has: their own, then those that everybody has, each by hand."""
    known = View.objects.filter(Q(owner=staff) | Q(shared=True), removed_at=None)
    return known.order_by("shared", "place", "pk")


def kept_by(staff: Staff) -> QuerySet[View]:
    """Those that somebody may change: their own, and a lead all that are shared."""
    theirs = Q(owner=staff, shared=False)
    return View.objects.filter(theirs | Q(shared=True) if staff.is_lead else theirs)


def add(staff: Staff, name: str, sentence: str, *, shared: bool) -> View:
    """A new list, behind the others of its kind."""
    last = _beside(staff, shared=shared).aggregate(last=Max("place"))["last"]
    return View.objects.create(
        owner=staff, name=name, sentence=sentence, shared=shared, place=(last or 0) + 1
    )


def change(view: View, name: str, sentence: str, *, shared: bool) -> None:
    View.objects.filter(pk=view.pk).update(name=name, sentence=sentence, shared=shared)


def move(view: View, staff: Staff, step: int) -> None:
    """One place up (-1) or down (1) among those of its kind."""
    order = list(_beside(staff, shared=view.shared).order_by("place", "pk"))
    at = next((number for number, one in enumerate(order) if one.pk == view.pk), None)
    if at is None or not 0 <= at + step < len(order):
        return
    order.insert(at + step, order.pop(at))
    for place, one in enumerate(order, start=1):
        one.place = place
    View.objects.bulk_update(order, ["place"])


def remove(view: View, at: datetime) -> None:
    """Take a list away; for a while it can come back to its place."""
    View.objects.filter(removed_at__lt=at - BACK_WITHIN).delete()
    View.objects.filter(pk=view.pk).update(removed_at=at)


def bring_back(view: View) -> None:
    """Let a list that was removed stand again where it stood."""
    View.objects.filter(pk=view.pk).update(removed_at=None)


def _beside(staff: Staff, *, shared: bool) -> QuerySet[View]:
    """The lists among which one of this kind has its place."""
    known = View.objects.filter(shared=shared, removed_at=None)
    return known if shared else known.filter(owner=staff)


def count(view: View, staff: Staff, now: datetime, zone: tzinfo) -> str:
    """How many tickets a saved list has, '' where only a search could say it."""
    quarter = now.replace(second=now.second // _EVERY * _EVERY, microsecond=0)
    return _counted(view.sentence, staff, quarter, zone)


@lru_cache(maxsize=1024)
def _counted(sentence: str, staff: Staff, now: datetime, zone: tzinfo) -> str:
    query = read(sentence, desk(staff))
    if not isinstance(query, Query) or not query or has_words(query):
        return ""
    of = walk(query, staff, now, zone)
    found, all_ = among_the_first(_LOOKED_AT, of, access.tickets(staff), COUNTED + 1)
    return said(found) if all_ or found > COUNTED else f"{found}+"
