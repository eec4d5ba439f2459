"""What `replay/panel.html` shows: a verdict, two shares, sentences, the week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

from django.utils.translation import gettext as _

from kept.core.policy import PromiseKind
from kept.core.replay import Count, Side, Staffing, Table, Trial
from kept.front.promises import name_of
from kept.replay import words
from kept.replay.matrix import Matrix, matrix
from kept.replay.weeks import Weeks, weeks


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its mark: what was kept, of how many, under which policy."""

    left: float
    percent: str
    under: str
    of: str


@dataclass(frozen=True, slots=True)
class Panel:
    """A trial for one kind of promise. `kinds`: (kind, name, whether it is this one)."""

    kind: PromiseKind
    kinds: Sequence[tuple[str, str, bool]]
    verdict: str
    shares: Sequence[Share]
    sentences: Sequence[str]
    people: str
    assumptions: Sequence[str]
    matrix: Matrix | None
    weeks: Weeks | None
    zone: str
    requests: str


def panel(
    trial: Trial, names: tuple[str, str], kind: str, days: int, people: Staffing | None
) -> Panel:
    """The panel of `kind` ('' or unknown: the first that the draft moves, else the first of all).
    `names`: of the draft and of the policy in force, as they stand after 'under'."""
    chosen = next((one for one in trial.kinds if one == kind), None) or _moved_first(trial)
    one = _table(trial.draft, chosen)
    calendar = trial.draft.policy.calendars[one.rule.calendar] if one else None
    sides = zip((trial.current, trial.draft), (names[1], names[0]), strict=True)
    shares = (_share(side.kinds.get(chosen, Count()), name) for side, name in sides if side)
    return Panel(
        kind=chosen,
        kinds=[(k, name_of(k), k == chosen) for k in trial.kinds],
        verdict=words.verdict(trial, chosen, days),
        shares=[share for share in shares if share],
        sentences=[*words.sentences(trial, chosen, one)],
        people=words.people(people) if people else "",
        assumptions=words.assumptions(people) if people else (),
        matrix=matrix(one, calendar, words.language()) if one and calendar else None,
        weeks=weeks(one.by_week, words.language()) if one else None,
        zone=calendar.zone if calendar else "",
        requests=words.number(trial.history.tickets),
    )


def _moved_first(trial: Trial) -> PromiseKind:
    """What a lead wants to see first: the kind whose due moments the draft changes."""
    for kind in trial.kinds:
        moved = trial.moved(kind)
        if moved.earlier or moved.later:
            return kind
    return trial.kinds[0]


def _table(side: Side, kind: PromiseKind) -> Table | None:
    """The kind's promises together; what cannot be added is the largest rule's: how late, and by
    which calendar."""
    tables = [one for one in side.tables if one.rule.kind == kind]
    if not tables:
        return None
    largest = max(tables, key=lambda one: one.total.started)
    if len(tables) == 1:
        return largest
    weekdays = zip(*(one.by_hour for one in tables), strict=True)
    by_hour = tuple(
        tuple(reduce(Count.__add__, cells) for cells in zip(*days, strict=True))
        for days in weekdays
    )
    mondays = sorted({monday for one in tables for monday in one.by_week})
    by_week = {
        monday: reduce(Count.__add__, (one.by_week.get(monday, Count()) for one in tables))
        for monday in mondays
    }
    total = reduce(Count.__add__, (one.total for one in tables))
    return Table(largest.rule, total, largest.late, by_week, by_hour)


def _share(count: Count, under: str) -> Share | None:
    if count.share is None:
        return None
    of = _("of %(count)s") % {"count": words.number(count.decided)}
    return Share(count.share, words.percent(count.share), under, of)
