"""The sign-in link in a browser: pressed, opened by a machine, old, altered, asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from kept.channels.portal import limits
from kept.channels.portal.tests.conftest import words
from kept.conftest import NOW
from kept.people.models import Customer
from kept.people.sign_in import MAILED, link
from kept.people.tests.test_sign_in import ELSEWHERE
from kept.record.models import OutgoingMail

pytestmark = pytest.mark.django_db

Browser = Callable[..., Client]


def path(customer: Customer, to: str = "/requests", **more: object) -> str:
    return link(customer, to, at=NOW, **more).removeprefix("http://127.0.0.1:8000")


def signed_in(client: Client) -> bool:
    return client.get("/requests").status_code == 200


def test_opening_a_link_shows_whose_it_is_and_does_nothing_yet(
    browser: Browser, customer: Customer
) -> None:
    client = browser("nobody")
    said = words(client.get(path(customer)))
    assert "c…@maison-oriol.example" in said
    assert customer.email not in said
    assert not signed_in(client)


def test_pressing_the_button_signs_in_and_goes_on(browser: Browser, customer: Customer) -> None:
    client = browser("nobody")
    response = client.post(path(customer, "/requests?before=7"))
    assert (response.status_code, response.url) == (302, "/requests?before=7")
    assert signed_in(client)
    assert client.get(path(customer, "/policy")).url == "/policy"  # no button a second time


def test_signing_in_changes_the_session(browser: Browser, customer: Customer) -> None:
    client = browser("nobody")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key
    client.post(path(customer))
    assert client.cookies["sessionid"].value != session.session_key


def test_a_link_may_be_used_again(browser: Browser, customer: Customer) -> None:
    for client in (browser("nobody"), browser("nobody")):
        assert client.post(path(customer)).status_code == 302


def test_the_button_needs_the_page_that_showed_it(customer: Customer) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(path(customer)).status_code == 403
    assert not signed_in(client)


def test_an_old_link_offers_a_new_one_and_opens_nothing(
    browser: Browser, customer: Customer, clock: Callable
) -> None:
    client, url = browser("nobody"), path(customer, "/requests/7")
    clock(NOW + MAILED + timedelta(seconds=1))
    response = client.get(url)
    assert response.status_code == 410
    assert "The time of this link is over." in words(response)
    said = words(client.post(url))
    assert "A new link is on its way to c…@maison-oriol.example." in said
    assert not signed_in(client)
    mail = OutgoingMail.objects.get()
    assert (mail.purpose, mail.recipient) == ("sign_in", customer.email)
    new = mail.facts["link"].removeprefix("http://127.0.0.1:8000")
    assert client.post(new).url == "/requests/7"


@pytest.mark.parametrize("token", ["x", "x:y:z", "%00", "../requests", "W10:1abc:def", "é" * 50])
def test_an_altered_link_says_so(browser: Browser, token: str) -> None:
    for response in (
        browser("nobody").get(f"/sign-in-link/{token}"),
        browser("nobody").post(f"/sign-in-link/{token}"),
    ):
        assert response.status_code == 404
        assert "This link does not work." in words(response)


class TestAskingForALink:
    def test_a_known_address_is_sent_one(self, browser: Browser, customer: Customer) -> None:
        client = browser("nobody", **{"accept-language": "fr"})
        client.post("/my/sign-in", {"email": customer.email, "next": "/requests/3"})
        mail = OutgoingMail.objects.get()
        assert (mail.recipient, mail.facts["language"]) == (customer.email, "fr")
        assert mail.next_at == NOW
        opened = client.post(mail.facts["link"].removeprefix("http://127.0.0.1:8000"))
        assert opened.url == "/requests/3"

    def test_it_lasts_half_an_hour(
        self, browser: Browser, customer: Customer, clock: Callable
    ) -> None:
        client = browser("nobody")
        client.post("/my/sign-in", {"email": customer.email})
        url = OutgoingMail.objects.get().facts["link"].removeprefix("http://127.0.0.1:8000")
        clock(NOW + timedelta(minutes=31))
        client.post(url)
        assert not signed_in(client)

    def test_the_answer_does_not_say_who_is_known(
        self, browser: Browser, customer: Customer
    ) -> None:
        known, unknown = (
            words(browser("nobody").post("/my/sign-in", {"email": email}))
            for email in (customer.email, "nobody@example.org")
        )
        assert known == unknown
        assert "If we know this address, a link is on its way." in known
        assert OutgoingMail.objects.count() == 1

    def test_another_spelling_gets_no_link(self, browser: Browser, customer: Customer) -> None:
        browser("nobody").post("/my/sign-in", {"email": customer.email.upper()})
        assert OutgoingMail.objects.get().recipient == customer.email

    @pytest.mark.parametrize("email", ["", "x", "a@b\nBcc: c@example.org", "a@example"])
    def test_what_is_no_address_is_said(self, browser: Browser, email: str) -> None:
        response = browser("nobody").post("/my/sign-in", {"email": email})
        assert response.status_code == 422
        assert not OutgoingMail.objects.exists()

    def test_nobody_is_flooded(
        self, browser: Browser, customer: Customer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(limits, "PER_ADDRESS", 2)
        answers = [
            browser("nobody").post("/my/sign-in", {"email": customer.email}).status_code
            for _ in range(3)
        ]
        assert answers == [200, 200, 429]
        assert OutgoingMail.objects.count() == 2

    @pytest.mark.parametrize("target", ELSEWHERE)
    def test_it_leads_nowhere_else(self, browser: Browser, customer: Customer, target: str) -> None:
        client = browser("nobody")
        client.post("/my/sign-in", {"email": customer.email, "next": target})
        url = OutgoingMail.objects.get().facts["link"].removeprefix("http://127.0.0.1:8000")
        assert client.post(url).url == "/requests"


class TestSigningOut:
    def test_a_customer_is_signed_out(self, browser: Browser) -> None:
        client = browser("customer")
        assert signed_in(client)
        client.post("/my/sign-out")
        assert not signed_in(client)
        client.post("/my/sign-out")  # again does no harm

    def test_staff_stays_signed_in_as_staff(
        self, browser: Browser, customer: Customer, agent: object
    ) -> None:
        client = browser("agent")
        client.post(path(customer))
        assert signed_in(client)
        client.post("/my/sign-out")
        assert not signed_in(client)
        assert client.session["_auth_user_id"] == str(agent.pk)

    def test_it_must_be_pressed(self, browser: Browser) -> None:
        client = browser("customer")
        assert client.get("/my/sign-out").status_code == 405
        assert signed_in(client)
