"""Calendars and derivations as plain data for JSON, and back: exactly, in both directions.

Instants are ISO 8601 in UTC, durations whole microseconds, times of day '10:00'.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from kept.core.calendar.calendar import Calendar
from kept.core.calendar.derivation import Derivation, Reason, Step
from kept.core.calendar.hours import ExceptionalDay, Opening, Openings, week
from kept.core.calendar.instants import MICROSECOND, span
from kept.core.calendar.owed import BusinessDays, Elapsed, EndOfFirstHour, OpenTime, Owed

Plain = dict[str, Any]


def calendar_to_plain(calendar: Calendar) -> Plain:
    """All of a calendar."""
    return {
        "version": calendar.version,
        "zone": calendar.zone,
        "week": [_openings_to_plain(openings) for openings in calendar.week],
        "days_off": {day.isoformat(): dict(names) for day, names in calendar.days_off.items()},
        "exceptions": {
            day.isoformat(): {
                "openings": _openings_to_plain(exceptional.openings),
                "reason": dict(exceptional.reason),
            }
            for day, exceptional in calendar.exceptions.items()
        },
    }


def calendar_from_plain(plain: Mapping[str, Any]) -> Calendar:
    """The calendar that `calendar_to_plain` was given."""
    exceptions = {
        date.fromisoformat(day): ExceptionalDay(
            _openings_from_plain(exceptional["openings"]), exceptional["reason"]
        )
        for day, exceptional in plain["exceptions"].items()
    }
    return Calendar(
        zone=plain["zone"],
        week=week(_openings_from_plain(openings) for openings in plain["week"]),
        days_off={date.fromisoformat(day): names for day, names in plain["days_off"].items()},
        exceptions=exceptions,
        version=plain["version"],
    )


def owed_to_plain(owed: Owed) -> Plain:
    """What is owed, by kind."""
    match owed:
        case Elapsed(duration):
            return {"kind": "elapsed", "microseconds": span(duration)}
        case OpenTime(duration):
            return {"kind": "open_time", "microseconds": span(duration)}
        case BusinessDays(days):
            return {"kind": "business_days", "days": days}
        case EndOfFirstHour():
            return {"kind": "end_of_first_hour"}


def owed_from_plain(plain: Mapping[str, Any]) -> Owed:
    """What `owed_to_plain` was given; ValueError for a kind that nobody owes."""
    match plain:
        case {"kind": "elapsed", "microseconds": int(duration)}:
            return Elapsed(duration * MICROSECOND)
        case {"kind": "open_time", "microseconds": int(duration)}:
            return OpenTime(duration * MICROSECOND)
        case {"kind": "business_days", "days": int(days)}:
            return BusinessDays(days)
        case {"kind": "end_of_first_hour"}:
            return EndOfFirstHour()
    raise ValueError(f"{dict(plain)!r} is nothing that a clause can owe.")


def derivation_to_plain(derivation: Derivation) -> Plain:
    """All of a derivation."""
    return {
        "owed": owed_to_plain(derivation.owed),
        "start": derivation.start.isoformat(),
        "due": derivation.due.isoformat(),
        "zone": derivation.zone,
        "calendar_version": derivation.calendar_version,
        "steps": [_step_to_plain(step) for step in derivation.steps],
    }


def derivation_from_plain(plain: Mapping[str, Any]) -> Derivation:
    """The derivation that `derivation_to_plain` was given."""
    return Derivation(
        owed=owed_from_plain(plain["owed"]),
        start=_instant(plain["start"]),
        due=_instant(plain["due"]),
        zone=plain["zone"],
        calendar_version=plain["calendar_version"],
        steps=tuple(_step_from_plain(step) for step in plain["steps"]),
    )


def _step_to_plain(step: Step) -> Plain:
    plain: Plain = {"kind": step.kind, "at": step.at.isoformat()}
    if step.until:
        plain["until"] = step.until.isoformat()
    if step.reason:
        plain["reason"] = {"why": step.reason.why, "names": dict(step.reason.names)}
    return plain


def _step_from_plain(plain: Mapping[str, Any]) -> Step:
    until, reason = plain.get("until"), plain.get("reason")
    return Step(
        plain["kind"],
        _instant(plain["at"]),
        _instant(until) if until else None,
        Reason(reason["why"], reason["names"]) if reason else None,
    )


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _openings_to_plain(openings: Openings) -> list[list[str]]:
    return [[opening.opens.isoformat(), opening.closes.isoformat()] for opening in openings]


def _openings_from_plain(plain: list[list[str]]) -> Openings:
    return tuple(Opening(*(time.fromisoformat(clock) for clock in pair)) for pair in plain)
