"""The answers that PROMISES.md fixes, and what summer time, nights and exceptions do."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from kept.core.calendar import (
    BusinessDays,
    Calendar,
    Elapsed,
    EndOfFirstHour,
    ExceptionalDay,
    Opening,
    OpenTime,
    Owed,
    days_off,
    week,
    weekly,
)

WEEKDAYS = weekly(range(5), Opening.at("10:00", "19:00"))
DESK = Calendar("UTC", WEEKDAYS, version="2026-1")
HOLIDAY = Calendar("UTC", WEEKDAYS, {date(2026, 1, 12): {"en": "Holiday"}})
HOUR = timedelta(hours=1)


def january(day: int, clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-01-{day:02}T{clock}+00:00")


@pytest.mark.parametrize(
    ("owed", "calendar", "start", "due"),
    [
        (OpenTime(HOUR), DESK, january(9, "18:30:30"), january(12, "10:30:30")),
        (OpenTime(HOUR), DESK, january(9, "18:59:40"), january(12, "10:59:40")),
        (OpenTime(HOUR), HOLIDAY, january(9, "18:30:30"), january(13, "10:30:30")),
        (EndOfFirstHour(), DESK, january(9, "18:00"), january(12, "11:00")),
        (OpenTime(HOUR), DESK, january(9, "18:00"), january(9, "19:00")),
        (EndOfFirstHour(), DESK, january(12, "10:00:00"), january(12, "11:00")),
        (EndOfFirstHour(), DESK, january(12, "10:00:01"), january(13, "11:00")),
        (EndOfFirstHour(), DESK, january(12, "10:00:00.000001"), january(13, "11:00")),
        (EndOfFirstHour(), HOLIDAY, january(12, "10:00:00"), january(13, "11:00")),
        # the three readings of a bare '48h', from Friday 15:00
        (Elapsed(48 * HOUR), DESK, january(9, "15:00"), january(11, "15:00")),
        (BusinessDays(2), DESK, january(9, "15:00"), january(13, "15:00")),
        # 4 h on Friday, then 9 h a day: the next Friday has 44 of them at 18:00 (4 + 36 + 8)
        (OpenTime(48 * HOUR), DESK, january(9, "15:00"), january(16, "18:00")),
    ],
)
def test_the_answers_that_the_promises_fix(
    owed: Owed, calendar: Calendar, start: datetime, due: datetime
) -> None:
    assert owed.due(start, calendar) == due


SPLIT = week(
    [
        [Opening.at("09:00", "12:00"), Opening.at("14:00", "18:00")],
        [Opening.at("09:00", "09:40")],
        [Opening.at("09:00", "09:30"), Opening.at("14:00", "18:00")],
        [Opening.at("09:00", "16:00")],
        [Opening.at("22:00", "06:00")],
        [],
        [],
    ]
)


@pytest.mark.parametrize(
    ("owed", "start", "due"),
    [
        # a day with several openings opens once
        (EndOfFirstHour(), january(5, "09:00"), january(5, "10:00")),
        (EndOfFirstHour(), january(5, "13:00"), january(6, "09:40")),  # Tuesday is too short
        (EndOfFirstHour(), january(6, "09:10"), january(7, "14:30")),  # the hour spans the break
        # the position is clamped: after closing, in a break, before opening
        (BusinessDays(1), january(5, "15:00"), january(6, "09:40")),
        (BusinessDays(2), january(5, "11:00"), january(7, "14:00")),
        (BusinessDays(1), january(7, "17:30"), january(8, "16:00")),
        (BusinessDays(1), january(8, "10:00"), january(9, "22:00")),
        # outside open time it counts from the next opening
        (BusinessDays(1), january(5, "12:30"), january(6, "09:40")),
        # Saturday 02:00 belongs to Friday's night: Monday is one business day later
        (BusinessDays(1), january(10, "02:00"), january(12, "18:00")),
        (BusinessDays(5), january(10, "02:00"), january(17, "02:00")),
    ],
)
def test_several_openings_short_days_and_nights(owed: Owed, start: datetime, due: datetime) -> None:
    assert owed.due(start, Calendar("UTC", SPLIT)) == due


def paris(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo("Europe/Paris"))


NIGHT = Calendar("Europe/Paris", weekly(range(7), Opening.at("02:30", "05:00")))


@pytest.mark.parametrize(
    ("at", "opens", "closes"),
    [
        ("2026-03-28T00:00Z", "2026-03-28T01:30Z", "2026-03-28T04:00Z"),
        # 29 March: 02:30 does not exist; the desk opens at 03:00 summer time, for two hours
        ("2026-03-29T00:00Z", "2026-03-29T01:00Z", "2026-03-29T03:00Z"),
        # 25 October: 02:30 comes twice; the desk opens the first time, for three hours and a half
        ("2026-10-25T00:00Z", "2026-10-25T00:30Z", "2026-10-25T04:00Z"),
    ],
)
def test_summer_time(at: str, opens: str, closes: str) -> None:
    instant = datetime.fromisoformat(at)
    assert NIGHT.next_opening(instant) == datetime.fromisoformat(opens)
    assert NIGHT.closes_at(instant) == datetime.fromisoformat(closes)


def test_an_hour_across_the_change_is_an_hour_that_passed() -> None:
    always = Calendar("Europe/Paris", weekly(range(7), Opening.at("00:00", "24:00")))
    before = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    assert always.add(before, HOUR) == before + HOUR
    assert always.between(before, before + 24 * HOUR) == 24 * HOUR


def test_a_date_that_a_zone_skipped_has_no_open_time() -> None:
    apia = Calendar("Pacific/Apia", weekly(range(7), Opening.at("10:00", "19:00")))
    thursday = datetime(2011, 12, 29, 9, tzinfo=ZoneInfo("Pacific/Apia"))
    saturday = datetime(2011, 12, 31, 19, tzinfo=ZoneInfo("Pacific/Apia"))
    assert apia.between(thursday, saturday) == 18 * HOUR


def test_an_exception_replaces_the_day_even_a_day_off() -> None:
    desk = Calendar(
        "UTC",
        WEEKDAYS,
        {date(2026, 1, 12): {"en": "Holiday"}},
        {
            date(2026, 1, 9): ExceptionalDay((), {"en": "Moving", "fr": "Déménagement"}),
            date(2026, 1, 10): ExceptionalDay((Opening.at("10:00", "12:00"),)),
            date(2026, 1, 12): ExceptionalDay((Opening.at("15:00", "16:00"),)),
            date(2026, 1, 13): ExceptionalDay((Opening.at("08:00", "22:00"),)),
        },
    )
    found = desk.openings(january(9, "00:00"), january(14, "00:00"))
    assert [(o.opens.isoformat()[8:16], o.closes.isoformat()[11:16]) for o in found] == [
        ("10T10:00", "12:00"),
        ("12T15:00", "16:00"),
        ("13T08:00", "22:00"),
    ]


def test_a_day_off_leaves_the_night_shift_that_reaches_into_it() -> None:
    nights = weekly(range(5), Opening.at("22:00", "06:00"))
    desk = Calendar("UTC", nights, {date(2026, 1, 13): {"en": "Holiday"}})
    assert desk.is_open(january(13, "05:59"))
    assert not desk.is_open(january(13, "22:00"))
    assert not desk.is_open(january(14, "03:00"))


def test_the_closing_instant_is_closed() -> None:
    assert DESK.is_open(january(9, "10:00"))
    assert DESK.is_open(january(9, "18:59:59.999999"))
    assert not DESK.is_open(january(9, "19:00"))


def test_upcoming_closed_days_are_those_that_are_usually_open() -> None:
    desk = Calendar(
        "Europe/Paris",
        WEEKDAYS,
        days_off(["FR"], [2026]),
        {date(2026, 12, 24): ExceptionalDay((), {"en": "Party", "fr": "Fête"})},
    )
    days = desk.upcoming_closed_days(datetime(2026, 8, 1, tzinfo=UTC), 3)
    # Assumption falls on a Saturday, All Saints on a Sunday: nobody expects the desk to be open
    assert [(day.day.isoformat(), day.names["fr"]) for day in days] == [
        ("2026-11-11", "Armistice"),
        ("2026-12-24", "Fête"),
        ("2026-12-25", "Noël"),
    ]
    assert days[0].kind == "day_off"
    assert days[1].kind == "exception"
    assert desk.upcoming_closed_days(datetime(2026, 11, 11, 22, tzinfo=UTC), 1)[0] == days[0]


@pytest.mark.parametrize(
    ("countries", "day", "names"),
    [
        (["FR"], date(2026, 7, 14), {"en": "National Day", "fr": "Fête nationale"}),
        (["DE-BY"], date(2026, 1, 6), {"en": "Epiphany", "fr": "Épiphanie"}),
        (["FR", "DE-BY"], date(2026, 12, 25), {"en": "Christmas Day", "fr": "Noël"}),
    ],
)
def test_public_holidays_by_country_and_region(
    countries: list[str], day: date, names: dict[str, str]
) -> None:
    assert days_off(countries, [2026])[day] == names


def test_names_that_the_library_does_not_know_are_known_here() -> None:
    ireland = days_off(["IE"], [2026], ["en", "fr", "de"])
    assert ireland[date(2026, 3, 17)] == {
        "en": "Saint Patrick’s Day",
        "fr": "Saint-Patrick",
        "de": "Tag des heiligen Patrick",
    }
    observed = days_off(["GB"], [2028], ["fr", "de"])[date(2028, 1, 3)]
    assert observed == {"fr": "Jour de l’An (jour de remplacement)", "de": "Neujahr (Ersatztag)"}
    everywhere = days_off(["IE", "PT", "ES", "NL", "GB"], range(2024, 2040), ["en", "fr", "de"])
    assert [day for day, said in everywhere.items() if len(set(said.values())) < 3] == []


def test_holidays_of_two_countries_carry_both_names() -> None:
    both = days_off(["FR", "GB-ENG"], [2026], ["en"])
    assert both[date(2026, 12, 25)] == {"en": "Christmas Day"}
    assert both[date(2026, 5, 25)] == {"en": "Pentecost Monday, Spring Bank Holiday"}


@pytest.mark.parametrize("changes", ["2026-03-27T12:00Z", "2026-10-23T12:00Z"])
@pytest.mark.parametrize("days", [1, 2])
def test_business_days_for_many_starts_around_a_change_of_summer_time(
    changes: str, days: int
) -> None:
    hours = (Opening.at("01:30", "04:00"), Opening.at("22:00", "02:30"))
    desk = Calendar("Europe/Paris", weekly(range(7), *hours))
    first = datetime.fromisoformat(changes)
    starts = [first + timedelta(minutes=20 * step) for step in range(3 * 24 * 3)]
    at = np.array([start.replace(tzinfo=None) for start in starts], dtype="datetime64[us]")
    due = [BusinessDays(days).due(start, desk).replace(tzinfo=None) for start in starts]
    assert BusinessDays(days).due_many(at, desk).tolist() == due
