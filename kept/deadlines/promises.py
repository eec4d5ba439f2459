"""Write and read the rows of promises."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from kept.core import ticket as core
from kept.deadlines.models import Promise
from kept.record import rows

#: What a row holds of a folded promise.
_HELD: Final = tuple(
    field.name for field in Promise._meta.concrete_fields if field.name not in ("id", "ticket")
)
#: What events after its start change of a promise.
_CHANGING: Final = (
    *("state", "due_at", "aim_at", "warn_at", "met_at", "met_by", "late_open_seconds"),
    *("reason", "paused_at", "left_seconds", "next_at"),
    *("rule", "clause", "policy", "calendar"),
)


def row(ticket: int, promise: core.Promise) -> Promise:
    """The row that a folded promise stands in."""
    return Promise(ticket=ticket, **{name: getattr(promise, name) for name in _HELD})


def project(ticket: int, before: tuple[core.Promise, ...], after: tuple[core.Promise, ...]) -> None:
    """Bring the rows of a ticket from `before` to `after`, in the caller's transaction."""
    known = {p.number: p for p in before}
    rows.insert([row(ticket, p) for p in after if p.number not in known])
    if len(after) < len(before):  # what had begun by an act that was taken back
        Promise.objects.filter(ticket=ticket, number__gt=len(after)).delete()
    for promise in after:
        if promise.number in known and promise != known[promise.number]:
            now = row(ticket, promise)
            news = {name: getattr(now, name) for name in _CHANGING}
            rows.update(Promise, {"ticket": ticket, "number": promise.number}, **news)


def of_ticket(ticket: int) -> list[Promise]:
    return list(Promise.objects.filter(ticket=ticket).order_by("number"))


def of_tickets(tickets: Iterable[int]) -> dict[int, list[Promise]]:
    """The promises of each ticket, in one query."""
    found: dict[int, list[Promise]] = defaultdict(list)
    for promise in Promise.objects.filter(ticket__in=list(tickets)).order_by("ticket", "number"):
        found[promise.ticket].append(promise)
    return found


def passed(now: datetime, limit: int = 100) -> list[int]:
    """The tickets that the watcher must look at: before `now` a warning or a promise was due."""
    late = Promise.objects.filter(next_at__isnull=False, next_at__lt=now).order_by("next_at")
    return list(dict.fromkeys(late.values_list("ticket", flat=True)[:limit]))
