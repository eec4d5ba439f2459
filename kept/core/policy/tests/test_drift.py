"""What may be typed by hand, and what not: a rule's value never, other words freely."""

from __future__ import annotations

import pytest

from kept.core.policy import check
from kept.core.policy.tests.written import copyfy

FREE = {
    "en": [
        "One of our people reads it, and one answer is enough.",
        "A second reading helps, and a third never hurt.",
        "Hours are long when you wait, and days too.",
        "All our tomorrows are not counted; somebody is there every so often.",
        "Today is fine. The weekly list comes by mail.",
        "See §5, or §7, and `sleep 24 hours` in the code.",
        "Read [the guide](https://docs.example/24-hours/two-days?x=48) first.",
        "Write to https://status.example/24/7 or <https://a.example/10:00>.",
        "We speak IPv6, MP3 and UTF-8, v2 of each.",
        "Meant as it is typed: {= within 24 hours, on Monday at 10:00 =}.",
        "1. first item\n2. next item",
        "a. first item\nb. next item",
        "There are three offices, and 250 people.",
    ],
    "fr": [
        "L'un d'entre nous la lit, et une réponse suffit.",
        "Une première lecture aide, une seconde aussi.",
        "Les heures sont longues quand on attend, les jours aussi.",
        "Aujourd'hui convient. La lettre hebdomadaire part par courriel.",
        "Voyez le §5, ou § 7, et `24 heures` dans le code.",
        "Lisez [le guide](https://docs.example/48-heures).",
        "Écrit à dessein : {= sous 24 heures, le lundi à 10 h =}.",
        "1. le premier point\n2. le suivant",
        "Nous avons trois bureaux et 250 personnes.",
    ],
}

TYPED = {
    "en": [
        *("24 hours", "24  hours", "24\nhours", "24-hour", "24h", "24 h", "24 hrs", "a day"),
        *("twenty-four hours", "Twenty four hours", "two days", "48 hours", "1,5 hours"),
        *("an hour", "half an hour", "one hour", "one business day", "a couple of days"),
        *("two working days", "24 business hours", "several weeks", "ninety minutes"),
        *("the next business day", "the same day", "first hour of a business day", "24/7"),
        *("Monday", "mondays", "on weekdays", "at the weekend", "Mon-Fri", "Tue to Thu"),
        *("10:00", "from 9:00 to 17:30", "10 am", "10am", "7 p.m.", "noon", "9 o'clock"),
        *("tomorrow", "overnight", "next week", "by the end of the day", "within the hour"),
        *("half past nine", "quarter to ten", "at nine", "from nine to five", "9-17", "9h00"),
        *("between 9 and 5", "ten o’clock", "9 in the morning", "10 UTC", "1000 UTC", "day 2"),
        *("24 / 7", "twenty-four seven", "round the clock", "two whole days", "48 full hours"),
        *("two and a half hours", "three quarters of an hour", "1½ days", "two (2) days"),
        *("two hundred hours", "1,440 minutes", "2 880 minutes", "2d", "PT48H", "T+2"),
        *("the 2nd business day", "same-day", "Mon, Tue and Wed", "Monday through Friday", "M–F"),
        *("24‑hour", "48 **hours**", "**48** hours", "48&nbsp;hours", "48 ho\u00adurs"),
        *("48\\-hour", "10\\:00", "[48](https://a.example) hours", "**Mon**day"),
        *("28 February 2024", "February 28th", "28/02/2024", "2024-02-28"),
    ],
    "fr": [
        *("24 heures", "24h", "24 h", "24\u202fh", "24\u00a0heures", "vingt-quatre heures"),
        *("deux jours", "48 heures", "une heure", "une demi-heure", "un jour ouvré"),
        *("deux jours ouvrés", "24 heures ouvrées", "quelques jours", "une semaine"),
        *("la première heure", "le prochain jour ouvré", "le jour même", "le lendemain", "demain"),
        *("7j/7 et 24h/24", "le lundi", "du lundi au vendredi", "les samedis", "le week-end"),
        *("10:00", "10h30", "10 h 30", "à 10 h", "dès 9 heures", "midi", "de 10 h à 19 h"),
        *("soixante-dix minutes", "quatre-vingt-dix minutes", "septante minutes", "2 j", "J+2"),
        *("neuf heures et demie", "un quart d’heure", "une vingtaine de minutes", "jour et nuit"),
        *("deux cents minutes", "1 440 minutes", "deux (2) jours", "48 **heures**", "10 UTC"),
        *("dans la journée", "sous huitaine", "le surlendemain", "la semaine prochaine"),
        *("le 2e jour ouvré", "le jour ouvré suivant", "lun.-ven.", "sam. et dim.", "en semaine"),
        *("28 février 2024", "le 1er mai", "28/02/2024"),
    ],
}


def said(language: str, words: str) -> list[str]:
    """What is said of the example when a sentence is added to its clause 4, which has no rule."""
    files = copyfy()
    for file in ("fr.md", "en.md"):
        text, place = files[file], files[file].index("\n\n## 5")
        added = words if file == f"{language}.md" else "…"
        files[file] = f"{text[:place]}\n\n{added}{text[place:]}"
    return [str(mistake) for mistake in check(files)]


@pytest.mark.parametrize(("language", "words"), [(k, w) for k, v in FREE.items() for w in v])
def test_words_that_no_rule_says_are_free(language: str, words: str) -> None:
    assert said(language, words) == []


@pytest.mark.parametrize(("language", "words"), [(k, w) for k, v in TYPED.items() for w in v])
def test_a_time_a_day_or_a_clock_is_never_typed(language: str, words: str) -> None:
    found = said(language, f"You hear {words}, surely.")
    assert found, words
    assert all("typed by hand" in sentence for sentence in found)


@pytest.mark.parametrize(("language", "words"), [(k, w) for k, v in TYPED.items() for w in v])
def test_it_is_free_when_marked_as_meant(language: str, words: str) -> None:
    assert said(language, f"You hear {{= {words} =}}, surely.") == []


@pytest.mark.parametrize(
    ("language", "words", "rule"),
    [
        ("en", "24 hours", "resend.after"),
        ("en", "a day", "resend.after"),
        ("en", "1440 minutes", "resend.after"),
        ("en", "forty-eight hours", "promise.fix"),
        ("en", "two days", "promise.fix"),
        ("en", "the first hour of a business day", "promise.first_reply"),
        ("en", "Monday", "hours"),
        ("fr", "vingt-quatre heures", "resend.after"),
        ("fr", "deux jours", "promise.fix"),
        ("fr", "la première heure d’un jour ouvré", "promise.first_reply"),
        ("fr", "midi", "hours"),
    ],
)
def test_the_rule_that_says_it_is_named(language: str, words: str, rule: str) -> None:
    (sentence,) = said(language, f"You hear {words}, surely.")
    assert f"Bind {{{{ {rule} }}}}" in sentence


def test_a_bare_number_is_refused_only_beside_a_rule() -> None:
    files = copyfy()
    files["en.md"] = files["en.md"].replace("Suggestions are", "Two suggestions are")
    files["en.md"] = files["en.md"].replace("most questions", "two questions")
    assert [(m.line, m.facts["typed"]) for m in check(files)] == [(35, "Two")]


UPDATE = """

[promise.update]
clause = 6
owed = "2 business days"
when = { kind = "bug" }
"""


@pytest.mark.parametrize(
    ("language", "words"),
    [
        *(("en", words) for words in ("every day", "each business day", "daily", "every hour")),
        *(("fr", words) for words in ("chaque jour", "tous les jours ouvrés", "quotidiennement")),
    ],
)
def test_how_often_is_refused_beside_a_rule_that_says_it(language: str, words: str) -> None:
    files = copyfy()
    files["policy.toml"] += UPDATE
    for file in ("fr.md", "en.md"):
        files[file] = files[file].replace("\n\n## 7", "\n\n{{ every promise.update }}\n\n## 7")
    assert check(files) == ()
    file = f"{language}.md"
    elsewhere = files[file].replace("\n\n## 5", f"\n\n{words}.\n\n## 5")
    assert check({**files, file: elsewhere}) == ()
    beside = files[file].replace("{{ every", f"{words}: {{{{ every")
    (mistake,) = check({**files, file: beside})
    assert f"“{words}” is typed by hand in the clause of promise.update" in mistake.sentence


@pytest.mark.parametrize(
    ("words", "rule"),
    [("au bout de 24 heures", "resend.after"), ("à partir de 9 heures", "hours")],
)
def test_a_time_is_not_taken_for_the_hours(words: str, rule: str) -> None:
    (mistake,) = said("fr", f"Répondez {words}.")
    assert f"the rule {rule} " in mistake
