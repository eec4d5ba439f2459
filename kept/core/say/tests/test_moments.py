"""Moments, hours and zones in words: what an English and a French reader see."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from kept.core import say

NOW = datetime(2026, 11, 10, 18, 20, tzinfo=UTC)  # a Tuesday


def spaced(text: str) -> str:
    """French expectations are written with `_` for the narrow no-break space."""
    return text.replace("_", "\u202f")


def utc(day: int, clock: str, month: int = 11, year: int = 2026) -> datetime:
    return datetime.combine(date(year, month, day), time.fromisoformat(clock), UTC)


@pytest.mark.parametrize(
    ("at", "en", "fr"),
    [
        (time(11), "11:00", "11_h"),
        (time(19, 20), "19:20", "19_h_20"),
        (time(5, 5, 59), "5:05", "5_h_05"),
        (time(), "0:00", "0_h"),
        (datetime(2026, 1, 1, 8, 41, tzinfo=UTC), "8:41", "8_h_41"),
    ],
)
def test_clock(at: time | datetime, en: str, fr: str) -> None:
    assert say.clock(at, "en") == en
    assert say.clock(at, "fr") == spaced(fr)


@pytest.mark.parametrize(
    ("at", "zone", "en", "fr"),
    [
        (NOW, "UTC", "today, 18:20", "aujourd’hui à 18_h_20"),
        (NOW, "Europe/Paris", "today, 19:20", "aujourd’hui à 19_h_20"),
        # the reader's date, not the desk's: in Tokyo it is Wednesday already
        (NOW, "Asia/Tokyo", "today, 3:20", "aujourd’hui à 3_h_20"),
        (utc(11, "10:00"), "UTC", "tomorrow, 10:00", "demain à 10_h"),
        (utc(9, "10:00"), "UTC", "yesterday, 10:00", "hier à 10_h"),
        (utc(12, "11:00"), "UTC", "Thursday 12 November, 11:00", "jeudi 12 novembre à 11_h"),
        (utc(25, "09:30", 12), "UTC", "Friday 25 December, 9:30", "vendredi 25 décembre à 9_h_30"),
        (
            utc(1, "09:00", 1, 2027),
            "UTC",
            "Friday 1 January 2027, 9:00",
            "vendredi 1er janvier 2027 à 9_h",
        ),
    ],
)
def test_moment(at: datetime, zone: str, en: str, fr: str) -> None:
    assert say.moment(at, zone, NOW, "en") == en
    assert say.moment(at, zone, NOW, "fr") == spaced(fr)


@pytest.mark.parametrize(
    ("at", "zone", "en", "fr"),
    [
        (utc(10, "19:00"), "UTC", "today by 19:00", "aujourd’hui avant 19_h"),
        (utc(11, "11:00"), "Europe/Paris", "tomorrow by 12:00", "demain avant 12_h"),
        (utc(12, "11:00"), "Europe/Paris", "Thursday by 12:00", "jeudi avant 12_h"),
        (utc(16, "11:00"), "UTC", "Monday by 11:00", "lundi avant 11_h"),
        (utc(17, "11:00"), "UTC", "Tuesday 17 November by 11:00", "mardi 17 novembre avant 11_h"),
        (utc(9, "11:00"), "UTC", "yesterday by 11:00", "hier avant 11_h"),
        (utc(6, "11:00"), "UTC", "Friday 6 November by 11:00", "vendredi 6 novembre avant 11_h"),
        # midnight ends the day before
        (utc(12, "00:00"), "UTC", "tomorrow by midnight", "demain avant minuit"),
        (utc(11, "00:00"), "UTC", "today by midnight", "aujourd’hui avant minuit"),
    ],
)
def test_by(at: datetime, zone: str, en: str, fr: str) -> None:
    assert say.by(at, zone, NOW, "en") == en
    assert say.by(at, zone, NOW, "fr") == spaced(fr)


def test_a_naive_datetime_is_no_moment() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        say.moment(NOW.replace(tzinfo=None), "UTC", NOW, "en")


@pytest.mark.parametrize(
    ("day", "en", "fr"),
    [
        (date(2026, 12, 25), "Friday 25 December", "vendredi 25 décembre"),
        (date(2027, 5, 1), "Saturday 1 May 2027", "samedi 1er mai 2027"),
    ],
)
def test_day(day: date, en: str, fr: str) -> None:
    assert say.day(day, NOW.date(), "en") == en
    assert say.day(day, NOW.date(), "fr") == fr


def test_date() -> None:
    assert say.date(date(2024, 2, 28), "en") == "28 February 2024"
    assert say.date(date(2024, 3, 1), "fr") == "1er mars 2024"


@pytest.mark.parametrize(
    ("opens", "closes", "en", "fr"),
    [
        ("10:00", "19:00", "10:00 to 19:00", "de 10_h à 19_h"),
        ("05:00", "14:30", "5:00 to 14:30", "de 5_h à 14_h_30"),
        ("22:00", "06:00", "22:00 to 6:00", "de 22_h à 6_h"),
        ("10:00", "00:00", "10:00 to midnight", "de 10_h à minuit"),
        ("00:00", "00:00", "all day", "toute la journée"),
    ],
)
def test_hours_range(opens: str, closes: str, en: str, fr: str) -> None:
    span = time.fromisoformat(opens), time.fromisoformat(closes)
    assert say.hours_range(*span, "en") == en
    assert say.hours_range(*span, "fr") == spaced(fr)


@pytest.mark.parametrize(
    ("zone", "en", "fr"),
    [
        ("America/New_York", "New York", "New York"),
        ("Europe/Paris", "Paris", "Paris"),
        ("Europe/London", "London", "Londres"),
        ("Africa/Cairo", "Cairo", "Le Caire"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires", "Buenos Aires"),
        ("Asia/Calcutta", "Kolkata", "Kolkata"),
        ("UTC", "UTC", "UTC"),
        ("GMT", "UTC", "UTC"),
        ("Etc/UTC", "UTC", "UTC"),
        ("Etc/GMT-1", "UTC+1", "UTC+1"),
        ("+01:00", "UTC+1", "UTC+1"),
        ("-03:30", "UTC−3:30", "UTC−3:30"),
        ("UTC+5:45", "UTC+5:45", "UTC+5:45"),
    ],
)
def test_zone_name(zone: str, en: str, fr: str) -> None:
    assert say.zone_name(zone, "en") == en
    assert say.zone_name(zone, "fr") == fr
    assert say.zone_name(say.tz(zone), "fr") == fr


def test_a_zone_may_be_an_offset() -> None:
    assert say.tz("+01:00") == timezone(timedelta(hours=1))
    assert say.tz("-0330").utcoffset(None) == -timedelta(hours=3, minutes=30)
    with pytest.raises(ValueError, match="Use a name such as"):
        say.tz("Paris")
