"""Calendar files: what they ask for, as a person needs to know it. Never raises."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from kept.core.mail.address import Address
from kept.core.mail.charset import decode
from kept.core.mail.messages import Invitation
from kept.core.mail.words import tidy

_LONGEST = 64 * 1024
"""Bytes of a calendar file that are read; a longer one is somebody's whole calendar."""
_LONGEST_LINE = 500
_MOST_INVITED = 100


def read_invitation(content: bytes, charset: str = "") -> Invitation | None:
    """The first event of a calendar file, None where it holds none that can be read."""
    if len(content) > _LONGEST or b"BEGIN:VEVENT" not in content:
        return None
    from icalendar import Calendar

    try:
        calendar: Any = Calendar.from_ical(decode(content, charset))
        event = next(iter(calendar.walk("VEVENT")))
        return _invitation(str(calendar.get("METHOD", "")), event)
    except Exception:  # a strange calendar file is a file, and no reason to lose the mail
        return None


def _invitation(method: str, event: Any) -> Invitation:
    attendees = _listed(event.get("ATTENDEE"))
    replies = method.upper() == "REPLY" and attendees
    return Invitation(
        method=method.upper()[:20] or "PUBLISH",
        what=_line(event.get("SUMMARY")),
        start=_moment(event.get("DTSTART")),
        end=_moment(event.get("DTEND")),
        where=_line(event.get("LOCATION")),
        organizer=next(_people(_listed(event.get("ORGANIZER"))), None),
        invited=tuple(_people(attendees[:_MOST_INVITED])),
        repeats="RRULE" in event,
        answer=str(attendees[0].params.get("PARTSTAT", ""))[:20] if replies else "",
    )


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _line(value: Any) -> str:
    return tidy(str(value or ""))[:_LONGEST_LINE]


def _people(values: list[Any]) -> Iterator[Address]:
    for value in values:
        email = str(value).strip()
        email = email[7:] if email.lower().startswith("mailto:") else email
        if "@" in email and len(email) < _LONGEST_LINE:
            yield Address(_line(getattr(value, "params", {}).get("CN")).strip("\"'"), tidy(email))


def _moment(value: Any) -> datetime | date | None:
    """A day, an instant in UTC, or, where the file names no zone, what a clock shows somewhere."""
    moment = getattr(value, "dt", None)
    if isinstance(moment, datetime):
        return moment.astimezone(UTC) if moment.tzinfo is not None else moment
    return moment if isinstance(moment, date) else None
