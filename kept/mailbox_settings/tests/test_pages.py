"""Leads set up mailboxes and block senders; nobody else finds these pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kept.channels.mail.imap.models import Watch
from kept.mailboxes.models import BlockedSender, Mailbox, RoundTrip
from kept.mailboxes.troubles import TroubleError
from kept.people.tests.test_teams import made

Browser = Callable[..., Client]
ALONE = ("settings", "mailbox-add", "blocked")
OF_ONE = (
    "mailbox",
    *(f"mailbox-{step}" for step in ("address", "receiving", "sending", "test", "records")),
)
ACTS = ("mailbox-use", "mailbox-pause", "mailbox-remove", "mailbox-key")

#: A real provider, so that its servers are known; no mail is sent there.
GOOGLE = "gmail.com"


@pytest.fixture
def mailbox(edition: object, settings: object) -> Mailbox:
    settings.KEPT_DNS = "off"
    return Mailbox.objects.create(address="help@shop.example", active=False)


@pytest.mark.parametrize("name", [*ALONE, *OF_ONE, *ACTS, "unblock", "mailbox-own"])
def test_only_a_lead_finds_the_settings(browser: Browser, mailbox: Mailbox, name: str) -> None:
    args = [mailbox.pk] if name in (*OF_ONE, *ACTS) else []
    method = "get" if name in (*ALONE, *OF_ONE) else "post"
    found = [
        getattr(browser(who), method)(reverse(name, args=args)).status_code
        for who in ("customer", "stranger", "agent")
    ]
    assert found == [302, 302, 404]
    assert getattr(browser("lead"), method)(reverse(name, args=args)).status_code in (200, 303)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", OF_ONE)
def test_the_steps_are_said_in_both_languages(
    browser: Browser, mailbox: Mailbox, lead: object, name: str, language: str
) -> None:
    lead.language = language
    lead.save()
    said = browser("lead").get(reverse(name, args=[mailbox.pk])).content.decode()
    assert ("Enregistrements" in said) is (language == "fr")
    assert ("Mail in" in said) is (language == "en")


def test_a_mailbox_begins_unused_and_with_likely_servers(
    browser: Browser, edition: object, settings: object
) -> None:
    settings.KEPT_DNS = "off"
    client = browser("lead")
    went = client.post(reverse("mailbox-add"), {"address": f"Shop@{GOOGLE.title()}", "name": ""})
    row = Mailbox.objects.get(address=f"shop@{GOOGLE}")
    assert went.headers["Location"] == reverse("mailbox-receiving", args=[row.pk])
    assert not row.active
    said = client.get(went.headers["Location"]).content.decode()
    assert "imap.gmail.com" in said
    assert "app password" in said


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Which address is it?"),
        ("nobody", "is not an e-mail address"),
        ("help@shop.example", "has a mailbox of this address already"),
        ("help+x@shop.example", "belongs to the one without"),
    ],
)
def test_an_address_that_cannot_be_one_is_told(
    browser: Browser, mailbox: Mailbox, typed: str, sentence: str
) -> None:
    answer = browser("lead").post(reverse("mailbox-add"), {"address": typed})
    assert answer.status_code == 422
    assert sentence in answer.content.decode().replace("&#x27;", "'")


def test_what_stands_in_the_way_is_said_and_nothing_goes_on(
    browser: Browser, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_mailbox: Mailbox) -> None:
        raise TroubleError("wrong_password", host="imap.shop.example", words="no such user")

    monkeypatch.setattr("kept.mailbox_settings.trying.try_reading", refused)
    answer = browser("lead").post(
        reverse("mailbox-receiving", args=[mailbox.pk]),
        {"fetch": "imap", "imap_host": "imap.shop.example", "imap_port": "993",
         "imap_security": "tls", "imap_user": "help", "imap_auth": "password",
         "password": "sesame", "imap_folder": "INBOX", "imap_after": "seen"},
    )  # fmt: skip
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "refuses the user name or the password" in said
    assert "app password" in said
    assert "sesame" not in said
    mailbox.refresh_from_db()
    assert "receiving" not in mailbox.tried
    assert mailbox.open_secrets().imap_password == "sesame"
    assert "sesame" not in mailbox.secrets


def test_a_mailbox_is_used_only_after_a_test_mail_came_back(
    browser: Browser, mailbox: Mailbox
) -> None:
    client = browser("lead")
    client.post(reverse("mailbox-use", args=[mailbox.pk]))
    mailbox.refresh_from_db()
    assert not mailbox.active
    RoundTrip.objects.create(
        token="a" * 32,
        mailbox=mailbox,
        sent_at="2026-01-09T18:00Z",
        arrived_at="2026-01-09T18:00:04Z",
    )
    said = client.get(reverse("mailbox-test", args=[mailbox.pk])).content.decode()
    assert "came back after 4 seconds" in said
    client.post(reverse("mailbox-use", args=[mailbox.pk]))
    mailbox.refresh_from_db()
    assert mailbox.active


def test_what_it_is_called_and_signed_is_kept(browser: Browser, mailbox: Mailbox) -> None:
    browser("lead").post(
        reverse("mailbox-address", args=[mailbox.pk]),
        {"name": "Shop", "aliases": "info@shop.example\nHi@shop.example", "language": "fr",
         "signature_en": "Your *shop*", "signature_fr": "", "signature_de": ""},
    )  # fmt: skip
    mailbox.refresh_from_db()
    assert (mailbox.name, mailbox.language) == ("Shop", "fr")
    assert mailbox.aliases == ["info@shop.example", "hi@shop.example"]
    assert mailbox.signature("fr") == "Your *shop*"


def test_whose_work_comes_to_each_address_is_said(browser: Browser, mailbox: Mailbox) -> None:
    client, path = browser("lead"), reverse("mailbox-address", args=[mailbox.pk])
    assert 'name="team"' not in client.get(path).content.decode()  # the desk has no teams
    for name in ("Billing", "Shop"):
        made(name)
    said = {"name": "", "aliases": "billing@shop.example\nhi@shop.example", "language": ""}
    client.post(path, said | {"team": "shop"})
    mailbox.refresh_from_db()
    assert mailbox.team_of("billing@shop.example") == "shop"
    page = client.get(path).content.decode()
    assert "The team for billing@shop.example" in page
    client.post(path, said | {"team": "shop", "team_0": "billing", "team_1": "="})
    mailbox.refresh_from_db()
    assert mailbox.alias_teams == {"billing@shop.example": "billing"}
    for view in ("mailbox", "mailbox-test"):
        page = client.get(reverse(view, args=[mailbox.pk])).content.decode()
        assert "Billing, where it comes to billing@shop.example" in page
    client.post(path, said | {"aliases": "hi@shop.example", "team": "shop", "team_0": "billing"})
    mailbox.refresh_from_db()
    assert mailbox.alias_teams == {}
    assert client.post(path, said | {"team": "nobody"}).status_code == 422


@pytest.mark.parametrize("next_at", [None, timezone.now()], ids=["connected", "put off"])
def test_trouble_with_some_mails_is_not_told_as_trouble_with_all(
    browser: Browser, mailbox: Mailbox, next_at: datetime | None
) -> None:
    Mailbox.objects.update(active=True, fetch="imap")
    code, since = ("lost" if next_at else "breaks"), timezone.now()
    Watch.objects.create(
        address=mailbox.address, code=code, detail="1", failing_since=since, next_at=next_at
    )
    said = browser("lead").get(reverse("settings")).content.decode()
    assert ("Nothing is fetched since" in said) is bool(next_at)
    assert ("breaks whenever certain mails are asked for" in said) is (next_at is None)


def test_a_key_is_made_and_its_record_shown(browser: Browser, mailbox: Mailbox) -> None:
    client = browser("lead")
    client.post(reverse("mailbox-key", args=[mailbox.pk]))
    mailbox.refresh_from_db()
    assert "PRIVATE KEY" in mailbox.open_secrets().dkim_key
    assert mailbox.dkim_domain == "", "nothing is signed before the key is published"


def test_a_sender_is_blocked_and_heard_again(browser: Browser, edition: object) -> None:
    client = browser("lead")
    client.post(reverse("blocked"), {"who": "@Spam.example", "reason": "junk"})
    assert BlockedSender.objects.get().key == "spam.example"
    assert "Mail from spam.example is refused" in client.get(reverse("blocked")).content.decode()
    assert client.post(reverse("blocked"), {"who": "what?"}).status_code == 422
    client.post(reverse("unblock"), {"who": "spam.example"})
    assert not BlockedSender.objects.exists()


def test_a_mailbox_is_removed_only_for_sure(browser: Browser, mailbox: Mailbox) -> None:
    client = browser("lead")
    client.post(reverse("mailbox-remove", args=[mailbox.pk]))
    assert Mailbox.objects.exists()
    client.post(reverse("mailbox-remove", args=[mailbox.pk]), {"sure": "on"})
    assert not Mailbox.objects.exists()
