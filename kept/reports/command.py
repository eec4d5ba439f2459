"""`kept report promises`: the figures of the public page, recomputed from the events alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

from kept.core.report import Report, RuleFigures
from kept.reports.figures import of_the_desk, recomputed
from kept.reports.machine import as_data


def promises(*, at: datetime, days: int, as_json: bool) -> tuple[list[str], bool]:
    """The lines to print, and whether the rows that the page reads say the same."""
    report = recomputed(at=at, days=days)
    same = report == of_the_desk(at=at, days=days)
    lines = [json.dumps(as_data(report))] if as_json else [*_told(report), _agreement(same)]
    return lines, same


def _agreement(same: bool) -> str:
    if same:
        return "Recomputed from the events; the public page says the same."
    return "Recomputed from the events; the public page says otherwise. Run `kept check`."


def _told(report: Report) -> Iterator[str]:
    yield (
        f"Promises that fell due from {report.since} to {report.until} ({report.zone}), "
        f"as of {report.at:%Y-%m-%d %H:%M} UTC."
    )
    head = ("promise", "clause", "kept", "broken", "released", "half within", "nine in ten")
    rows = [head, *(_row(rule) for rule in report.rules)]
    wide = [max(len(row[n]) for row in rows) for n in range(len(head))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, wide, strict=True)).rstrip()
    yield f"{report.kept} kept, {report.broken} broken, {report.released} released."


def _row(rule: RuleFigures) -> tuple[str, ...]:
    counts = map(str, (rule.kept, rule.broken, rule.released))
    times = ("-", "-") if rule.few else (_time(rule.half, rule), _time(rule.nine_in_ten, rule))
    return rule.rule, f"§{rule.clause}", *counts, *times


def _time(span: timedelta | None, rule: RuleFigures) -> str:
    if span is None:
        return "not yet"
    hours, seconds = divmod(int(span.total_seconds()), 3600)
    return f"{hours} h {seconds // 60:02} {rule.measure}"
