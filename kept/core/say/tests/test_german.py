"""What a German reader sees: moments, hours, durations, and why a promise is due."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from kept.core import say
from kept.core.calendar import (
    BusinessDays,
    Calendar,
    Elapsed,
    EndOfFirstHour,
    ExceptionalDay,
    Opening,
    OpenTime,
    Owed,
    derive,
    weekly,
)

NOW = datetime(2026, 11, 10, 18, 20, tzinfo=UTC)  # a Tuesday


def plain(text: str) -> str:
    """Where spaces do not break is looked at once, below."""
    assert "\u202f" not in text
    return text.replace("\u00a0", " ")


def at(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "zone", "said"),
    [
        ("2026-11-10T18:20", "UTC", "heute um 18:20 Uhr"),
        ("2026-11-10T18:20", "Asia/Tokyo", "heute um 3:20 Uhr"),
        ("2026-11-11T10:00", "Europe/Berlin", "morgen um 11:00 Uhr"),
        ("2026-11-09T10:00", "UTC", "gestern um 10:00 Uhr"),
        ("2026-11-12T11:00", "UTC", "Donnerstag, 12. November, um 11:00 Uhr"),
        ("2027-01-01T09:00", "UTC", "Freitag, 1. Januar 2027, um 9:00 Uhr"),
    ],
)
def test_moment(when: str, zone: str, said: str) -> None:
    assert plain(say.moment(at(when), zone, NOW, "de")) == said


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2026-11-10T19:00", "bis heute um 19:00 Uhr"),
        ("2026-11-11T11:00", "bis morgen um 11:00 Uhr"),
        ("2026-11-12T11:00", "bis Donnerstag um 11:00 Uhr"),
        ("2026-11-17T11:00", "bis Dienstag, 17. November, um 11:00 Uhr"),
        ("2026-11-12T00:00", "bis morgen um 24:00 Uhr"),  # midnight ends the day before
    ],
)
def test_by(when: str, said: str) -> None:
    assert plain(say.by(at(when), "UTC", NOW, "de")) == said


def test_dates() -> None:
    assert say.date(date(2024, 2, 28), "de") == "28. Februar 2024"
    assert say.day(date(2026, 12, 25), NOW.date(), "de") == "Freitag, 25. Dezember"
    assert say.day(date(2027, 5, 1), NOW.date(), "de") == "Samstag, 1. Mai 2027"


@pytest.mark.parametrize(
    ("opens", "closes", "said"),
    [
        ("10:00", "19:00", "10:00 bis 19:00 Uhr"),
        ("05:05", "14:30", "5:05 bis 14:30 Uhr"),
        ("22:00", "06:00", "22:00 bis 6:00 Uhr"),
        ("10:00", "00:00", "10:00 bis 24:00 Uhr"),
        ("00:00", "00:00", "ganztägig"),
    ],
)
def test_hours_range(opens: str, closes: str, said: str) -> None:
    span = time.fromisoformat(opens), time.fromisoformat(closes)
    assert plain(say.hours_range(*span, "de")) == said


@pytest.mark.parametrize(
    ("zone", "name"),
    [("Africa/Cairo", "Kairo"), ("Europe/Paris", "Paris"), ("UTC", "UTC"), ("+01:00", "UTC+1")],
)
def test_zone_name(zone: str, name: str) -> None:
    assert say.zone_name(zone, "de") == name


@pytest.mark.parametrize(
    ("delta", "said"),
    [
        (timedelta(hours=2, minutes=10), "2 h 10"),
        (timedelta(minutes=38), "38 min"),
        (timedelta(seconds=12), "12 s"),
        (timedelta(days=3, hours=4), "3 T 4 h"),
    ],
)
def test_left(delta: timedelta, said: str) -> None:
    assert plain(say.left(delta, "de")) == said


@pytest.mark.parametrize(
    ("owed", "said"),
    [
        (Elapsed(timedelta(hours=48)), "48 Stunden"),
        (Elapsed(timedelta(hours=1)), "1 Stunde"),
        (Elapsed(timedelta(seconds=61)), "61 Sekunden"),
        (OpenTime(timedelta(hours=1)), "1 Geschäftsstunde"),
        (OpenTime(timedelta(hours=4)), "4 Geschäftsstunden"),
        (OpenTime(timedelta(minutes=30)), "30 Minuten Geschäftszeit"),
        (BusinessDays(1), "1 Geschäftstag"),
        (BusinessDays(2), "2 Geschäftstage"),
        (EndOfFirstHour(), "das Ende der ersten Stunde eines Geschäftstags"),
    ],
)
def test_owed(owed: Owed, said: str) -> None:
    assert plain(say.owed(owed, "de")) == said


@pytest.mark.parametrize(
    ("weekdays", "said"),
    [
        (range(5), "montags bis freitags"),
        ([5], "samstags"),
        ([0, 2, 4], "montags, mittwochs und freitags"),
        ([5, 6, 0, 1, 2], "samstags bis mittwochs"),
        (range(7), "täglich"),
    ],
)
def test_days(weekdays: list[int], said: str) -> None:
    assert say.days(weekdays, "de") == said


def test_list_of() -> None:
    assert [say.list_of("abc"[:length], "de") for length in range(4)] == [
        *("", "a", "a und b", "a, b und c")
    ]


def test_numbers_stay_with_their_units() -> None:
    assert say.clock(time(9), "de") == "9:00\u00a0Uhr"
    assert say.owed(BusinessDays(2), "de") == "2\u00a0Geschäftstage"


HOLIDAY = {"de": "Waffenstillstand"}
DESK = Calendar(
    "UTC",
    weekly(range(5), Opening.at("10:00", "19:00")),
    {date(2026, 11, 11): HOLIDAY},
    {
        date(2026, 11, 17): ExceptionalDay((), {"de": "Umzug"}),
        date(2026, 11, 18): ExceptionalDay((Opening.at("12:00", "12:40"),), {"de": "Umzug"}),
        date(2026, 12, 24): ExceptionalDay((), {"de": "Betriebsferien"}),
        date(2026, 12, 25): ExceptionalDay((), {"de": "Betriebsferien"}),
    },
)


@pytest.mark.parametrize(
    ("when", "zone", "said"),
    [
        (
            "2026-11-12T10:22",
            "America/New_York",
            "Jetzt geöffnet. Schließt in 8 h 38, um 14:00 Uhr Ihrer Zeit (New York).",
        ),
        (
            "2026-11-12T20:36",
            "Europe/London",
            "Geschlossen. Öffnet in 13 h 24, morgen um 10:00 Uhr Ihrer Zeit (London).",
        ),
        (
            "2026-11-16T19:00",
            "UTC",
            "Geschlossen. Öffnet in 41 h, Mittwoch um 12:00 Uhr Ihrer Zeit (UTC).",
        ),
    ],
)
def test_open_now(when: str, zone: str, said: str) -> None:
    now = say.open_now(DESK, at(when), zone, "de")
    assert plain(f"{now.state} {now.rest}") == said


def test_a_desk_that_never_closes() -> None:
    desk = Calendar("UTC", weekly(range(7), Opening.at("00:00", "24:00")))
    assert say.open_now(desk, NOW, "UTC", "de") == (
        True,
        "Jetzt geöffnet.",
        "Täglich rund um die Uhr.",
    )


@pytest.mark.parametrize(
    ("owed", "start", "said"),
    [
        (
            EndOfFirstHour(),
            "2026-11-10T18:20",
            "eingegangen Dienstag um 18:20 Uhr; geschlossen ab 19:00 Uhr; "
            "Feiertag am Mittwoch, dem 11. (Waffenstillstand); öffnet Donnerstag um 10:00 Uhr; "
            "die erste Stunde endet um 11:00 Uhr",
        ),
        (
            OpenTime(timedelta(hours=1)),
            "2026-11-13T18:30",
            "eingegangen Freitag um 18:30 Uhr; geschlossen ab 19:00 Uhr, 30 min gezählt; "
            "am Wochenende geschlossen; öffnet Montag um 10:00 Uhr; "
            "fällig um 10:30 Uhr, nach 1 Geschäftsstunde",
        ),
        (
            BusinessDays(2),
            "2026-11-12T20:00",
            "eingegangen Donnerstag um 20:00 Uhr; zu dieser Zeit geschlossen; "
            "öffnet Freitag um 10:00 Uhr; geschlossen ab 19:00 Uhr; am Wochenende geschlossen; "
            "öffnet Montag um 10:00 Uhr; geschlossen ab 19:00 Uhr; "
            "geschlossen am Dienstag, dem 17. (Umzug); öffnet Mittwoch um 12:00 Uhr (Umzug); "
            "fällig um 12:00 Uhr, nach 2 Geschäftstagen",
        ),
        (
            EndOfFirstHour(),
            "2026-11-16T18:20",
            "eingegangen Montag um 18:20 Uhr; geschlossen ab 19:00 Uhr; "
            "geschlossen am Dienstag, dem 17. (Umzug); öffnet Mittwoch um 12:00 Uhr (Umzug); "
            "schließt um 12:40 Uhr, bevor die erste Stunde um ist",
        ),
        (
            EndOfFirstHour(),
            "2026-12-23T18:20",
            "eingegangen Mittwoch um 18:20 Uhr; geschlossen ab 19:00 Uhr; "
            "geschlossen von Donnerstag, dem 24., bis Freitag, dem 25. (Betriebsferien); "
            "am Wochenende geschlossen; öffnet Montag um 10:00 Uhr; "
            "die erste Stunde endet um 11:00 Uhr",
        ),
    ],
)
def test_derivation(owed: Owed, start: str, said: str) -> None:
    why = derive(owed, at(start), DESK)
    assert "; ".join(plain(one) for one in say.derivation(why, "UTC", "de")) == said
