"""The figures for programs: `/kept.json` and `kept report promises --json`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kept.core.report import Report, RuleFigures


def as_data(report: Report) -> dict[str, Any]:
    """The figures as JSON takes them: times in seconds, None where nobody can say."""
    return {
        "at": report.at.isoformat(),
        "zone": report.zone,
        "since": report.since.isoformat(),
        "until": report.until.isoformat(),
        "kept": report.kept,
        "broken": report.broken,
        "released": report.released,
        "promises": [_rule(rule) for rule in report.rules],
    }


def _rule(rule: RuleFigures) -> dict[str, Any]:
    return {
        "promise": rule.rule,
        "kind": rule.kind,
        "clause": rule.clause,
        "version": rule.version,
        "in_force": rule.current,
        "measured_in": f"{rule.measure} time",
        "changed": rule.changed,
        "kept": rule.kept,
        "broken": rule.broken,
        "released": rule.released,
        "not_done": rule.undone,
        "half_within_seconds": _seconds(rule.half),
        "nine_in_ten_within_seconds": _seconds(rule.nine_in_ten),
        "longest_seconds": _seconds(rule.longest),
        "days": [
            {"day": day.day.isoformat(), "kept": day.kept, "broken": day.broken}
            for day in rule.days
            if day.counted
        ],
    }


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else span.total_seconds()
