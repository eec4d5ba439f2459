"""Bad input: a sentence that says what and where; and calendars that cannot answer."""

import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest

from kept.core.calendar import (
    BusinessDays,
    Calendar,
    Elapsed,
    EndOfFirstHour,
    ExceptionalDay,
    NeverOpens,
    Opening,
    OpenTime,
    OutOfReach,
    days_off,
    tz,
    week,
    weekly,
)

DESK = Calendar("UTC", weekly(range(5), Opening.at("10:00", "19:00")))
NOW = datetime(2026, 1, 9, 18, tzinfo=UTC)
NAIVE = datetime(2026, 1, 9, 18)  # noqa: DTZ001
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (lambda: DESK.add(NAIVE, HOUR), "it has no time zone"),
        (lambda: DESK.between(NOW, NAIVE), "it has no time zone"),
        (lambda: DESK.is_open(NAIVE), "it has no time zone"),
        (lambda: Elapsed(HOUR).due(NAIVE, DESK), "it has no time zone"),
        (lambda: DESK.add(NOW, -HOUR), "use subtract"),
        (lambda: DESK.add_many(np.array(["NaT"], "M8[us]"), HOUR), "missing"),
        (lambda: DESK.add_many(np.array([NOW.timestamp()]), HOUR), "datetime64"),
        (lambda: DESK.add_many(np.array([0], "M8[ns]"), HOUR), "datetime64"),
        (lambda: Calendar("Mars/Olympus", DESK.week), "no time zone called 'Mars/Olympus'"),
        (lambda: Calendar("../etc", DESK.week), "no time zone"),
        (lambda: Calendar("America", DESK.week), "no time zone"),
        (lambda: Calendar("+01:00", DESK.week), "no time zone called"),
        (lambda: tz("localtime"), "no time zone"),
        (lambda: tz(""), "no time zone"),
        (lambda: tz("+19:00"), "too large"),
        (lambda: Opening.at("10h", "19:00"), "'10h' is not a time of day"),
        (lambda: Opening(time(10, tzinfo=UTC), time(19)), "by the desk's own clock"),
        (lambda: weekly([7], Opening.at("10:00", "19:00")), "0 (Monday) to 6 (Sunday)"),
        (lambda: week([[]]), "seven days"),
        (lambda: days_off(["XX"], [2026]), "'XX'"),
        (lambda: days_off(["DE-ZZ"], [2026]), "'DE-ZZ'"),
        (lambda: BusinessDays(0), "one business day or more"),
        (lambda: OpenTime(timedelta()), "owes some time"),
    ],
)
def test_a_mistake_is_answered_with_a_sentence(act: Callable[[], object], says: str) -> None:
    with pytest.raises(ValueError) as mistake:
        act()
    assert says in str(mistake.value)
    assert str(mistake.value).endswith(".")


NEVER = Calendar("UTC", weekly([]))
ONCE = Calendar(
    "UTC", weekly([]), {}, {date(2026, 1, 10): ExceptionalDay((Opening.at("10:00", "12:00"),))}
)


@pytest.mark.parametrize(
    "act",
    [
        lambda: NEVER.add(NOW, HOUR),
        lambda: NEVER.next_opening(NOW),
        lambda: NEVER.closes_at(NOW),
        lambda: NEVER.subtract(NOW, HOUR),
        lambda: NEVER.subtract(NOW, timedelta()),
        lambda: NEVER.add_many(np.array([NOW.timestamp()], np.int64), HOUR),
        lambda: EndOfFirstHour().due(NOW, NEVER),
        lambda: BusinessDays(1).due(NOW, ONCE),
        lambda: ONCE.add(NOW, 3 * HOUR),
    ],
)
def test_a_calendar_without_the_open_time_says_so(act: Callable[[], object]) -> None:
    with pytest.raises(NeverOpens, match="no weekly hours"):
        act()


def test_a_calendar_of_one_day_answers_within_it() -> None:
    assert ONCE.add(NOW, 2 * HOUR) == datetime(2026, 1, 10, 12, tzinfo=UTC)
    assert not NEVER.is_open(NOW)
    assert NEVER.between(NOW, NOW + HOUR) == timedelta()
    assert NEVER.openings(NOW, NOW + HOUR) == ()


@pytest.mark.parametrize(
    "act",
    [
        lambda: DESK.is_open(datetime(1800, 1, 1, tzinfo=UTC)),
        lambda: DESK.is_open(datetime(2600, 1, 1, tzinfo=UTC)),
        lambda: Calendar("UTC", DESK.week).add(NOW.replace(year=2498), timedelta(days=900)),
        lambda: Calendar("UTC", DESK.week).subtract(NOW.replace(year=1901), timedelta(days=900)),
        lambda: DESK.add_many(np.array([2**62]), HOUR),
    ],
)
def test_what_lies_too_far_says_so(act: Callable[[], object]) -> None:
    with pytest.raises(OutOfReach):
        act()


def test_a_desk_that_is_always_open_never_closes() -> None:
    always = Calendar("Europe/Paris", weekly(range(7), Opening.at("00:00", "24:00")))
    assert always.closes_at(NOW) is None
    but_for_one_day = Calendar("UTC", always.week, {date(2026, 12, 25): {"en": "Christmas Day"}})
    assert but_for_one_day.closes_at(NOW) == datetime(2026, 12, 25, tzinfo=UTC)


def test_openings_that_overlap_count_once() -> None:
    hours = (Opening.at("09:00", "12:00"), Opening.at("11:00", "15:00"))
    desk = Calendar("UTC", weekly(range(5), *hours))
    assert desk.between(NOW - 24 * HOUR, NOW) == 6 * HOUR


def test_empty_arrays_are_answered_with_empty_arrays() -> None:
    none = np.array([], dtype="datetime64[us]")
    assert DESK.add_many(none, HOUR).size == 0
    assert DESK.between_many(none, none).size == 0
    assert EndOfFirstHour().due_many(none, DESK).size == 0
    assert BusinessDays(1).due_many(none, DESK).dtype == none.dtype


def test_a_calendar_cannot_be_changed_and_can_be_sent_elsewhere() -> None:
    off = {date(2026, 1, 12): {"en": "Holiday"}}
    desk = Calendar("UTC", DESK.week, off, version="7")
    off.clear()
    assert desk.add(NOW, 2 * HOUR).day == 13
    again = pickle.loads(pickle.dumps(desk))
    assert again == desk
    assert hash(again) == hash(desk)
    assert again.add(NOW, 2 * HOUR) == desk.add(NOW, 2 * HOUR)


def test_threads_get_the_same_answers() -> None:
    starts = [NOW + timedelta(days=40 * i) for i in range(200)]
    alone = [DESK.add(start, 9 * HOUR) for start in starts]
    shared = Calendar(DESK.zone, DESK.week)
    with ThreadPoolExecutor(8) as pool:
        assert [*pool.map(lambda start: shared.add(start, 9 * HOUR), starts)] == alone
