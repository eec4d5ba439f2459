"""Durations mean one thing, or are refused with what they could mean."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.core import say
from kept.core.calendar.owed import BusinessDays, Elapsed, EndOfFirstHour, OpenTime, Owed
from kept.core.policy import DurationMistake, parse_before, parse_owed

READ: dict[str, Owed] = {
    "48 hours": Elapsed(timedelta(hours=48)),
    "1 hour": Elapsed(timedelta(hours=1)),
    "90 minutes": Elapsed(timedelta(minutes=90)),
    "24 business hours": OpenTime(timedelta(hours=24)),
    "1 business hour": OpenTime(timedelta(hours=1)),
    "30 business minutes": OpenTime(timedelta(minutes=30)),
    "1 business day": BusinessDays(1),
    "2 business days": BusinessDays(2),
    "end of the first hour of a business day": EndOfFirstHour(),
}

REFUSED = [
    *("", " ", "soon", "48", "48hours", " 48 hours", "48 hours ", "48  hours", "-1 hours"),
    *("0 hours", "01 hours", "1 hours", "2 hour", "1.5 hours", "1 hour 30 minutes", "1 week"),
    *("two hours", "48 HOURS", "10000 hours", "48 hours before", "business hour", "٤ hours"),
    *("end of the first hour", "1 business week", "48h", "4h", "2d", "2 days", "1 day", "48 hrs"),
]


@pytest.mark.parametrize("text", READ)
def test_a_duration_is_read_as_it_is_said(text: str) -> None:
    assert parse_owed(text) == READ[text]


@pytest.mark.parametrize("text", REFUSED)
def test_anything_else_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(DurationMistake, match="writ"):
        parse_owed(text)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("48h", {"48 hours", "2 business days", "48 business hours"}),
        ("24 h", {"24 hours", "1 business day", "24 business hours"}),
        ("4h", {"4 hours", "4 business hours"}),
        ("2d", {"48 hours", "2 business days"}),
        ("1 day", {"24 hours", "1 business day"}),
    ],
)
def test_what_can_be_read_in_several_ways_is_refused_with_each(
    text: str, readings: set[str]
) -> None:
    with pytest.raises(DurationMistake) as refused:
        parse_owed(text)
    said = set(refused.value.sentence.split("“")[2:])
    assert {part.split("”")[0] for part in said} == readings
    for reading in readings:
        parse_owed(reading)


@given(st.integers(1, 9999), st.booleans(), st.sampled_from(["minute", "hour", "day"]))
def test_what_is_said_of_a_duration_is_read_as_the_same(
    amount: int, business: bool, unit: str
) -> None:
    if unit == "day" and not business:
        return
    text = f"{amount} {'business ' if business else ''}{unit}{'' if amount == 1 else 's'}"
    owed = parse_owed(text)
    assert parse_owed(say.owed(owed, "en").replace("\u00a0", " ")) == owed


@given(st.text())
def test_no_text_does_more_than_be_refused(text: str) -> None:
    for read in (parse_owed, parse_before):
        with suppress(DurationMistake):
            read(text)


def test_a_warning_comes_before_the_end_on_the_clock() -> None:
    assert parse_before("1 hour before") == timedelta(hours=1)
    assert parse_before("90 minutes before") == timedelta(minutes=90)
    for text in ("1 hour", "1 business hour before", "before", "1h before"):
        with pytest.raises(DurationMistake):
            parse_before(text)
