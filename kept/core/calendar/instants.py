"""Instants and spans as whole microseconds, exactly: the numbers that the search runs on."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR


def micros(at: datetime) -> int:
    """Microseconds of `at` since 1970 in UTC. A naive datetime raises ValueError."""
    try:
        since = at - EPOCH
    except TypeError:
        raise ValueError(
            f"{at!r} names no instant: it has no time zone. "
            "Give an aware datetime, for example datetime(2026, 1, 9, 18, 30, tzinfo=UTC)."
        ) from None
    return (since.days * 86_400 + since.seconds) * SECOND + since.microseconds


def span(duration: timedelta) -> int:
    """Microseconds of a duration."""
    return (duration.days * 86_400 + duration.seconds) * SECOND + duration.microseconds


def instant(at: int) -> datetime:
    """The aware UTC datetime of so many microseconds since 1970."""
    return EPOCH + timedelta(0, 0, at)
