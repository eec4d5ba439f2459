"""The example policy is read as its facts say, and the same from every side."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, date, datetime, timedelta

import pytest

from kept.core.calendar import Opening
from kept.core.calendar.owed import Elapsed, EndOfFirstHour, OpenTime
from kept.core.policy import Policy, PolicyMistakes, PromiseRule, ResendRule, Warn, check, read
from kept.core.policy.tests.written import copyfy, edited

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def policy() -> Policy:
    return read(copyfy())


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_head_says_whose_policy_it_is(policy: Policy) -> None:
    assert (policy.name, policy.company, policy.contact) == (
        "copyfy",
        "Copyfy",
        "contact@copyfy.io",
    )
    assert policy.languages == ("fr", "en")
    assert policy.original == "fr"
    assert policy.updated == date(2024, 2, 28)
    assert policy.subscription_required


def test_the_promises_are_those_of_clauses_5_and_6(policy: Policy) -> None:
    assert policy.promises == (
        PromiseRule(
            "first_reply",
            "5",
            "first_reply",
            EndOfFirstHour(),
            aim=OpenTime(HOUR),
            warns=(Warn(HOUR, "assignee"),),
        ),
        PromiseRule(
            "fix",
            "6",
            "fix",
            Elapsed(48 * HOUR),
            warns=(Warn(4 * HOUR, "assignee"),),
            when={"kind": ("bug",)},
        ),
    )
    assert policy.resend == ResendRule("5", Elapsed(24 * HOUR), "urgent")
    assert policy.promise("fix").clause == "6"


def test_the_lists_are_those_of_the_facts(policy: Policy) -> None:
    assert {name: term.clause for name, term in policy.kinds.items()} == {
        "question": "3",
        "bug": "6",
        "suggestion": "6",
    }
    assert list(policy.causes) == ["product", "third_party", "customization"]
    assert policy.problem == "2"
    assert policy.scope is not None
    assert policy.conduct is not None
    assert policy.suggestions is not None
    assert policy.announce is not None
    assert list(policy.scope.covers) == ["configuration", "features", "bugs"]
    assert policy.conduct.clause == "7"
    assert list(policy.conduct.grounds) == [
        *("profanity", "defamation", "spam", "misuse", "repetition")
    ]
    assert policy.suggestions.go_to.words["en"] == "the business development team"
    assert policy.announce.clause == "preamble"


def test_every_language_has_the_seven_clauses(policy: Policy) -> None:
    for text in policy.texts.values():
        assert [clause.number for clause in text.clauses] == list("1234567")
        assert text.preamble
    assert policy.texts["fr"].title == "Politique d'assistance"
    assert policy.texts["en"].clause("5") is not None
    assert policy.texts["en"].clause("8") is None


def test_the_calendar_opens_on_business_days(policy: Policy) -> None:
    calendar = policy.calendar
    assert calendar is policy.calendars["hours"]
    assert policy.calendar_clauses == {"hours": "1"}
    assert calendar.zone == "UTC"
    assert calendar.week[0] == (Opening.at("10:00", "19:00"),)
    assert calendar.week[5:] == ((), ())
    assert calendar.day(date(2026, 12, 25)).names == {"fr": "Noël", "en": "Christmas Day"}


@pytest.mark.parametrize(
    ("asked", "due", "aim"),
    [
        ("2026-01-09T18:00", "2026-01-12T11:00", "2026-01-09T19:00"),
        ("2026-01-12T10:00:00", "2026-01-12T11:00", "2026-01-12T11:00"),
        ("2026-01-12T10:00:01", "2026-01-13T11:00", "2026-01-12T11:00:01"),
        ("2026-11-10T12:00", "2026-11-12T11:00", "2026-11-10T13:00"),  # the 11th is a holiday
    ],
)
def test_the_first_reply_is_owed_as_promised(
    policy: Policy, asked: str, due: str, aim: str
) -> None:
    rule = policy.promise("first_reply")
    assert rule.owed.due(at(asked), policy.calendar) == at(due)
    assert rule.aim is not None
    assert rule.aim.due(at(asked), policy.calendar) == at(aim)


def test_a_published_version_keeps_its_holidays(policy: Policy) -> None:
    stored = json.loads(json.dumps(policy.days_off))
    assert read(copyfy(), days_off=stored) == policy
    stored["FR"]["2026-01-12"] = {"fr": "jour de l'équipe", "en": "team day"}
    again = read(copyfy(), days_off=stored)
    assert not again.calendar.is_open(at("2026-01-12T12:00"))
    assert again.calendar.version != policy.calendar.version


def test_holidays_reach_from_the_year_before_to_ten_years_after(policy: Policy) -> None:
    years = {date.fromisoformat(day).year for day in policy.days_off["FR"]}
    assert years == set(range(2023, 2035))


def test_reading_twice_says_the_same_and_a_copy_too(policy: Policy) -> None:
    assert read(copyfy()) == policy
    assert pickle.loads(pickle.dumps(policy)) == policy


def test_line_ends_and_byte_order_marks_change_nothing(policy: Policy) -> None:
    files = {name: "\ufeff" + text.replace("\n", "\r\n") for name, text in copyfy().items()}
    assert read(files) == policy


def test_a_missing_text_and_a_stray_one_are_told() -> None:
    files = copyfy()
    del files["en.md"]
    files["de.md"] = "# Richtlinie"
    files["README.md"] = "not a text of the policy"
    assert [str(mistake) for mistake in check(files)] == [
        "en.md:1:1: The text in en is missing: write en.md, or take “en” out of languages in "
        "policy.toml.",
        "de.md:1:1: de.md belongs to no language of policy.toml: add it to languages, or remove "
        "the file.",
    ]


def test_an_empty_folder_and_an_empty_file_are_told() -> None:
    assert [str(m) for m in check({})] == [
        "policy.toml:1:1: The policy has no policy.toml: its rules stand there."
    ]
    assert [str(m) for m in check({"policy.toml": ""})] == [
        'policy.toml:1:1: policy.toml lacks name: add name = "copyfy".',
        'policy.toml:1:1: policy.toml lacks company: add company = "Copyfy".',
        'policy.toml:1:1: policy.toml lacks contact: add contact = "help@desk.example".',
        'policy.toml:1:1: policy.toml lacks languages: add languages = ["fr", "en"].',
        "policy.toml:1:1: policy.toml lacks updated: add updated = 2024-02-28.",
        "policy.toml:1:1: policy.toml has no opening hours: write a table [hours].",
        "policy.toml:1:1: policy.toml promises nothing: write a table [promise.first_reply].",
    ]


def test_a_faulty_policy_is_refused_with_every_mistake() -> None:
    files = edited(("policy.toml", 'owed = "48 hours"', 'owed = "48h"'), ("en.md", "§5", "§50"))
    with pytest.raises(PolicyMistakes) as refused:
        read(files)
    mistakes = refused.value.mistakes
    assert [(m.file, m.line, m.column) for m in mistakes] == [
        ("policy.toml", 52, 8),
        ("en.md", 43, 57),
    ]
    assert str(refused.value) == "\n".join(str(mistake) for mistake in mistakes)
    assert all(m.template % m.facts == m.sentence for m in mistakes)


RICH = """\
[hours]
clause = 1
zone = "Europe/Paris"
holidays = ["FR", "BE"]

[hours.week]
"Monday to Thursday" = "9:00 to 12:30 and 14:00 to 18:00"
Friday = "9:00 to 12:30"

[hours.on]
2026-12-24 = { open = "10:00 to 14:00", fr = "veille de Noël", en = "Christmas Eve" }
2026-12-31 = "closed"

[calendar.night]
clause = 1
zone = "Europe/Paris"
days = "every day"
open = "22:00 to 6:00"
"""


def test_a_week_of_many_hours_own_dates_and_a_second_calendar() -> None:
    files = copyfy()
    toml = files["policy.toml"]
    fix = "[promise.fix]\n"
    hours = toml[toml.index("[hours]") : toml.index("[problem]")]
    toml = toml.replace(hours, RICH + "\n").replace(fix, fix + 'calendar = "night"\n')
    files["policy.toml"] = toml
    for file in ("fr.md", "en.md"):
        files[file] = files[file].replace("{{ hours }}", "{{ hours }}, {{ calendar.night }}")
    policy = read(files)
    days = policy.calendar.exceptions
    assert days[date(2026, 12, 24)].openings == (Opening.at("10:00", "14:00"),)
    assert days[date(2026, 12, 24)].reason == {"fr": "veille de Noël", "en": "Christmas Eve"}
    assert days[date(2026, 12, 31)].openings == ()
    assert policy.calendar.week[4] == (Opening.at("09:00", "12:30"),)
    assert policy.calendar.day(date(2026, 7, 14)).kind == "day_off"
    assert policy.calendar.day(date(2026, 7, 21)).kind == "day_off"
    assert policy.calendars["night"].is_open(at("2026-01-10T02:00"))
    assert policy.promise("fix").calendar == "night"


REFUND = """\
[kinds.refund]
clause = 3
fr = "remboursement"
en = "refund"
"""


def test_own_kinds_and_grounds_bring_their_words() -> None:
    own = '{ name = "doxxing", fr = "la divulgation", en = "doxxing" }'
    files = edited(
        ("policy.toml", '"repetition"]', f'"repetition", {own}]'),
        ("policy.toml", "[promise.first_reply]", f"{REFUND}\n[promise.first_reply]"),
        ("policy.toml", 'kind = "bug" }', 'kind = ["bug", "refund"], channel = "mail" }'),
    )
    policy = read(files)
    assert policy.conduct is not None
    assert policy.conduct.grounds["doxxing"].words == {"fr": "la divulgation", "en": "doxxing"}
    assert policy.kinds["refund"].words["fr"] == "remboursement"
    assert policy.promise("fix").when == {"kind": ("bug", "refund"), "channel": ("mail",)}
