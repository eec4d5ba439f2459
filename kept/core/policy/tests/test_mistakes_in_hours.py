"""Each mistake in the hours, days and calendars of policy.toml, and what is said of it."""

from __future__ import annotations

import pytest

from kept.core.policy.tests.written import told

CASES = {
    "a calendar that has a name in one language": (
        ("policy.toml", 'zone = "UTC"', 'zone = "UTC"\nfr = "Assistance"'),
        ('policy.toml:18:2: [hours] lacks en: add en = "…".'),
    ),
    "openings that overlap": (
        ("policy.toml", 'open = "10:00 to 19:00"', 'open = "10:00 to 14:00, 13:00 to 19:00"'),
        (
            "policy.toml:22:8: The openings of “10:00 to 14:00, 13:00 to 19:00” overlap: "
            "the desk cannot open at 13:00 while it is open until 14:00."
        ),
    ),
    "nights that overlap": (
        (
            "policy.toml",
            'days = "Monday to Friday"\nopen = "10:00 to 19:00"',
            'week = { "Monday to Friday" = "22:00 to 12:00", Saturday = "10:00 to 11:00" }',
        ),
        ("policy.toml:21:8: The hours overlap: Friday's run past midnight into Saturday's."),
    ),
    "hours that are none": (
        ("policy.toml", 'open = "10:00 to 19:00"', 'open = "ten to seven"'),
        (
            "policy.toml:22:8: “ten to seven” does not say opening hours: write “10:00 to "
            "19:00”, “9:00 to 12:30 and 14:00 to 18:00”, or “0:00 to 24:00” for a whole "
            "day."
        ),
    ),
    "a clock that is none": (
        ("policy.toml", 'open = "10:00 to 19:00"', 'open = "10:00 to 25:00"'),
        (
            "policy.toml:22:8: “10:00 to 25:00” does not say opening hours: write “10:00 "
            "to 19:00”, “9:00 to 12:30 and 14:00 to 18:00”, or “0:00 to 24:00” for a whole "
            "day."
        ),
    ),
    "a day that is none": (
        ("policy.toml", 'days = "Monday to Friday"', 'days = "Monday to Fryday"'),
        (
            "policy.toml:21:8: “Monday to Fryday” does not name days: write “Monday to "
            "Friday”, “Monday, Wednesday and Friday” or “every day”."
        ),
    ),
    "a day twice": (
        ("policy.toml", 'days = "Monday to Friday"', 'days = "Monday to Friday, Friday"'),
        ("policy.toml:21:8: Friday stands twice in “Monday to Friday, Friday”."),
    ),
    "a day with hours twice": (
        (
            "policy.toml",
            'days = "Monday to Friday"\nopen = "10:00 to 19:00"',
            'week = { "every day" = "8:00 to 12:00", Friday = "14:00 to 16:00" }',
        ),
        ("policy.toml:21:41: Friday has hours already: say all its openings in one line."),
    ),
    "hours said in two ways": (
        (
            "policy.toml",
            'open = "10:00 to 19:00"',
            'open = "10:00 to 19:00"\nweek = { Sunday = "10:00 to 11:00" }',
        ),
        ("policy.toml:21:1: [hours.week] already says the hours: remove days."),
        ("policy.toml:22:1: [hours.week] already says the hours: remove open."),
    ),
    "no hours at all": (
        ("policy.toml", 'open = "10:00 to 19:00"\n', ""),
        ('policy.toml:18:2: [hours] lacks open: add open = "10:00 to 19:00".'),
    ),
    "a zone that is none": (
        ("policy.toml", 'zone = "UTC"', 'zone = "Paris"'),
        (
            "policy.toml:20:8: There is no time zone “Paris”: write a name such as “UTC” "
            "or “Europe/Paris”."
        ),
    ),
    "a country without holidays": (
        ("policy.toml", 'holidays = ["FR"]', 'holidays = ["FR", "XX"]'),
        (
            "policy.toml:23:19: Kept knows no public holidays of “XX”: write a country as "
            "“FR”, or a region as “DE-BY”."
        ),
    ),
    "a date that is none": (
        ("policy.toml", 'holidays = ["FR"]', 'on = { 2024-02-30 = "closed" }'),
        ("policy.toml:23:8: “2024-02-30” is not a date: write it as 2026-12-24."),
    ),
    "a closed day without hours": (
        ("policy.toml", 'holidays = ["FR"]', 'on = { 2024-12-24 = { fr = "veille de Noël" } }'),
        (
            'policy.toml:23:8: [hours.on.2024-12-24] lacks open: add open = "closed" or '
            '"10:00 to 14:00".'
        ),
    ),
    "a calendar that is none": (
        ("policy.toml", "clause = 6\nowed", 'calendar = "pro"\nclause = 6\nowed'),
        ("policy.toml:51:12: promise.fix.calendar cannot be “pro”: write hours."),
    ),
    "a second main calendar": (
        ("policy.toml", "[problem]", "[calendar.hours]\n\n[problem]"),
        ("policy.toml:25:11: The calendar “hours” is [hours]: choose another name."),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_mistake_is_told_where_it_is(case: str) -> None:
    edits = [part for part in CASES[case] if isinstance(part, tuple)]
    assert told(*edits) == [part for part in CASES[case] if isinstance(part, str)]
