"""Time zones by name, and the instant that a wall clock's reading means in one.

Source of the rules: the IANA time zone database, from the system or the `tzdata` package.
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from kept.core.calendar.instants import DAY, SECOND, micros, span

_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2}):?([0-5]\d)?", re.ASCII)
_MIDNIGHT_1970 = datetime(1970, 1, 1)  # noqa: DTZ001  a wall clock has no zone of its own
_FARTHEST_OFFSET = timedelta(hours=18)


def tz(zone: str) -> tzinfo:
    """The time zone called `zone`: an IANA name, or a fixed offset such as '+01:00'.

    Raises ValueError, with a sentence, when there is no such zone.
    """
    fixed = _OFFSET.fullmatch(zone)
    return _fixed(zone, fixed) if fixed else iana(zone)


def find_tz(zone: str) -> tzinfo | None:
    """The same for a name that somebody told: None where there is no such zone, as for ''."""
    try:
        return tz(zone)
    except ValueError:
        return None


def _fixed(zone: str, match: re.Match[str]) -> tzinfo:
    sign, hours, minutes = match.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if offset > _FARTHEST_OFFSET:
        raise ValueError(f"The offset {zone!r} is too large: no place is over 18 hours from UTC.")
    return timezone(-offset if sign == "-" else offset)


@lru_cache(maxsize=1024)
def iana(zone: str) -> ZoneInfo:
    """The zone of the IANA database called `zone`, or ValueError with a sentence."""
    try:
        if zone == "localtime":  # this machine's own zone: it would differ on another
            raise KeyError(zone)
        return ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise ValueError(
            f"There is no time zone called {zone!r}. "
            "Use a name such as 'Europe/Paris', 'America/New_York' or 'UTC'."
        ) from None


def utc_of_wall(day: int, offset: int, zone: tzinfo) -> int:
    """The instant (microseconds) when a clock in `zone` reads `offset` after midnight of `day`.

    `day` counts from 1970-01-01; `offset` may pass midnight. A reading that summer time skips
    means the next valid instant; one that comes twice means its first time.
    """
    reading = _MIDNIGHT_1970.replace(tzinfo=zone) + timedelta(day, 0, offset)  # by the wall clock
    first, second = reading.utcoffset(), reading.replace(fold=1).utcoffset()
    if first is None or second is None:  # pragma: no cover  no tzinfo made here says this
        raise ValueError(f"{zone!r} gives no offset from UTC.")
    at = day * DAY + offset - span(first)
    return at if second <= first else _change_between(at - span(second - first), at, zone)


def _change_between(before: int, after: int, zone: tzinfo) -> int:
    """The second at which the offset of `zone` changes, `before` < change <= `after`."""
    low, high = before // SECOND, -(-after // SECOND)
    old = _offset_at(low, zone)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset_at(middle, zone) == old else (low, middle)
    return high * SECOND


def _offset_at(second: int, zone: tzinfo) -> timedelta | None:
    return datetime.fromtimestamp(second, UTC).astimezone(zone).utcoffset()


def wall_of_utc(at: datetime, zone: tzinfo) -> tuple[int, int]:
    """What a clock in `zone` reads at `at`: (days since 1970-01-01, microseconds past midnight)."""
    reading = at.astimezone(zone).replace(tzinfo=UTC, fold=0)
    return divmod(micros(reading), DAY)
