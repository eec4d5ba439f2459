"""A lead grants the desk access to a mailbox at its provider."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse

from kept.mailboxes.models import Mailbox
from kept.mailboxes.secrets import OAuth, Secrets
from tests import sign_in_service
from tests.sign_in_service import CLIENT, Service

Browser = Callable[..., Client]


@pytest.fixture
def service() -> Iterator[Service]:
    with sign_in_service.service() as running:
        yield running


@pytest.fixture
def mailbox(edition: object, settings: object, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    settings.KEPT_DNS = "off"
    monkeypatch.setattr("kept.mailbox_settings.trying.try_reading", lambda _mailbox: 0)
    return Mailbox.objects.create(address="help@shop.example", active=False)


def ask(client: Client, mailbox: Mailbox, service: Service, **more: str) -> str:
    """Fill the form in and press the button; where the provider's page is, '' where nowhere."""
    client.post(
        reverse("mailbox-receiving", args=[mailbox.pk]),
        {"fetch": "imap", "imap_host": "imap.shop.example", "imap_port": "993",
         "imap_security": "tls", "imap_user": "help@shop.example", "imap_auth": "xoauth2",
         "authorize_url": f"{service.url}/authorize?prompt=consent",
         "token_url": f"{service.url}/token", "scope": "mail", "imap_folder": "INBOX",
         "imap_after": "seen", **CLIENT, **more},
    )  # fmt: skip
    said = client.get(reverse("mailbox-connect", args=[mailbox.pk])).content.decode()
    link = re.search(r'href="(http[^"]+/authorize[^"]+)"', said)
    return html.unescape(link[1]) if link else ""


def come_back(client: Client, address: str) -> str:
    """What the desk says to who comes back from the provider."""
    return html.unescape(client.get(address, follow=True).content.decode())


def test_access_is_granted_and_kept_sealed(
    browser: Browser, mailbox: Mailbox, service: Service
) -> None:
    lead = browser("lead")
    page = ask(lead, mailbox, service)
    assert "prompt=consent" in page
    assert "login_hint=help%40shop.example" in page
    assert all(secret not in page for secret in (CLIENT["client_secret"], "verifier"))
    assert not Mailbox.objects.get().secrets, "nothing is kept on the way"
    back = service.consent(page)
    assert "Access is granted" in come_back(lead, back)
    row = Mailbox.objects.get()
    oauth = row.open_secrets().oauth
    assert row.imap_auth == "xoauth2"
    assert oauth is not None
    assert (oauth.refresh_token, oauth.client_secret) == ("grant-1", CLIENT["client_secret"])
    assert "grant-1" not in row.secrets
    assert "does not belong to a connection" in come_back(lead, back), "a journey is good once"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("state=", "state=x"), "does not belong to a connection that was begun here"),
        (("state=", "state=é"), "does not belong to a connection that was begun here"),
        (("code=code-0", "error=access_denied"), "The provider says: “access_denied”"),
        (("code=code-0", "code=guessed"), "invalid_grant"),
    ],
)
def test_what_comes_back_is_not_believed(
    browser: Browser,
    mailbox: Mailbox,
    service: Service,
    change: tuple[str, str],
    sentence: str,
) -> None:
    lead = browser("lead")
    back = service.consent(ask(lead, mailbox, service))
    assert sentence in come_back(lead, back.replace(*change))
    assert Mailbox.objects.get().secrets == ""


def test_another_browser_cannot_end_what_one_began(
    browser: Browser, mailbox: Mailbox, service: Service
) -> None:
    back = service.consent(ask(browser("lead"), mailbox, service))
    assert "does not belong to a connection" in come_back(browser("lead"), back)
    assert [browser(who).get(back).status_code for who in ("customer", "agent")] == [302, 404]
    assert not service.given


def test_access_for_an_hour_is_not_enough(
    browser: Browser, mailbox: Mailbox, service: Service
) -> None:
    service.lasting = False
    lead = browser("lead")
    assert "no refresh token" in come_back(lead, service.consent(ask(lead, mailbox, service)))
    assert Mailbox.objects.get().secrets == ""


def test_a_mailbox_in_use_keeps_what_works(
    browser: Browser, mailbox: Mailbox, service: Service
) -> None:
    held = Secrets(imap_password="sesame", oauth=OAuth(client_id="old", refresh_token="old"))
    mailbox.active = True
    mailbox.seal(held)
    mailbox.save()
    lead = browser("lead")
    page = ask(lead, mailbox, service, connect="again")
    assert Mailbox.objects.get().open_secrets() == held
    come_back(lead, service.consent(page))
    now = Mailbox.objects.get().open_secrets()
    assert now.oauth is not None
    assert (now.imap_password, now.oauth.refresh_token) == ("sesame", "grant-1")


@pytest.mark.parametrize("url", ["http://shop.example/token", "file://localhost/etc/passwd", "x"])
def test_secrets_travel_protected(
    browser: Browser, mailbox: Mailbox, service: Service, url: str
) -> None:
    assert ask(browser("lead"), mailbox, service, token_url=url) == ""
