"""A calendar as plain data for JSON: equal calendars give equal data."""

from typing import Any

from kept.core.calendar.calendar import Calendar
from kept.core.calendar.hours import Openings


def calendar_to_plain(calendar: Calendar) -> dict[str, Any]:
    """All of a calendar; times of day as '10:00:00'."""
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


def _openings_to_plain(openings: Openings) -> list[list[str]]:
    return [[opening.opens.isoformat(), opening.closes.isoformat()] for opening in openings]
