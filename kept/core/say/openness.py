"""'Open now', or when it opens, in the reader's own time."""

from datetime import datetime
from typing import NamedTuple

from kept.core.calendar import Calendar, NeverOpens
from kept.core.say.moments import local_times, near_day
from kept.core.say.places import Zone, zone_name
from kept.core.say.spans import left
from kept.core.say.words import words


class OpenNow(NamedTuple):
    """Whether the desk is open, the strong words for it, and the rest of the sentence."""

    is_open: bool
    state: str
    rest: str


def open_now(
    calendar: Calendar, at: datetime, zone: Zone, lang: str, *, own: bool = True
) -> OpenNow:
    """'Open now.' and 'Closes in 8 h 38, at 14:00 your time, New York.', or when it opens.

    `own`: the zone is the reader's; else it is told as a place only ('at 19:00 in Paris').
    """
    said, is_open = words(lang), calendar.is_open(at)
    tell = said.open_now if is_open else said.closed_now
    turns = calendar.closes_at(at) if is_open else _opening(calendar, at)
    if turns is None:
        state, _ = tell("", "", "", "", own)
        return OpenNow(is_open, state, said.day_and_night if is_open else "")
    local, today = local_times(turns, zone, at)
    day = "" if local.date() == today else near_day(local.date(), today, said)
    place = zone_name(zone, lang)
    clock = said.clock(local.time())
    return OpenNow(is_open, *tell(left(turns - at, lang), day, clock, place, own))


def _opening(calendar: Calendar, at: datetime) -> datetime | None:
    try:
        return calendar.next_opening(at)
    except NeverOpens:
        return None
