"""The broken promises, one by one: when, which, how late. Never whose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from django.utils.translation import gettext as _

from kept.core.calendar import Elapsed
from kept.core.report import Days
from kept.deadlines.models import Promise
from kept.front.promises import clause_url
from kept.record import policy
from kept.reports import words


@dataclass(frozen=True, slots=True)
class Broken:
    """A promise that was not kept. `late` is a sentence; the day is the desk's."""

    day: str
    name: str
    clause: str
    clause_url: str
    late: str


def broken(*, at: datetime, days: int, after: int, most: int, language: str) -> list[Broken]:
    """Of the promises that fell due in the last `days` days and were not kept, the newest first:
    at most `most`, after the first `after`."""
    current = policy.in_force(at).policy
    since = Days.last(current, days, at).begin
    rows = Promise.objects.filter(due_at__gte=since, due_at__lt=at, internal=False)
    # what still runs though it was due is broken, whether or not the watcher has been there
    rows = rows.filter(state__in=("broken", "running")).order_by("-due_at", "-id")
    return [_told(row, current.calendar.tzinfo, at, language) for row in rows[after : after + most]]


def _told(row: Promise, zone: tzinfo, at: datetime, language: str) -> Broken:
    rules = policy.edition(row.policy).policy
    return Broken(
        day=words.day(row.due_at.astimezone(zone).date(), language),
        name=words.name(rules.promise(row.rule), rules, language),
        clause=row.clause,
        clause_url=clause_url(row.clause, row.policy),
        late=_late(row, at, language),
    )


def _late(row: Promise, at: datetime, language: str) -> str:
    """'2 h 17 late', in the measure of the clause; or that it is still owed."""
    if row.met_at and row.late_open_seconds is None:
        return _("never: the customer did not wait for it any longer")
    if row.met_at is None:
        span = words.within(_lateness(row, at), language)
        return _("still owed, {span} late").format(span=span)
    return _("{span} late").format(span=words.within(_lateness(row, row.met_at), language))


def _lateness(row: Promise, until: datetime) -> timedelta:
    rules = policy.edition(row.policy).policy
    rule = rules.promise(row.rule)
    if isinstance(rule.owed, Elapsed):
        return until - row.due_at
    return rules.calendars[rule.calendar].between(row.due_at, until)
