"""Leads let a provider hand mail over; nobody else finds these pages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from kept.channels.mail.models import ReceivedMail
from kept.channels.mail.webhooks.models import Webhook, added
from kept.cli import main
from kept.conftest import NOW

Browser = Callable[..., Client]


@pytest.mark.parametrize("name", ["webhook", "webhook-add", "webhook-renew", "webhook-remove"])
def test_only_a_lead_finds_them(browser: Browser, edition: object, name: str) -> None:
    path = reverse(name, args=[] if name == "webhook-add" else [added("postmark").pk])
    method = "get" if name in ("webhook", "webhook-add") else "post"
    people = ("customer", "stranger", "agent")
    found = [getattr(browser(who), method)(path).status_code for who in people]
    assert found == [302, 302, 404]
    assert getattr(browser("lead"), method)(path).status_code in (200, 303)
    assert Webhook.objects.count() == (name != "webhook-add")


def test_a_provider_gets_an_address_of_its_own(browser: Browser, edition: object) -> None:
    client = browser("lead")
    went = client.post(reverse("webhook-add"), {"provider": "postmark"}, follow=True)
    row, said = Webhook.objects.get(), went.content.decode()
    assert row.address_to_paste in said
    assert "Include raw email content in JSON payload" in said
    assert "Only this machine knows this address" in said  # the desk of the tests
    assert went.headers["Cache-Control"] == "private, no-store"
    assert "Postmark" in client.get(reverse("settings")).content.decode()


def test_nothing_chosen_is_told(browser: Browser, edition: object) -> None:
    answer = browser("lead").post(reverse("webhook-add"), {})
    assert (answer.status_code, Webhook.objects.count()) == (422, 0)
    assert "Choose one." in answer.content.decode()


def test_a_key_is_kept_sealed_and_shown_to_nobody(browser: Browser, edition: object) -> None:
    row, client = added("mailgun"), browser("lead")
    path = reverse("webhook", args=[row.pk])
    wrong = client.post(path, {"key": "two words"})
    assert (wrong.status_code, "cannot be the key" in wrong.content.decode()) == (422, True)
    said = client.post(path, {"key": " key-3ax6xnjp29jd6fds "}, follow=True).content.decode()
    row.refresh_from_db()
    assert row.secret == "key-3ax6xnjp29jd6fds"
    assert "key-3ax6xnjp29jd6fds" not in said + row.sealed
    assert "A key is kept." in said
    assert row.address.endswith("/mime")


def test_another_address_takes_the_place_of_one_that_is_known(
    browser: Browser, edition: object
) -> None:
    row = added("postmark")
    before = row.address_to_paste
    browser("lead").post(reverse("webhook-renew", args=[row.pk]))
    row.refresh_from_db()
    words = zip(*(re.split(r"[:/@]", one) for one in (before, row.address_to_paste)), strict=True)
    assert sum(one != other for one, other in words) == 2  # the password, and the path


def test_the_last_mail_is_shown_or_why_one_was_not_taken(
    browser: Browser, edition: object, clock: object
) -> None:
    row = added("mailgun", "key")
    row.last_mail, row.last_at = "0000000000000001-00000001", NOW
    row.trouble, row.trouble_at = "not_whole", NOW
    row.save()
    ReceivedMail.objects.create(
        id=row.last_mail, received_at=NOW, size=1, state="done", code="new", ticket=7,
        sender="camille@example.org", subject="The report stops",
    )  # fmt: skip
    said = browser("lead").get(reverse("webhook", args=[row.pk])).content.decode()
    assert re.search(r"camille@example\.org.*The report stops.*#7", said, re.S)
    assert "It must end with “mime”" in said
    assert "was not taken" in said


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("https://sns.eu-west-1.amazonaws.com/?Action=Confirm", True),
        ("http://sns.eu-west-1.amazonaws.com/", False),
        ("https://sns.amazonaws.com.evil.example/", False),
        ("javascript:alert(1)//.amazonaws.com", False),
    ],
)
def test_only_amazon_s_own_address_can_be_confirmed(
    browser: Browser, edition: object, asked: str, shown: bool
) -> None:
    row = added("ses")
    row.confirm = asked
    row.save()
    said = browser("lead").get(reverse("webhook", args=[row.pk])).content.decode()
    assert ("Yes, confirm it at Amazon" in said) is shown
    assert (f'href="{asked}"' in said) is shown


def test_a_provider_is_removed_only_on_purpose(browser: Browser, edition: object) -> None:
    row, client = added("postal", "key"), browser("lead")
    client.post(reverse("webhook-remove", args=[row.pk]))
    assert Webhook.objects.count() == 1
    client.post(reverse("webhook-remove", args=[row.pk]), {"sure": "on"})
    assert Webhook.objects.count() == 0


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_pages_are_said_in_both_languages(
    browser: Browser, edition: object, lead: object, language: str
) -> None:
    lead.language = language
    lead.save()
    said = browser("lead").get(reverse("webhook", args=[added("mailgun").pk])).content.decode()
    assert ("Le dernier message" in said) is (language == "fr")
    assert ("The last mail" in said) is (language == "en")


def test_the_command_does_the_same(
    edition: object, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kept.cli.mailbox.desk_ready", lambda: None)
    assert main(["mailbox", "webhooks", "--add", "nobody"]) == 1
    assert "mailgun, postmark" in capsys.readouterr().err
    assert main(["mailbox", "webhooks", "--add", "postmark"]) == 0
    assert capsys.readouterr().out.startswith(Webhook.objects.get().address_to_paste)
    assert main(["mailbox", "webhooks"]) == 0
    listed = capsys.readouterr().out
    assert "no mail yet" in listed
    assert Webhook.objects.get().secret not in listed
    assert main(["mailbox", "webhooks", "--remove", str(Webhook.objects.get().pk)]) == 0
    assert main(["mailbox", "webhooks", "--remove", "99"]) == 1
    assert Webhook.objects.count() == 0
