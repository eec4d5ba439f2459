"""Every policy under policies/: free of mistakes, and readable in each language and zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from kept.core.policy import Policy, check, clause_text, read, render
from kept.core.policy.tests.written import FOLDER

POLICIES = {
    folder.name: {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    for folder in sorted(FOLDER.parent.iterdir())
}
READ = {name: read(files) for name, files in POLICIES.items()}
ZONES = (None, "America/New_York", "Europe/Paris", "Asia/Tokyo", "Pacific/Auckland")
MOMENTS = (None, datetime(2026, 1, 9, tzinfo=UTC), datetime(2026, 7, 9, tzinfo=UTC))

_TYPED = re.compile(r"\{\{|\}\}|\{=|=\}|\w'\w")


def texts(name: str) -> list[tuple[Policy, str]]:
    return [(READ[name], language) for language in READ[name].languages]


def test_the_examples_are_there() -> None:
    assert set(POLICIES) == {"airline", "copyfy", "shop"}
    assert READ["shop"].languages == ("fr", "en")
    assert READ["airline"].languages == ("en", "fr", "de")
    assert len(READ["airline"].calendars) == 3
    assert len(READ["airline"].plans) == 4


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_has_no_mistakes_and_its_own_name(name: str) -> None:
    assert check(POLICIES[name]) == ()
    assert READ[name].name == name


@pytest.mark.parametrize("at", MOMENTS)
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("name", POLICIES)
def test_every_clause_can_be_read_everywhere(
    name: str, zone: str | None, at: datetime | None
) -> None:
    for policy, language in texts(name):
        page = render(policy, language, zone=zone, at=at)
        assert [clause.number for clause in page.clauses] == [
            clause.number for clause in policy.texts[policy.original].clauses
        ]
        for clause in page.clauses:
            plain = clause_text(policy, clause.number, language, zone, at)
            assert plain.strip()
            assert not _TYPED.search(plain), plain
            assert "{{" not in clause.html


@pytest.mark.parametrize(
    ("name", "language", "zone", "words"),
    [
        ("shop", "fr", "Europe/Paris", "de 9 h 30 à 12 h 30 et de 14 h à 18 h 30 ; le samedi"),
        ("shop", "en", "Asia/Tokyo", "Tuesday to Friday, 17:30 to 20:30 and 22:00 to 2:30"),
        (
            "shop",
            "en",
            "Pacific/Auckland",
            "Tuesday, 21:30 to 0:30; Wednesday to Saturday, 2:00 to 6:30",
        ),
        ("airline", "en", "America/New_York", "Monday to Friday, 3:00 to 15:00"),
        ("airline", "fr", "Europe/Paris", "du lundi au vendredi, de 9 h à 21 h"),
        ("airline", "de", "Europe/Paris", "montags bis freitags, 9:00 bis 21:00 Uhr"),
        ("airline", "de", "Asia/Tokyo", "montags bis freitags, 17:00 bis 5:00 Uhr"),
        ("airline", "de", None, "täglich rund um die Uhr"),
    ],
)
def test_hours_in_winter(name: str, language: str, zone: str | None, words: str) -> None:
    text = clause_text(READ[name], "1", language, zone, MOMENTS[1])
    assert words in text.replace("\u00a0", " ").replace("\u202f", " ")


def test_days_off_are_named_for_who_reads_them() -> None:
    baggage = READ["airline"].calendars["baggage"]
    upcoming = baggage.upcoming_closed_days(datetime(2026, 6, 1, tzinfo=UTC), 2)
    assert [day.names["de"] for day in upcoming] == ["Nationalfeiertag", "Nationalfeiertag"]
    assert [day.day.isoformat() for day in upcoming] == ["2026-06-23", "2026-07-21"]
    shop = READ["shop"].calendar.upcoming_closed_days(datetime(2026, 8, 1, tzinfo=UTC), 3)
    assert {day.names["fr"] for day in shop} == {"Congés d'été"}
