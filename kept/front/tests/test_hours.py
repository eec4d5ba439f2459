"""The desk's week as a line: where it is open, on the reader's own clock."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.core.calendar import Calendar, Opening, tz, weekly
from kept.front.hours import hours

DESK = Calendar(
    "UTC",
    weekly(range(5), Opening.at("10:00", "19:00")),
    days_off={date(2026, 11, 11): {"en": "Armistice", "fr": "Armistice"}},
)
THURSDAY = datetime(2026, 11, 12, 10, 22, tzinfo=UTC)


def week(zone="UTC", language="en", now=THURSDAY, calendar=DESK):
    return hours(calendar, now=now, zone=tz(zone), language=language)


def test_a_day_is_drawn_where_the_desk_is_open():
    monday = week().days[0]
    assert (monday.name, monday.brief, monday.middle) == ("Mon 9", "9", 50)
    assert monday.opened == "M41.7 22.5H79.2"


def test_hours_move_with_the_reader():
    assert week("America/New_York").days[0].opened == "M20.8 22.5H58.3"


def test_a_holiday_shows_what_was_skipped_and_says_closed():
    wednesday = week(language="fr").days[2]
    assert (wednesday.opened, wednesday.skipped) == ("", "M241.7 22.5H279.2")
    assert wednesday.name == "mer. 11, fermé"


def test_a_day_without_hours_has_only_its_name():
    assert [(day.name, day.opened, day.skipped) for day in week().days[5:]] == [
        ("Sat", "", ""),
        ("Sun", "", ""),
    ]


def test_today_and_now_are_marked():
    seen = week()
    assert [day.today for day in seen.days].index(True) == 3
    assert float(seen.now) == pytest.approx(300 + 100 * (10 + 22 / 60) / 24, abs=0.05)


def test_the_week_is_told_to_who_cannot_see_it():
    assert week().said == (
        "This week, your time: Monday 10:00 to 19:00; Tuesday 10:00 to 19:00; Wednesday closed; "
        "Thursday 10:00 to 19:00; Friday 10:00 to 19:00; Saturday closed; Sunday closed"
    )


def test_opening_hours_that_cross_the_readers_midnight_stand_on_both_days():
    days = week("Asia/Tokyo").days
    assert days[0].opened == "M79.2 22.5H100.0"
    assert days[1].opened.startswith("M100.0 22.5H116.7M179.2")


def test_whether_it_is_open_comes_from_the_same_calendar():
    assert week().open
    closed = week(now=THURSDAY + timedelta(hours=12))
    assert not closed.open
    assert closed.words.startswith("Opens in")


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001
    st.sampled_from(["Europe/Paris", "Pacific/Auckland", "America/St_Johns", "UTC"]),
)
def test_everything_stays_on_the_line_also_when_summer_time_changes(now, zone):
    seen = week(zone, now=now.replace(tzinfo=UTC))
    assert 0 <= float(seen.now) <= 700
    for number, day in enumerate(seen.days):
        ends = [float(x) for x in re.findall(r"[MH]([\d.]+)", day.opened + day.skipped)]
        assert all(100 * number <= x <= 100 * number + 100 for x in ends)
        assert ends == sorted(ends) or day.skipped
