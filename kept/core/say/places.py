"""Time zones by the name that a reader knows."""

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

from kept.core.calendar.zones import tz
from kept.core.say.words import words

Zone = str | tzinfo
"""An IANA name, an offset such as '+01:00', or what `tz` makes of either."""

_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)
_ANY = datetime(2024, 1, 1, tzinfo=UTC)


def resolved(zone: Zone) -> tzinfo:
    """The zone itself; ValueError, with a sentence, for a name that is none."""
    return tz(zone) if isinstance(zone, str) else zone


def zone_name(zone: Zone, lang: str) -> str:
    """'New York', 'Londres', 'UTC+1': the city that people name a zone by, or its offset."""
    place = resolved(zone)
    if not isinstance(place, ZoneInfo) or _has_no_place(place):
        return _offset_name(_ANY.astimezone(place).utcoffset() or timedelta())
    city = get_timezone_location(place, locale=words(lang).code, return_city=True)
    return str(city).rpartition("/")[2]


def _has_no_place(zone: ZoneInfo) -> bool:
    name = zone.key
    return name.startswith("Etc/") or ("/" not in name and name in _WITHOUT_PLACE)


_WITHOUT_PLACE = frozenset({"UTC", "UCT", "GMT", "GMT0", "GMT+0", "GMT-0", "Zulu", "Universal"})


def _offset_name(offset: timedelta) -> str:
    """'UTC', 'UTC+1', 'UTC−3:30'."""
    hours, rest = divmod(abs(offset), _HOUR)
    minutes = f":{rest // _MINUTE:02}" if rest else ""
    sign = "\u2212" if offset < timedelta() else "+"
    return f"UTC{sign}{hours}{minutes}" if offset else "UTC"
