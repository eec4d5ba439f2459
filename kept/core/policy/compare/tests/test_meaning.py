"""What changed in the rules is told, in plain values and in sentences of both languages."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, make_dataclass, replace
from typing import Any

import pytest

from kept.core.calendar import Calendar, ExceptionalDay
from kept.core.policy import Policy, model, read
from kept.core.policy.compare import compare, of_meaning, plain
from kept.core.policy.compare.changes import differences
from kept.core.policy.compare.facts import SAID_ELSEWHERE, facts
from kept.core.policy.compare.said import telling
from kept.core.policy.tests.written import copyfy, edited

TOML = "policy.toml"
HOUR = 'owed = "end of the first hour of a business day"'


@pytest.fixture(scope="module")
def policy() -> Policy:
    return read(copyfy())


def said(*edits: tuple[str, str], language: str = "en") -> list[str]:
    """The sentences when policy.toml is edited so."""
    old = read(copyfy())
    new = read(edited(*((TOML, *edit) for edit in edits)), days_off=old.days_off)
    return [bare(one) for one in of_meaning(compare(old, new), language)]


def bare(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_same_policy_is_the_same(policy: Policy) -> None:
    found = compare(policy, read(copyfy()))
    assert found.same
    assert of_meaning(found, "en") == of_meaning(found, "fr") == ()


@pytest.mark.parametrize(
    ("edit", "english", "french"),
    [
        (
            (HOUR, 'owed = "4 business hours"'),
            "First reply: was end of the first hour of a business day, is 4 business hours.",
            "Première réponse : la fin de la première heure d’un jour ouvré jusqu’ici, "
            "4 heures ouvrées désormais.",
        ),
        (
            ('aim = "1 business hour"', 'aim = "30 business minutes"'),
            "First reply, aim: was 1 business hour, is 30 business minutes.",
            "Première réponse, objectif : 1 heure ouvrée jusqu’ici, 30 minutes ouvrées désormais.",
        ),
        (
            ('aim = "1 business hour"\n', ""),
            "First reply, aim: was 1 business hour, is gone.",
            "Première réponse, objectif : 1 heure ouvrée jusqu’ici, plus rien désormais.",
        ),
        (
            ('"Monday to Friday"', '"Monday to Saturday"'),
            "Opening hours, Saturday: was closed, is 10:00 to 19:00.",
            "Horaires d’ouverture, le samedi : fermé jusqu’ici, de 10 h à 19 h désormais.",
        ),
        (
            ('"10:00 to 19:00"', '"10:00 to 18:30"'),
            "Opening hours, Monday to Friday: was 10:00 to 19:00, is 10:00 to 18:30.",
            "Horaires d’ouverture, du lundi au vendredi : de 10 h à 19 h jusqu’ici, "
            "de 10 h à 18 h 30 désormais.",
        ),
        (
            ('when = { kind = "bug" }', 'when = { kind = ["bug", "question"] }'),
            "Fix, only for kind: was “bug”, is “bug” and “question”.",
            "Correction, seulement pour sorte de demande : « bogue » jusqu’ici, « bogue » et "
            "« question » désormais.",
        ),
        (
            ("required = true", "required = false"),
            "Subscription, required: was yes, is no.",
            "Abonnement, nécessaire : oui jusqu’ici, non désormais.",
        ),
        (
            ('"profanity", ', ""),
            "Conduct, grounds: “profanity of any kind” is no longer there.",
            "Conduite, motifs : « les grossièretés de toute sorte » disparaît.",
        ),
        (
            ('"profanity", "defamation"', '"defamation", "profanity"'),
            "Conduct, grounds: the order was “profanity of any kind”, “defamation”, “spam of any "
            "kind”, “tickets misused, or threats made, for self-promotion” and “the same message "
            "repeated over and over in several tickets, threads or e-mails”, is “defamation”, "
            "“profanity of any kind”, “spam of any kind”, “tickets misused, or threats made, for "
            "self-promotion” and “the same message repeated over and over in several tickets, "
            "threads or e-mails”.",
            "",
        ),
        (
            ("question = { clause = 3 }", "question = { clause = 4 }"),
            "Kinds of request, “question”, clause: was §3, is §4.",
            "Sortes de demandes, « question », article : §3 jusqu’ici, §4 désormais.",
        ),
    ],
)
def test_a_change_is_one_sentence(edit: tuple[str, str], english: str, french: str) -> None:
    assert said(edit) == [english]
    if french:
        assert said(edit, language="fr") == [french]


def test_a_promise_that_comes_is_told_whole(policy: Policy) -> None:
    added = replace(policy.promise("first_reply"), name="first_for_portal", internal=True)
    new = replace(policy, promises=(added, *policy.promises))
    [sentence] = of_meaning(compare(policy, new), "en")
    assert bare(sentence).startswith("“first for portal”: new, §5, end of the first hour of a ")
    assert sentence.endswith("It stands 1. of 3.")
    [gone] = of_meaning(compare(new, policy), "en")
    assert gone.endswith("is gone.")


def test_days_off_of_one_name_stand_together() -> None:
    sentences = said(('holidays = ["FR"]\n', ""))
    assert sentences[0] == "Public holidays: was France, is gone."
    easter = next(one for one in sentences if "Easter" in one)
    assert easter == (
        "Opening hours: Easter Monday is no longer a day off "
        "(10 April 2023 to 10 April 2034, 12 days)."
    )
    assert len(sentences) == 12


def test_an_own_date_is_named() -> None:
    line = 'holidays = ["FR"]\n'
    own = line + 'on = { 2026-12-24 = { open = "closed", en = "Moving", fr = "Déménagement" } }\n'
    [sentence] = said((line, own))
    assert sentence == "Opening hours, own dates, 24 December 2026: new, closed, reason “Moving”."


def test_rules_that_are_only_written_otherwise_are_told(policy: Policy) -> None:
    files = edited((TOML, 'makes = "urgent"\n', ""))
    found = compare(policy, read(files), as_written=(copyfy()[TOML], files[TOML]))
    assert found.same
    assert of_meaning(found, "en") == (
        "The rules are written otherwise; what the desk does by them is the same.",
    )
    assert plain(found)["rewritten"] is True


def test_all_of_it_is_json(policy: Policy) -> None:
    new = read(edited((TOML, HOUR, 'owed = "2 business days"')))
    told = json.loads(json.dumps(plain(compare(policy, new))))
    [change] = told["meaning"]
    assert change == {
        "path": ["promises", "first_reply", "owed"],
        "kind": "changed",
        "old": "end of the first hour of a business day",
        "new": "2 business days",
    }
    assert told["sentences"]["fr"]["meaning"][0].startswith("Première réponse")
    assert told["sentences"]["de"]["meaning"][0].startswith("Erste Antwort: bisher das Ende")


# Total by construction


def test_a_field_that_is_added_to_the_model_is_compared(policy: Policy) -> None:
    """No list of fields to forget one in: a policy with one more field differs by it."""
    wider = make_dataclass("Wider", [("extra", Any)], bases=(Policy,), frozen=True, kw_only=True)
    held = {field.name: getattr(policy, field.name) for field in fields(policy)}
    old, new = (wider(**held, extra=extra) for extra in ("this", "that"))
    [change] = differences(facts(old), facts(new))
    assert (change.path, change.old, change.new) == (("extra",), "this", "that")


def test_a_value_that_nobody_knows_to_compare_is_refused() -> None:
    class Unknown:
        pass

    @dataclass(frozen=True)
    class Warned:
        how: object

    for held in (Unknown(), {"a": Unknown()}, (Unknown(),), (Warned(Unknown()),)):
        with pytest.raises(TypeError, match="cannot be compared"):
            facts(held)


def models() -> list[type[Any]]:
    """Every record that a policy is made of, and the parts of a calendar that are told."""
    own = [one for _, one in inspect.getmembers(model, inspect.isclass) if is_dataclass(one)]
    return [*(one for one in own if one.__module__ == model.__name__), Calendar, ExceptionalDay]


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_every_field_of_the_model_has_its_word(language: str) -> None:
    told = telling(language).fields
    missing = {
        f"{one.__name__}.{field.name}"
        for one in models()
        for field in fields(one)
        if field.name not in told and (one, field.name) not in SAID_ELSEWHERE
    }
    assert not missing, f"say them in kept/core/policy/compare/said/{language}.py"


@pytest.mark.parametrize("record", models(), ids=lambda one: one.__name__)
def test_every_field_of_every_record_is_in_the_facts(record: type[Any], policy: Policy) -> None:
    found = list(_held(policy, record))
    if not found:
        pytest.skip(f"copyfy has no {record.__name__}")
    tree = facts(found[0])
    if not isinstance(tree, Mapping):
        return
    for field in fields(record):
        assert field.name in tree or (record, field.name) in SAID_ELSEWHERE


def _held(value: object, record: type[Any]) -> list[Any]:
    if isinstance(value, record):
        return [value]
    if is_dataclass(value) and not isinstance(value, type):
        return [one for f in fields(value) for one in _held(getattr(value, f.name), record)]
    if isinstance(value, Mapping):
        return [one for held in value.values() for one in _held(held, record)]
    return [one for held in value for one in _held(held, record)] if type(value) is tuple else []


def test_a_later_year_knows_other_holidays_and_that_is_no_change() -> None:
    later = edited((TOML, "2024-02-28", "2027-02-28"))
    (sentence,) = of_meaning(compare(read(copyfy()), read(later)), "en")
    assert "2027" in sentence
