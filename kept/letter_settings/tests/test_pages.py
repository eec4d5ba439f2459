"""Leads change letters and see them as they are sent; nobody else finds these pages."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes
from email import policy as mails
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kept.conftest import NOW
from kept.letters import spoken
from kept.letters.catalogue import LETTERS
from kept.letters.models import Wording
from kept.people.models import Staff
from kept.record import policy
from kept.record.models import OutgoingMail
from kept.site import prepare

Browser = Callable[..., Client]

SUBJECT = "Yes: {{ subject }} [#{{ number }}]"
BODY = "Dear {{ customer }},\n\nthank you *so much*.\n\n{{ promise }}"
OWN = {"subject": SUBJECT, "body": BODY, "seen": "0"}


def at(name: str, letter: str = "request", language: str = "en") -> str:
    return reverse(name, args=[letter, language])


def said(answer: Any) -> str:
    return " ".join(unescape(answer.content.decode()).replace("\xa0", " ").split())


@pytest.mark.parametrize("name", ["letters", "letter", "letter-preview"])
def test_only_a_lead_finds_the_letters(browser: Browser, edition: object, name: str) -> None:
    url = reverse(name) if name == "letters" else at(name)
    found = [browser(who).get(url).status_code for who in ("customer", "stranger", "agent", "lead")]
    assert found == [302, 302, 404, 200]


@pytest.mark.parametrize(
    ("name", "answer"),
    [("letter", 303), ("letter-reset", 303), ("letter-preview", 200), ("letter-test", 200)],
)
def test_only_a_lead_changes_one(browser: Browser, edition: object, name: str, answer: int) -> None:
    for who, expected in (("customer", 302), ("stranger", 302), ("agent", 404)):
        assert browser(who).post(at(name), OWN).status_code == expected
    assert not Wording.objects.exists()
    assert not OutgoingMail.objects.exists()
    assert browser("lead").post(at(name), OWN).status_code == answer


def test_a_letter_that_there_is_not_is_not_found(browser: Browser, edition: object) -> None:
    client = browser("lead")
    for letter, language in (("fax", "en"), ("request", "nl"), ("request", "de")):
        assert client.get(at("letter", letter, language)).status_code == 404


@pytest.mark.django_db
def test_letters_come_in_the_languages_of_the_policy_in_force(browser: Browser) -> None:
    client = browser("lead")
    for folder, languages in (("copyfy", ["fr", "en"]), ("airline", ["en", "fr", "de"])):
        policy.publish(prepare.policy_files(prepare.policies() / folder), at=NOW)
        listed = said(client.get(reverse("letters")))
        for name, post in LETTERS.items():
            theirs = ["en", "fr"] if post.to_team else languages
            assert [*spoken.languages(name)] == theirs
            places = [listed.find(f'href="{at("letter", name, code)}"') for code in theirs]
            assert places == sorted(places)
            assert -1 not in places
        german = client.get(at("letter-preview", language="de"))
        assert german.status_code == (200 if "de" in languages else 404)
    assert "Guten Tag Camille," in said(german)
    assert "wir haben „Der Bericht bleibt" in said(german)


@pytest.mark.parametrize("look", ["light", "text"])
@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_is_shown_in_each_of_its_languages(
    browser: Browser, edition: object, letter: str, look: str
) -> None:
    client = browser("lead")
    for language in spoken.languages(letter):
        for case in ("usual", "bare", "unowed"):
            url = f"{at('letter-preview', letter, language)}?look={look}&case={case}"
            answer = client.get(url)
            assert answer.status_code == 200
            assert "sandbox" in answer.headers["Content-Security-Policy"]
            shown = said(answer)
            assert "{{" not in shown
            assert "127.0.0.1" in shown or "Copyfy" in shown


@pytest.mark.parametrize(
    ("language", "needed"),
    [
        ("en", ["Hello Camille,", "we have received “The report stops at 62 %”", "§5"]),
        ("fr", ["Bonjour Camille,", "nous avons bien reçu « Le rapport s’arrête", "§5"]),
    ],
)
def test_what_is_typed_is_shown_as_it_would_be_sent(
    browser: Browser, edition: object, language: str, needed: list[str]
) -> None:
    client = browser("lead")
    original = said(client.get(at("letter-preview", language=language)))
    assert [one for one in needed if one not in original] == []
    typed = said(client.post(at("letter-preview", language=language), OWN))
    assert "Dear Camille Roussel," in typed
    assert "thank you <em>so much</em>." in typed
    assert "<b style" in typed
    assert "Yes: " in typed
    assert not Wording.objects.exists()


def test_light_and_dark_are_shown_whatever_the_machine_prefers(
    browser: Browser, edition: object
) -> None:
    client = browser("lead")
    dark = said(client.post(at("letter-preview"), OWN | {"look": "dark"}))
    light = said(client.post(at("letter-preview"), OWN | {"look": "light"}))
    assert "@media all {" in dark
    assert "@media not all {" in light


def test_what_is_wrong_stands_in_the_preview_and_at_its_field(
    browser: Browser, edition: object
) -> None:
    client, wrong = browser("lead"), OWN | {"body": "Hello {{ nmae }}"}
    sentence = "Line 1, character 7: “{{ nmae }}” stands for nothing here."
    assert sentence in said(client.post(at("letter-preview"), wrong))
    answer = client.post(at("letter"), wrong)
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert "Hello {{ nmae }}" in said(answer), "nothing that was typed is lost"
    answer = client.post(at("letter"), OWN | {"body": "Hello"})
    assert "“{{ promise }}” is missing: the letter may not leave without it." in said(answer)
    assert not Wording.objects.exists()


def test_own_words_are_kept_with_who_and_taken_back_with_one_press(
    browser: Browser, edition: object, lead: Staff
) -> None:
    client = browser("lead")
    client.post(at("letter"), OWN)
    assert f"changed by {lead.name}" in said(client.get(reverse("letters")))
    page = said(client.get(at("letter")))
    assert "thank you *so much*." in page
    assert 'name="seen" value="1"' in page
    client.post(at("letter-reset"))
    assert "changed by" not in said(client.get(reverse("letters")))
    page = said(client.get(at("letter")))
    assert "and a person will read it." in page
    assert "Use these words again" in page


def test_two_leads_do_not_overwrite_each_other(browser: Browser, edition: object) -> None:
    client = browser("lead")
    client.post(at("letter"), OWN)
    answer = client.post(at("letter"), OWN | {"body": "Mine\n\n{{ promise }}"})
    assert answer.status_code == 422
    page = said(answer)
    assert "Somebody else has kept other words" in page
    assert "Mine" in page
    assert 'name="seen" value="1"' in page
    client.post(at("letter"), OWN | {"body": "Mine\n\n{{ promise }}", "seen": "1"})
    assert Wording.objects.count() == 2


def test_a_test_goes_to_who_asks_and_to_nobody_else(
    browser: Browser, edition: object, lead: Staff
) -> None:
    answer = browser("lead").post(at("letter-test"), OWN)
    assert "thank you *so much*." in said(answer), "the words stay in the form"
    row = OutgoingMail.objects.get()
    sent = message_from_bytes(bytes(row.raw or b""), policy=mails.default)
    assert row.recipient == lead.email
    assert sent["To"].addresses[0].addr_spec == lead.email
    assert sent["Subject"] == "[Test] Yes: The report stops at 62 % [#1208]"
    assert (sent["Reply-To"], sent["Cc"]) == (None, None)
    assert browser("lead").post(at("letter-test"), OWN | {"body": ""}).status_code == 422
    assert OutgoingMail.objects.count() == 1


def test_the_pages_are_said_in_french(browser: Browser, edition: object, lead: Staff) -> None:
    lead.language = "fr"
    lead.save()
    client = browser("lead")
    assert "Accusé de réception" in said(client.get(reverse("letters")))
    page = said(client.get(at("letter", language="en")))
    for word in ("Accusé de réception, Anglais", "doit y être", "M’envoyer un essai"):
        assert word in page
