"""Days and hours are read as people say them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.core.policy.hours import HoursMistake, overlap, parse_days, parse_openings, said


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Monday to Friday", (0, 1, 2, 3, 4)),
        ("Sunday", (6,)),
        ("Monday and Thursday", (0, 3)),
        ("Monday, Wednesday and Friday", (0, 2, 4)),
        ("Monday to Wednesday, Friday, and Sunday", (0, 1, 2, 4, 6)),
        ("Friday to Monday", (4, 5, 6, 0)),
        ("every day", (0, 1, 2, 3, 4, 5, 6)),
    ],
)
def test_days_are_named_alone_in_runs_and_in_lists(text: str, days: tuple[int, ...]) -> None:
    assert parse_days(text) == days


@pytest.mark.parametrize(
    "text",
    ["", "monday", "Mon", "weekdays", "Monday to", "Monday to Monday", "Monday to Friday, Monday"],
)
def test_other_days_are_refused(text: str) -> None:
    with pytest.raises(HoursMistake):
        parse_days(text)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("10:00 to 19:00", ((600, 1140),)),
        ("9:00 to 12:30 and 14:00 to 18:00", ((540, 750), (840, 1080))),
        ("14:00 to 18:00, 9:00 to 12:30", ((540, 750), (840, 1080))),
        ("22:00 to 6:00", ((1320, 1800),)),
        ("0:00 to 24:00", ((0, 1440),)),
        ("9:00 to 12:00 and 12:00 to 14:00", ((540, 720), (720, 840))),
    ],
)
def test_openings_are_read_in_order(text: str, spans: tuple[tuple[int, int], ...]) -> None:
    assert parse_openings(text) == spans


@pytest.mark.parametrize(
    "text",
    [
        *("", "10 to 19", "10:00", "10:00-19:00", "10:00 to 10:00", "24:00 to 6:00"),
        *("10:60 to 11:00", "24:01 to 25:00", "10:00 to 19:00 to 20:00"),
        *("10:00 to 14:00 and 13:59 to 15:00", "22:00 to 6:00 and 23:00 to 24:00"),
    ],
)
def test_other_openings_are_refused(text: str) -> None:
    with pytest.raises(HoursMistake):
        parse_openings(text)


@given(st.integers(0, 1439), st.integers(1, 1440))
def test_an_opening_is_read_as_it_is_said(opens: int, closes: int) -> None:
    if opens == closes:
        return
    (span,) = parse_openings(f"{said(opens)} to {said(closes)}")
    assert span == (opens, closes if closes > opens else closes + 1440)


def test_a_week_overlaps_only_past_midnight() -> None:
    assert overlap({4: ((1320, 1800),), 5: ((300, 600),)}) == (4, 5)
    assert overlap({6: ((1320, 1800),), 0: ((300, 600),)}) == (6, 0)
    assert overlap({6: ((1320, 1800),), 0: ((360, 600),)}) is None
    assert overlap(dict.fromkeys(range(7), ((0, 1440),))) is None
    assert overlap({}) is None


@given(st.text())
def test_no_text_does_more_than_be_refused(text: str) -> None:
    for read in (parse_days, parse_openings):
        with suppress(HoursMistake):
            read(text)
