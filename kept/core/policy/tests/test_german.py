"""A policy in German: what may be typed by hand, how values are said, how it is set."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kept.core.policy import check, clause_text, read, render_inline
from kept.core.policy.typography import set_type

RULES = """
name = "buchbinderei"
company = "Buchbinderei"
contact = "werkstatt@buchbinderei.example"
languages = ["de"]
updated = 2026-03-02

[hours]
clause = 1
zone = "Europe/Berlin"
days = "Monday to Friday"
open = "9:00 to 17:00"
holidays = ["DE-BE"]

[kinds]
question = { clause = 2 }
bug = { clause = 2 }

[promise.first_reply]
clause = 2
owed = "end of the first hour of a business day"

[promise.fix]
clause = 2
owed = "3 business days"
when = { kind = "bug" }
pauses = "while waiting for the customer"

[promise.update]
clause = 2
owed = "1 business day"

[resend]
clause = 2
after = "48 hours"
"""

TEXT = """# Wie wir helfen

So hilft Ihnen die {{ company }}.

## 1 Wann wir da sind

Wir sind {{ hours }} für Sie da.

## 2 Wann Sie von uns hören

Schreiben Sie an {{ contact }}. Eine Antwort haben Sie {{ within promise.first_reply }}. Fehler
beheben wir {{ within promise.fix }} ({{ promise.fix.pauses }}, steht die Uhr still) und
schreiben Ihnen bis dahin {{ every promise.update }}. Haben Sie {{ after resend.after }} nichts
gehört, fragen Sie noch einmal nach.

## 3 Was wir sonst sagen

…
"""


def policy(words: str = "…") -> dict[str, str]:
    return {"policy.toml": RULES, "de.md": TEXT.replace("…", words)}


def said(words: str) -> list[str]:
    """What is said of the words in a clause that has no rule."""
    return [str(mistake) for mistake in check(policy(words))]


FREE = [
    "Eine von uns liest es, und eine Antwort genügt.",
    "Ein zweites Lesen hilft, ein drittes hat noch nie geschadet.",
    "Die Stunden sind lang, wenn man wartet, die Tage auch.",
    "Am Morgen ist es ruhig, und heute passt es gut. So ist es, und so bleibt es.",
    "Der wöchentliche Brief kommt per E-Mail.",
    "Siehe §2, oder § 1, und `sleep 24 Stunden` im Code.",
    "Lesen Sie [die Anleitung](https://docs.example/48-stunden).",
    "So ist es gemeint: {= innerhalb von 24 Stunden, montags um 10 Uhr =}.",
    "1. der erste Punkt\n2. der nächste",
    "Wir haben drei Werkstätten und 250 Leute.",
    "Während der Öffnungszeiten und an Feiertagen gilt dasselbe.",
]
TYPED = [
    *("24 Stunden", "24h", "24 h", "24\u00a0Stunden", "24-Stunden-Frist", "24 Std."),
    *("vierundzwanzig Stunden", "zwei Tage", "zwei Tagen", "einen Tag", "einer Stunde"),
    *("einer halben Stunde", "anderthalb Stunden", "1,5 Stunden", "eine Woche", "dreißig Tagen"),
    *("dreissig Tagen", "zwei Geschäftstage", "zwei Arbeitstagen", "3 Werktagen"),
    *("4 Geschäftsstunden", "30 Minuten Geschäftszeit", "einige Tage", "ein paar Wochen"),
    *("48-stündige", "zweitägige", "neunzig Minuten", "ein Dutzend Tage"),
    *("am nächsten Tag", "am selben Tag", "am folgenden Werktag", "morgen", "übermorgen"),
    *("am Ende der ersten Stunde eines Geschäftstags", "rund um die Uhr", "24/7", "über Nacht"),
    *("Montag", "montags", "am Montagmorgen", "samstagvormittags", "sonnabends", "werktags"),
    *("am Wochenende", "an Werktagen", "Montag bis Freitag", "Mo-Fr", "Mo. bis Fr.", "Di–Do"),
    *("10:00", "10:30 Uhr", "10 Uhr", "10.30 Uhr", "10 Uhr 30", "von 9 bis 17 Uhr", "9–17 Uhr"),
    *("zwischen 9:00 und 17:30 Uhr", "um neun Uhr", "halb zehn", "Viertel nach drei"),
    *("mittags", "Mitternacht", "dreiviertel zehn", "neun Uhr dreißig", "10 UTC", "Tag und Nacht"),
    *("48 volle Stunden", "zwei Kalendertagen", "48 Zeitstunden", "zwei (2) Tagen", "48 **Std.**"),
    *("zweihundert Minuten", "einhundertzwanzig Minuten", "1.440 Minuten", "ein halber Tag"),
    *("eine Dreiviertelstunde", "binnen Tagesfrist", "am 2. Tag", "am dritten Arbeitstag"),
    *("nächste Woche", "taggleich", "bis Feierabend", "Sa und So", "an Sonn- und Feiertagen"),
    *("28. Februar 2024", "am 1. Mai", "28.02.2024"),
]


@pytest.mark.parametrize("words", FREE)
def test_words_that_no_rule_says_are_free(words: str) -> None:
    assert said(words) == []


@pytest.mark.parametrize("words", TYPED)
def test_a_time_a_day_or_a_clock_is_never_typed(words: str) -> None:
    (sentence,) = said(f"Sie hören {words}, gewiss.")
    assert "typed by hand" in sentence


@pytest.mark.parametrize("words", TYPED)
def test_it_is_free_when_marked_as_meant(words: str) -> None:
    assert said(f"Sie hören {{= {words} =}}, gewiss.") == []


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("48 Stunden", "resend.after"),
        ("zwei Tagen", "resend.after"),
        ("drei Arbeitstagen", "promise.fix"),
        ("3 Geschäftstagen", "promise.fix"),
        ("der ersten Stunde eines Geschäftstags", "promise.first_reply"),
        ("montags", "hours"),
        ("um zehn Uhr", "hours"),
    ],
)
def test_the_rule_that_says_it_is_named(words: str, rule: str) -> None:
    (sentence,) = said(f"Sie hören {words}, gewiss.")
    assert f"Bind {{{{ {rule} }}}}" in sentence


WINTER = datetime(2026, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        (None, "montags bis freitags, 9:00 bis 17:00 Uhr Ortszeit Berlin"),
        ("Europe/Berlin", "montags bis freitags, 9:00 bis 17:00 Uhr Ortszeit Berlin"),
        (
            "Europe/Paris",
            "montags bis freitags, 9:00 bis 17:00 Uhr Ihrer Zeit (Ortszeit Berlin)",
        ),
        (
            "America/New_York",
            "montags bis freitags, 3:00 bis 11:00 Uhr Ihrer Zeit "
            "(9:00 bis 17:00 Uhr Ortszeit Berlin)",
        ),
    ],
)
def test_hours_are_the_readers_own(zone: str | None, words: str) -> None:
    shown = render_inline(read(policy()), "hours", "de", zone, WINTER)
    assert shown.replace("\u00a0", " ") == words


def test_hours_that_differ_through_the_year_are_said_for_both_seasons() -> None:
    shown = render_inline(read(policy()), "hours", "de", "Asia/Tokyo")
    assert shown.replace("\u00a0", " ") == (
        "montags bis freitags, 17:00 bis 1:00 Uhr Ihrer Zeit im Januar, 16:00 bis 24:00 Uhr "
        "im Juli (9:00 bis 17:00 Uhr Ortszeit Berlin)"
    )


def test_times_stand_in_the_case_that_their_words_ask_for() -> None:
    shown = clause_text(read(policy()), "2", "de").replace("\u00a0", " ")
    assert "Antwort haben Sie bis zum Ende der ersten Stunde eines Geschäftstags." in shown
    assert (
        "beheben wir innerhalb von 3 Geschäftstagen "
        "(solange wir auf Ihre Antwort warten, steht die Uhr still)" in shown
    )
    assert "schreiben Ihnen bis dahin jeden Geschäftstag." in shown
    assert "Haben Sie nach 48 Stunden nichts gehört" in shown


@pytest.mark.parametrize(
    ("owed", "every"),
    [
        ("2 business days", "alle 2 Geschäftstage"),
        ("4 business hours", "alle 4 Geschäftsstunden"),
        ("1 business hour", "jede Geschäftsstunde"),
        ("30 business minutes", "alle 30 Minuten Geschäftszeit"),
        ("72 hours", "alle 72 Stunden"),
    ],
)
def test_every(owed: str, every: str) -> None:
    files = policy()
    before, _, after = files["policy.toml"].partition('owed = "1 business day"')
    files["policy.toml"] = f'{before}owed = "{owed}"{after}'
    assert render_inline(read(files), "every promise.update", "de").replace("\u00a0", " ") == every


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Geht's um 10 Uhr?", "Geht’s um 10\u00a0Uhr?"),
        ("z. B. § 5: 98 % in 2 h; gut", "z.\u00a0B. §\u00a05: 98\u00a0% in 2\u00a0h; gut"),
        ("nach 2 Geschäftstagen", "nach 2\u00a0Geschäftstagen"),
        ("3 Stühle", "3 Stühle"),
        ("„So: ja!“", "„So: ja!“"),
    ],
)
def test_german_is_set_as_printers_do(typed: str, printed: str) -> None:
    assert set_type(typed, "de") == printed
