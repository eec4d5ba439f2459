"""'Open now', and why a promise is due when it is: the sentences of the policy and the mails."""

from datetime import UTC, date, datetime, timedelta

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

WEEK = weekly(range(5), Opening.at("10:00", "19:00"))
ARMISTICE = {date(2026, 11, 11): {"en": "Armistice", "fr": "Armistice"}}
DESK = Calendar("UTC", WEEK, ARMISTICE, version="2026-3")


def plain(text: str) -> str:
    """The spaces that do not break are the other tests' business."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def november(day: int, clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{day:02}T{clock}+00:00")


@pytest.mark.parametrize(
    ("at", "zone", "lang", "is_open", "said"),
    [
        (
            november(12, "10:22"),
            "America/New_York",
            "en",
            True,
            "Open now. Closes in 8 h 38, at 14:00 your time, New York.",
        ),
        (
            november(12, "10:22"),
            "Europe/Paris",
            "fr",
            True,
            "Ouvert. Ferme dans 8 h 38, à 20 h chez vous, à Paris.",
        ),
        (
            november(12, "20:36"),
            "Europe/Paris",
            "fr",
            False,
            "Fermé. Ouvre dans 13 h 24, demain à 11 h chez vous, à Paris.",
        ),
        (
            november(13, "19:00"),
            "+01:00",
            "en",
            False,
            "Closed. Opens in 2 d 15 h, Monday at 11:00 your time, UTC+1.",
        ),
        (
            november(12, "09:59"),
            "Africa/Cairo",
            "fr",
            False,
            "Fermé. Ouvre dans 1 min, à 12 h chez vous, au Caire.",
        ),
    ],
)
def test_open_now(at: datetime, zone: str, lang: str, is_open: bool, said: str) -> None:
    now = say.open_now(DESK, at, zone, lang)
    assert now.is_open is is_open
    assert plain(f"{now.state} {now.rest}") == said


@pytest.mark.parametrize(
    ("zone", "lang", "said"),
    [
        ("UTC", "en", "Closes in 9 h, at 19:00 UTC."),
        ("Europe/Paris", "en", "Closes in 9 h, at 20:00 in Paris."),
        ("UTC", "fr", "Ferme dans 9 h, à 19 h UTC."),
        ("Europe/Paris", "fr", "Ferme dans 9 h, à 20 h à Paris."),
        ("UTC", "de", "Schließt in 9 h, um 19:00 Uhr (UTC)."),
    ],
)
def test_a_zone_that_is_not_the_readers_is_not_called_theirs(
    zone: str, lang: str, said: str
) -> None:
    now = say.open_now(DESK, november(12, "10:00"), zone, lang, own=False)
    assert plain(now.rest) == said


@pytest.mark.parametrize(
    ("days", "lang", "said"),
    [
        (range(7), "en", (True, "Open now.", "Day and night, every day.")),
        (range(7), "fr", (True, "Ouvert.", "Jour et nuit, tous les jours.")),
        ([], "en", (False, "Closed.", "")),
        ([], "fr", (False, "Fermé.", "")),
    ],
)
def test_a_desk_that_never_closes_or_never_opens(
    days: range, lang: str, said: tuple[bool, str, str]
) -> None:
    desk = Calendar("UTC", weekly(days, Opening.at("00:00", "24:00")))
    assert say.open_now(desk, november(12, "10:00"), "UTC", lang) == said


MOVING = Calendar(
    "UTC",
    WEEK,
    {
        date(2026, 11, 11): {"en": "Armistice", "fr": "Armistice"},
        date(2026, 11, 12): {"en": "Bridge", "fr": "Pont"},
        date(2026, 11, 13): {"en": "Bridge", "fr": "Pont"},
    },
    {
        date(2026, 11, 10): ExceptionalDay(
            (Opening.at("10:00", "16:00"),), {"en": "Moving", "fr": "Déménagement"}
        ),
        date(2026, 11, 16): ExceptionalDay((), {"en": "Moving", "fr": "Déménagement"}),
        date(2026, 11, 17): ExceptionalDay((Opening.at("12:00", "12:40"),), {"en": "Moving"}),
    },
)
FOUR_DAYS = Calendar("UTC", weekly([0, 1, 3, 4], Opening.at("10:00", "19:00")))


@pytest.mark.parametrize(
    ("owed", "calendar", "start", "en", "fr"),
    [
        (
            EndOfFirstHour(),
            DESK,
            november(10, "18:20"),
            "received Tuesday 18:20; closed at 19:00; Wednesday 11 is a holiday (Armistice); "
            "opens Thursday 10:00; first hour ends 11:00",
            "reçue mardi à 19 h 20; fermé à 20 h; mercredi 11 est férié (Armistice); "
            "ouvre jeudi à 11 h; la première heure finit à 12 h",
        ),
        (
            OpenTime(timedelta(hours=1)),
            DESK,
            november(13, "18:30"),
            "received Friday 18:30; closed at 19:00, 30 min counted; closed for the weekend; "
            "opens Monday 10:00; due 10:30, after 1 business hour",
            "reçue vendredi à 19 h 30; fermé à 20 h, 30 min comptées; "
            "fermé pour le week-end; ouvre lundi à 11 h; "
            "échéance à 11 h 30, après 1 heure ouvrée",
        ),
        (
            Elapsed(timedelta(hours=48)),
            DESK,
            november(10, "18:20"),
            "received Tuesday 18:20; due Thursday 18:20, after 48 hours",
            "reçue mardi à 19 h 20; échéance jeudi à 19 h 20, après 48 heures",
        ),
        (
            BusinessDays(1),
            DESK,
            november(12, "20:00"),
            "received Thursday 20:00; closed at that time; opens Friday 10:00; "
            "closed at 19:00; closed for the weekend; opens Monday 10:00; "
            "due 10:00, after 1 business day",
            "reçue jeudi à 21 h; fermé à ce moment; ouvre vendredi à 11 h; fermé à 20 h; "
            "fermé pour le week-end; ouvre lundi à 11 h; "
            "échéance à 11 h, après 1 jour ouvré",
        ),
        (
            EndOfFirstHour(),
            MOVING,
            november(10, "10:30"),
            "received Tuesday 10:30; closed at 16:00 (Moving); "
            "Wednesday 11 is a holiday (Armistice); "
            "Thursday 12 to Friday 13 are holidays (Bridge); closed for the weekend; "
            "closed on Monday 16 (Moving); opens Tuesday 17 November 12:00 (Moving); "
            "closes 12:40, before its first hour is over",
            "reçue mardi à 11 h 30; fermé à 17 h (Déménagement); "
            "mercredi 11 est férié (Armistice); jeudi 12 à vendredi 13 sont fériés (Pont); "
            "fermé pour le week-end; fermé lundi 16 (Déménagement); "
            "ouvre mardi 17 novembre à 13 h (Moving); "
            "ferme à 13 h 40, avant la fin de sa première heure",
        ),
        (
            EndOfFirstHour(),
            FOUR_DAYS,
            november(11, "12:00"),
            "received Wednesday 12:00; closed on Wednesday 11; opens Thursday 10:00; "
            "first hour ends 11:00",
            "reçue mercredi à 13 h; fermé mercredi 11; ouvre jeudi à 11 h; "
            "la première heure finit à 12 h",
        ),
    ],
)
def test_derivation(owed: Owed, calendar: Calendar, start: datetime, en: str, fr: str) -> None:
    why = derive(owed, start, calendar)
    assert [plain(s) for s in say.derivation(why, "UTC", "en")] == en.split("; ")
    assert [plain(s) for s in say.derivation(why, "Europe/Paris", "fr")] == fr.split("; ")


def test_a_closed_stretch_on_another_day_names_it() -> None:
    nights = Calendar("UTC", weekly([0, 1], Opening.at("22:00", "06:00")))
    why = derive(OpenTime(timedelta(hours=10)), datetime(2026, 11, 9, 23, tzinfo=UTC), nights)
    assert [plain(sentence) for sentence in say.derivation(why, "UTC", "en")] == [
        "received Monday 23:00",
        "closed Tuesday at 6:00, 7 h counted",
        "opens 22:00",
        "due Wednesday 1:00, after 10 business hours",
    ]


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", ["received", "closed", "weekend", "opens", "due, after 1 business hour"]),
        ("fr", ["reçue", "fermé", "week-end", "ouvre", "échéance, après 1 heure ouvrée"]),
    ],
)
def test_steps_stand_beside_their_moments(lang: str, told: list[str]) -> None:
    derivation = derive(OpenTime(timedelta(hours=1)), november(13, "18:30"), DESK)
    assert [plain(words) for _, words in say.steps(derivation, lang)] == told


def test_what_was_left_is_counted_again() -> None:
    left = timedelta(minutes=90)
    found = derive(OpenTime(left), november(13, "10:00"), DESK)
    [(step, words), *_] = say.steps(found, "en", left)
    assert step.kind == "received"
    assert plain(words) == "counted again, 90 business minutes left"
