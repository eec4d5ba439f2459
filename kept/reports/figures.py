"""The figures of this desk: as the page shows them, and recomputed from the events alone."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from kept.core.report import Days, Report, report, tallies
from kept.record import policy
from kept.reports import days as counted
from kept.reports.record import from_events, policies

SPANS: Final = (7, 30, 90)
"""The days that the page offers."""


def of_the_desk(*, at: datetime, days: int) -> Report:
    """The figures of the last `days` days, from the rows of promises and the days counted."""
    current = policy.in_force(at)
    known, span = policies(), Days.last(current.policy, days, at)
    found = counted.of(span, current.policy, known)
    return report(found, known, current.version, at=at, days=span)


def recomputed(*, at: datetime, days: int) -> Report:
    """The same figures from the events alone: no row of a promise is read."""
    current = policy.in_force(at)
    known, span = policies(), Days.last(current.policy, days, at)
    found = tallies(from_events(), known, span)
    return report(found, known, current.version, at=at, days=span)
