"""The headings of a list: rows that matter at about the same time stand together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import groupby
from typing import Final, Generic, TypeVar

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from kept.core.ticket import ASLEEP, GONE, OWED, QUIET, SETTLED, UNANSWERED, URGENT, WAITING

R = TypeVar("R")

NAMES: Final[dict[str, Lazy]] = {
    "now": _("Now"),
    "broken": _("Broken"),
    "hour": _("This hour"),
    "today": _("Later today"),
    "tomorrow": _("Tomorrow"),
    "later": _("Later"),
    "unanswered": _("Unanswered, nothing promised"),
    "answered": _("Answered"),
    "waiting": _("Waiting on the customer"),
    "settled": _("Solved"),
    "gone": _("Merged"),
    "snoozed": _("Snoozed"),
}
_BY_RANK: Final = {
    URGENT: "now",
    UNANSWERED: "unanswered",
    QUIET: "answered",
    WAITING: "waiting",
    SETTLED: "settled",
    GONE: "gone",
    ASLEEP: "snoozed",
}


def heading(rank: int, matters_at: datetime, now: datetime, zone: tzinfo) -> str:
    """The name in NAMES under which a row stands for somebody who reads in `zone`.

    A promise that was due before `now` is broken, whether or not the watcher has looked.
    """
    if rank != OWED:
        return _BY_RANK[rank]
    if matters_at < now:
        return "broken"
    if matters_at <= now + timedelta(hours=1):
        return "hour"
    days = (matters_at.astimezone(zone).date() - now.astimezone(zone).date()).days
    return {0: "today", 1: "tomorrow"}.get(days, "later")


@dataclass(frozen=True, slots=True)
class Group(Generic[R]):
    """Rows under one heading. `by`: the moment that all of them share, if they do.

    `count` is None where the page ends within the group.
    """

    name: str
    rows: Sequence[R]
    by: datetime | None
    count: int | None

    @property
    def title(self) -> Lazy:
        return NAMES[self.name]


def grouped(
    rows: Sequence[R],
    place: Callable[[R], tuple[int, datetime]],
    *,
    now: datetime,
    zone: tzinfo,
    before: bool,
    after: bool,
) -> Iterator[Group[R]]:
    """The rows of a page under their headings, in their order.

    `before`, `after`: whether the list goes on beyond the page.
    """
    headed = [(heading(*place(row), now, zone), row) for row in rows]
    groups = [(name, [row for _, row in many]) for name, many in groupby(headed, lambda h: h[0])]
    for number, (name, many) in enumerate(groups):
        cut = (before and number == 0) or (after and number == len(groups) - 1)
        moments = {place(row)[1].replace(second=0, microsecond=0) for row in many}
        shared = (
            moments.pop() if len(moments) == 1 and name in ("hour", "today", "tomorrow") else None
        )
        yield Group(name, many, by=shared, count=None if cut else len(many))
