"""From the draft to the policy that customers read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kept.conftest import NOW
from kept.core.events import Actor
from kept.people.models import Staff
from kept.record import draft as drafts
from kept.record import policy
from kept.record.models import PolicyVersion

Browser = Callable[..., Client]
SLOWER = ('owed = "48 hours"', 'owed = "72 hours"')
FASTER = ('owed = "48 hours"', 'owed = "24 hours"')
PAGE = "policy-draft-publish"


def sent(**more: str) -> dict[str, str]:
    return {"seen": "1", "note-en": "Slower fixes.", "weight": "minor", "when": "now", **more}


def test_a_slower_promise_is_suggested_as_major_and_says_why(
    browser: Browser, saved: Callable
) -> None:
    saved(rules=SLOWER)
    said = browser("lead").get(reverse(PAGE)).content.decode()
    assert re.search(r'value="major" required checked', said)
    assert "Major is suggested" in said
    assert "Fix: was 48\xa0hours, is 72\xa0hours." in said
    assert "72\xa0heures" in said.replace("\u202f", "\xa0")


def test_the_announcement_lists_what_customers_can_notice(
    browser: Browser, saved: Callable
) -> None:
    saved(
        rules=('warn = "4 hours before"', 'warn = "5 hours before"'),
        en=("{{ after resend.after }}, send", "after {{ resend.after }}, send"),
    )
    said = browser("lead").get(reverse(PAGE)).content.decode().partition("What the announcement")[2]
    assert "warnings" not in said
    assert "reads the same" not in said


def test_a_faster_one_is_suggested_as_minor(browser: Browser, saved: Callable) -> None:
    saved(rules=FASTER)
    said = browser("lead").get(reverse(PAGE)).content.decode()
    assert re.search(r'value="minor" required checked', said)


def test_the_page_before_an_announcement_lets_its_letters_be_framed(
    browser: Browser, saved: Callable
) -> None:
    """A page that takes another's place keeps its security policy."""
    saved(rules=SLOWER)
    said = browser("lead").get(reverse(PAGE)).headers["content-security-policy"]
    assert "frame-src 'self'" in said


def test_a_minor_version_is_published_at_once(
    browser: Browser, saved: Callable, lead: Staff
) -> None:
    saved(rules=SLOWER)
    client = browser("lead")
    answer = client.post(reverse(PAGE), sent(), follow=True)
    row = PolicyVersion.objects.get(number=2)
    assert (row.by, row.note, row.major) == (str(Actor("staff", lead.pk)), "Slower fixes.", False)
    assert policy.in_force(NOW).version == 2
    assert drafts.draft() is None
    page = answer.content.decode()
    assert "Version 2 is published." in page
    assert f"by {lead.name}" in page
    assert "72\xa0hours" in Client().get(reverse("policy")).content.decode()


def test_a_note_is_written_in_the_languages_of_the_policy(
    browser: Browser, saved: Callable
) -> None:
    saved(rules=SLOWER)
    client = browser("lead")
    form = client.get(reverse(PAGE)).content.decode()
    assert re.findall(r'name="note-(\w+)"', form) == ["en", "fr"], "the reader's own first"
    client.post(reverse(PAGE), sent(**{"note-fr": "Nous sommes moins."}))
    assert PolicyVersion.objects.get(number=2).notes == {
        "en": "Slower fixes.",
        "fr": "Nous sommes moins.",
    }
    assert "Slower fixes." in client.get(reverse("policy-desk")).content.decode()


def test_a_note_in_one_language_says_which_one_it_is_in(browser: Browser, saved: Callable) -> None:
    saved(rules=SLOWER)
    client = browser("lead")
    client.post(reverse(PAGE), sent(**{"note-en": "", "note-fr": "Nous sommes moins."}))
    said = client.get(reverse("policy-desk")).content.decode()
    assert '<span lang="fr">Nous sommes moins.</span> <small>(in French)</small>' in said


def test_a_major_version_leads_to_its_announcement(browser: Browser, saved: Callable) -> None:
    saved(rules=SLOWER)
    client = browser("lead")
    answer = client.post(reverse(PAGE), sent(weight="major"))
    assert answer.headers["Location"] == reverse("announcement", args=[2])
    assert reverse("announcement", args=[2]) in client.get(reverse("policy-desk")).content.decode()


def test_a_later_moment_is_meant_in_the_leads_zone(
    browser: Browser, saved: Callable, lead: Staff
) -> None:
    Staff.objects.filter(pk=lead.pk).update(zone="Europe/Paris")
    saved(rules=SLOWER)
    answer = sent(when="later", starts="2026-02-01T09:00")
    assert browser("lead").post(reverse(PAGE), answer).status_code == 303
    row = PolicyVersion.objects.get(number=2)
    assert row.effective_at == datetime(2026, 2, 1, 8, 0, tzinfo=UTC)
    assert policy.in_force(NOW).version == 1
    assert "to come" in browser("lead").get(reverse("policy-desk")).content.decode()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"seen": "0"}, "The draft was saved since you opened this page."),
        ({"weight": ""}, ""),
        ({"note-en": " "}, "Write a note"),
        ({"when": "later", "starts": ""}, "Give the day and the time."),
        ({"when": "later", "starts": "2020-01-01T00:00"}, "This moment is past"),
    ],
)
def test_a_form_that_cannot_be_meant_publishes_nothing(
    browser: Browser, saved: Callable, more: dict[str, str], said: str
) -> None:
    saved(rules=SLOWER)
    form = {name: value for name, value in sent(**more).items() if value or name != "weight"}
    answer = browser("lead").post(reverse(PAGE), form)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert form["note-en"].strip() in answer.content.decode()
    assert PolicyVersion.objects.count() == 1


def test_a_draft_with_mistakes_is_not_published(browser: Browser, saved: Callable) -> None:
    saved(en=("{{ after resend.after }}, send", "after 24 hours, send"))
    for ask in ("get", "post"):
        answer = getattr(browser("lead"), ask)(reverse(PAGE), sent())
        assert answer.headers["Location"] == reverse("policy-draft")
    assert PolicyVersion.objects.count() == 1


def test_nobodys_version_is_undone_unseen(
    browser: Browser, saved: Callable, files: dict[str, str]
) -> None:
    saved(rules=SLOWER)
    policy.publish(files | {"en.md": files["en.md"] + "\nMore.\n"}, at=NOW - timedelta(seconds=1))
    answer = browser("lead").post(reverse(PAGE), sent())
    assert answer.status_code == 422
    assert "Version 2 was published since this draft began." in answer.content.decode()
    assert PolicyVersion.objects.count() == 2


def test_there_is_nothing_to_publish_without_a_draft(browser: Browser) -> None:
    answer = browser("lead").get(reverse(PAGE))
    assert answer.headers["Location"] == reverse("policy-desk")
