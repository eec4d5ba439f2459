"""Durations, lists and weekdays in words."""

from datetime import timedelta

import pytest

from kept.core import say
from kept.core.calendar import BusinessDays, Elapsed, EndOfFirstHour, OpenTime, Owed


def en(text: str) -> str:
    return text.replace("_", "\u00a0")


def fr(text: str) -> str:
    return text.replace("_", "\u202f")


def span(**parts: float) -> timedelta:
    return timedelta(**parts)


@pytest.mark.parametrize(
    ("delta", "english", "french"),
    [
        (span(hours=2, minutes=10), "2_h_10", "2_h_10"),
        (span(hours=2, minutes=10, seconds=59), "2_h_10", "2_h_10"),
        (span(hours=1, minutes=5), "1_h_05", "1_h_05"),
        (span(hours=19), "19_h", "19_h"),
        (span(minutes=38), "38_min", "38_min"),
        (span(minutes=60, microseconds=-1), "59_min", "59_min"),
        (span(seconds=60), "1_min", "1_min"),
        (span(seconds=12.9), "12_s", "12_s"),
        (span(hours=37, minutes=21), "37_h_21", "37_h_21"),
        (span(hours=47, minutes=59, seconds=59), "47_h_59", "47_h_59"),
        (span(hours=48), "2_d", "2_j"),
        (span(days=3, hours=4, minutes=50), "3_d_4_h", "3_j_4_h"),
        (span(seconds=0), "0_s", "0_s"),
        (span(hours=-2), "0_s", "0_s"),
    ],
)
def test_left(delta: timedelta, english: str, french: str) -> None:
    assert say.left(delta, "en") == en(english)
    assert say.left(delta, "fr") == fr(french)


@pytest.mark.parametrize(
    ("owed", "english", "french"),
    [
        (Elapsed(span(hours=48)), "48_hours", "48\u00a0heures"),
        (Elapsed(span(minutes=90)), "90_minutes", "90\u00a0minutes"),
        (Elapsed(span(seconds=61)), "61_seconds", "61\u00a0secondes"),
        (OpenTime(span(hours=1)), "1_business hour", "1\u00a0heure ouvrée"),
        (OpenTime(span(hours=4)), "4_business hours", "4\u00a0heures ouvrées"),
        (OpenTime(span(minutes=30)), "30_business minutes", "30\u00a0minutes ouvrées"),
        (BusinessDays(1), "1_business day", "1\u00a0jour ouvré"),
        (BusinessDays(2), "2_business days", "2\u00a0jours ouvrés"),
        (
            EndOfFirstHour(),
            "end of the first hour of a business day",
            "la fin de la première heure d’un jour ouvré",
        ),
    ],
)
def test_owed(owed: Owed, english: str, french: str) -> None:
    assert say.owed(owed, "en") == en(english)
    assert say.owed(owed, "fr") == fr(french)


@pytest.mark.parametrize(
    ("weekdays", "english", "french"),
    [
        (range(5), "Monday to Friday", "du lundi au vendredi"),
        ([0], "Monday", "le lundi"),
        ([0, 1], "Monday and Tuesday", "le lundi et le mardi"),
        ([4, 0, 2], "Monday, Wednesday and Friday", "le lundi, le mercredi et le vendredi"),
        ([0, 1, 2, 4], "Monday to Wednesday and Friday", "du lundi au mercredi et le vendredi"),
        ([5, 6, 0, 1, 2], "Saturday to Wednesday", "du samedi au mercredi"),
        ([0, 6], "Monday and Sunday", "le lundi et le dimanche"),
        (range(7), "every day", "tous les jours"),
    ],
)
def test_days(weekdays: list[int], english: str, french: str) -> None:
    assert say.days(weekdays, "en") == english
    assert say.days(weekdays, "fr") == french


@pytest.mark.parametrize("weekdays", [[], [7], [-1, 0]])
def test_days_that_are_none(weekdays: list[int]) -> None:
    with pytest.raises(ValueError, match="Weekdays are 0"):
        say.days(weekdays, "en")


@pytest.mark.parametrize(
    ("items", "english", "french"),
    [
        ([], "", ""),
        (["a"], "a", "a"),
        (["a", "b"], "a and b", "a et b"),
        (["a", "b", "c"], "a, b and c", "a, b et c"),
    ],
)
def test_list_of(items: list[str], english: str, french: str) -> None:
    assert say.list_of(items, "en") == english
    assert say.list_of(items, "fr") == french


def test_every_language_is_a_file_and_others_are_refused() -> None:
    assert say.languages() == ("de", "en", "fr")
    assert say.words("fr-CA") is say.words("fr")
    assert all(say.words(code).code == code for code in say.languages())
    with pytest.raises(ValueError, match=r"not speak 'nl' yet: it speaks de, en, fr\."):
        say.left(span(hours=1), "nl")
