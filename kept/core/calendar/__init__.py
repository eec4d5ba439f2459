"""Calendars in open time: when a desk is open, and what moment a promise comes to.

    >>> from datetime import UTC, datetime, timedelta
    >>> desk = Calendar("UTC", weekly(range(5), Opening.at("10:00", "19:00")))
    >>> desk.add(datetime(2026, 1, 9, 18, 30, 30, tzinfo=UTC), timedelta(hours=1))
    datetime.datetime(2026, 1, 12, 10, 30, 30, tzinfo=datetime.timezone.utc)

Pure: no clock is read; every instant is an argument, aware, and answered in UTC.
"""

from kept.core.calendar.calendar import Calendar, Day, DayKind, Interval
from kept.core.calendar.derivation import Derivation, Reason, Step, derive
from kept.core.calendar.hours import ExceptionalDay, Names, Opening, Openings, Week, week, weekly
from kept.core.calendar.many import Instants
from kept.core.calendar.owed import BusinessDays, Elapsed, EndOfFirstHour, OpenTime, Owed
from kept.core.calendar.public_holidays import days_off
from kept.core.calendar.reach import NeverOpens, OutOfReach
from kept.core.calendar.zones import find_tz, tz

__all__ = [
    "BusinessDays",
    "Calendar",
    "Day",
    "DayKind",
    "Derivation",
    "Elapsed",
    "EndOfFirstHour",
    "ExceptionalDay",
    "Instants",
    "Interval",
    "Names",
    "NeverOpens",
    "OpenTime",
    "Opening",
    "Openings",
    "OutOfReach",
    "Owed",
    "Reason",
    "Step",
    "Week",
    "days_off",
    "derive",
    "find_tz",
    "tz",
    "week",
    "weekly",
]
