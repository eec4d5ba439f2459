"""The zones that a reader may choose from, where the browser does not tell its own."""

from __future__ import annotations

from typing import Final

from kept.channels.portal.reader import Reader
from kept.core import say
from kept.core.calendar import tz

#: A city for each offset in which many people live; the reader's own is always added.
COMMON: Final = (
    "Pacific/Honolulu", "America/Anchorage", "America/Los_Angeles", "America/Denver",
    "America/Mexico_City", "America/Chicago", "America/Bogota", "America/New_York",
    "America/Toronto", "America/Caracas", "America/Halifax", "America/Sao_Paulo",
    "America/Argentina/Buenos_Aires", "Atlantic/Azores", "UTC", "Europe/London",
    "Africa/Casablanca", "Africa/Dakar", "Africa/Abidjan", "Europe/Paris", "Europe/Berlin",
    "Europe/Madrid", "Africa/Tunis", "Africa/Lagos", "Africa/Cairo", "Europe/Athens",
    "Africa/Johannesburg", "Europe/Istanbul", "Africa/Nairobi", "Asia/Riyadh", "Asia/Tehran",
    "Asia/Dubai", "Asia/Karachi", "Asia/Kolkata", "Asia/Dhaka", "Asia/Jakarta", "Asia/Shanghai",
    "Asia/Singapore", "Asia/Tokyo", "Asia/Seoul", "Australia/Sydney", "Pacific/Noumea",
    "Pacific/Auckland",
)  # fmt: skip


def choices(reader: Reader) -> list[dict[str, object]]:
    """Zones by their present distance from UTC, each with the name of a city."""
    names = dict.fromkeys((*COMMON, reader.zone))
    offsets = {name: reader.now.astimezone(tz(name)).utcoffset() for name in names}
    cities = {name: say.zone_name(name, reader.language) for name in names}
    ordered = sorted(names, key=lambda name: (offsets[name], cities[name]))
    return [
        {"zone": name, "city": cities[name], "current": name == reader.zone} for name in ordered
    ]
