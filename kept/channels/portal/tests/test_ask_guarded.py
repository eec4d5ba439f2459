"""The form that asks stands open to all: against floods, forgery and the curious."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from kept.channels.portal import limits
from kept.channels.portal.tests.conftest import sent, words
from kept.conftest import NOW
from kept.core.events import Actor
from kept.mailboxes import blocking
from kept.people.models import Customer, Staff
from kept.record.models import OutgoingMail
from kept.tickets.models import Ticket

pytestmark = pytest.mark.django_db

Browser = Callable[..., Client]


ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'>{{ 7|add:7 }}{% now %}"


def test_what_somebody_typed_is_shown_and_never_run(browser: Browser, customer: Customer) -> None:
    client = browser("customer")
    attacked = sent(name=ATTACK, subject=ATTACK, text=ATTACK, email=customer.email)
    client.post("/ask", attacked)
    number = Ticket.objects.get().number
    pages = [
        client.post("/ask", sent(name=ATTACK, subject=ATTACK, text=ATTACK, email=ATTACK)),
        client.get("/requests"),
        client.get(f"/requests/{number}"),
        client.post(f"/requests/{number}/reply", {"text": "", "zone": ATTACK, "nonce": ATTACK}),
        client.get(f"/my/sign-in?next={ATTACK}"),
        client.get(f"/policy?zone={ATTACK}"),
    ]
    for page in pages:
        html = page.content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "&lt;script&gt;" in html or ATTACK[:8] not in unescape(html)
        assert "14{%" not in html
        assert "script-src 'self'" in page.headers["Content-Security-Policy"]


def test_many_requests_within_an_hour_are_slowed_down_and_kept_in_the_form(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PER_ADDRESS", 2)
    client = browser("nobody")
    for n in range(2):
        assert client.post("/ask", sent(text=f"Question number {n} of mine.")).status_code == 302
    response = client.post("/ask", sent(text="One question too many."))
    assert response.status_code == 429
    assert "Many requests came from you within an hour." in words(response)
    assert "One question too many." in response.content.decode()
    assert Ticket.objects.count() == 2
    assert client.post("/ask", sent(text="Question number 1 of mine.")).status_code == 302


def test_who_is_blocked_is_told_politely_and_opens_nothing(browser: Browser, lead: Staff) -> None:
    blocking.block("visitor.example", by=Actor("staff", lead.pk), at=NOW)
    form = sent() | {"email": "bob@visitor.example"}
    response = browser("nobody").post("/ask", form)
    assert response.status_code == 403
    assert "does not take messages from this address" in words(response)
    assert form["text"].split()[0] in words(response), "what was written is not lost"
    assert not Ticket.objects.exists()
    assert browser("nobody").post("/ask", sent()).status_code == 302


def test_one_network_is_counted_as_one(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PER_NETWORK", 1)
    client = browser("nobody")
    here, there = "2001:db8:1:2::7", "2001:db8:1:2:ffff::9"
    assert client.post("/ask", sent(), REMOTE_ADDR=here).status_code == 302
    other = sent(email="bob@example.org", text="Somebody else asks this.")
    assert client.post("/ask", other, REMOTE_ADDR=there).status_code == 429
    assert client.post("/ask", other, REMOTE_ADDR="2001:db8:1:3::1").status_code == 302


def test_a_forged_form_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/ask", sent()).status_code == 403
    assert not Ticket.objects.exists()
    client.get("/ask")
    token = client.cookies["csrftoken"].value
    assert client.post("/ask", sent(csrfmiddlewaretoken=token)).status_code == 302


class TestSomebodyElsesAccount:
    """Whoever is not signed in learns and changes nothing of a customer who is there."""

    def test_it_keeps_its_name_language_and_zone(
        self, browser: Browser, customer: Customer
    ) -> None:
        Customer.objects.filter(pk=customer.pk).update(name="", zone="", language="fr")
        browser("nobody").post("/ask", sent(email=customer.email, name="Mallory"))
        customer.refresh_from_db()
        assert (customer.name, customer.zone, customer.language) == ("", "", "fr")
        assert Ticket.objects.get().customer == customer

    def test_its_owner_fills_it_in(self, browser: Browser, customer: Customer) -> None:
        Customer.objects.filter(pk=customer.pk).update(name="")
        browser("customer").post("/ask", sent(email=customer.email, name="Camille"))
        customer.refresh_from_db()
        assert (customer.name, customer.zone) == ("Camille", "Europe/Paris")

    def test_the_page_after_sending_is_the_same(self, browser: Browser, customer: Customer) -> None:
        client = browser("nobody")
        pages = [
            words(client.post("/ask", sent(email=email, zone="Asia/Tokyo"), follow=True))
            for email in (customer.email, "new@example.org")
        ]
        assert "Roussel" not in pages[0]
        known = pages[0].replace(customer.email, "new@example.org")
        assert re.sub(r"number \d+", "", known) == re.sub(r"number \d+", "", pages[1])

    def test_the_link_goes_to_the_spelling_that_is_known(
        self, browser: Browser, customer: Customer
    ) -> None:
        browser("nobody").post("/ask", sent(email=customer.email.upper()))
        assert OutgoingMail.objects.get().recipient == customer.email

    def test_the_number_opens_nothing(self, browser: Browser, customer: Customer) -> None:
        client = browser("nobody")
        client.post("/ask", sent(email=customer.email))
        response = client.get(f"/requests/{Ticket.objects.get().number}")
        assert response.status_code == 302
        assert response.url.startswith("/my/sign-in")
