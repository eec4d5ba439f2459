"""A desk's own history as a comparison of policies asks for it: what started when, with facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np

from kept.core.policy.compare import Past, Starts
from kept.deadlines.models import Promise
from kept.tickets.models import Ticket

_BY_REQUEST: Final = ("first_reply", "fix", "resolution")
_FACTS: Final = (
    "kind",
    "channel",
    "language",
    "product",
    "plan",
    "priority",
    "team",
    "subscription",
)
#: How far back a comparison of two policies looks.
QUARTER: Final = timedelta(days=91)

_NO_INSTANT: Final = np.dtype("datetime64[us]")


def past(since: datetime) -> Past:
    """What could start a promise from `since` on.

    Every request starts what a request starts, whatever the policy of its day promised; what a
    message in between starts is taken from the promises that it did start. Facts are those that
    the ticket has now. Two queries, however many tickets.
    """
    known = [name for name in _FACTS if name in {field.name for field in Ticket._meta.fields}]
    columns = Ticket.objects.filter(changed_at__gte=since).values_list("pk", "opened_at", *known)
    facts = {pk: (opened, values) for pk, opened, *values in columns.iterator()}
    requests = [(opened, values) for opened, values in facts.values() if opened >= since]
    by_kind = dict.fromkeys(_BY_REQUEST, _starts(requests, known))
    later = Promise.objects.filter(started_at__gte=since).exclude(kind__in=_BY_REQUEST)
    runs: dict[str, list[tuple[datetime, list[Any]]]] = {}
    for kind, started, ticket in later.values_list("kind", "started_at", "ticket").iterator():
        if ticket in facts:
            runs.setdefault(kind, []).append((started, facts[ticket][1]))
    return Past(since.date(), {**by_kind, **_of_runs(runs, known)})


def _of_runs(
    runs: Mapping[str, list[tuple[datetime, list[Any]]]], known: Sequence[str]
) -> dict[str, Starts]:
    return {kind: _starts(found, known) for kind, found in runs.items()}


def _starts(found: Iterable[tuple[datetime, list[Any]]], known: Sequence[str]) -> Starts:
    rows = list(found)
    at = np.array([start.replace(tzinfo=None) for start, _ in rows], dtype=_NO_INSTANT)
    columns = {
        name: np.array([str(values[place] or "") for _, values in rows], dtype=np.str_)
        for place, name in enumerate(known)
    }
    return Starts(at, columns)
