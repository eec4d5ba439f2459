"""Erase my data: what it means is said before, only the mailed link does it, and it is done."""

from __future__ import annotations

import pytest
from django.core import signing
from django.test import Client

from kept.channels.portal.limits import PER_ADDRESS
from kept.channels.portal.tests.conftest import words
from kept.channels.portal.tests.test_requests import Ask, Browser
from kept.erasing.models import Erasure
from kept.people.models import Customer
from kept.record.models import OutgoingMail

pytestmark = pytest.mark.django_db


def link_of(client: Client) -> str:
    """The path of the link that was mailed to who is signed in there."""
    client.post("/my/erase")
    mail = OutgoingMail.objects.get(purpose="erase")
    return "/erase/" + str(mail.facts["link"]).partition("/erase/")[2]


@pytest.mark.parametrize("who", ["customer", "stranger", "agent", "lead", "nobody"])
def test_four_people_and_erasing(browser: Browser, ask: Ask, who: str) -> None:
    person, mine = browser(who), who in ("customer", "stranger")
    assert person.get("/my/erase").status_code == (200 if mine else 302)
    assert person.post("/my/erase").status_code == (200 if mine else 403)
    assert OutgoingMail.objects.filter(purpose="erase").count() == mine
    assert person.get("/erase/guessed").status_code == 404
    assert not Erasure.objects.exists()


def test_what_goes_and_what_stays_is_said_before(browser: Browser, ask: Ask) -> None:
    ask()
    said = words(browser("customer").get("/my/erase"))
    for told in ("What goes", "What stays, and why", "1 request of yours is still open", "A copy"):
        assert told in said


def test_only_the_button_of_the_mailed_link_erases(
    browser: Browser, ask: Ask, customer: Customer
) -> None:
    ask()
    camille = browser("customer")
    link = link_of(camille)
    anybody = Client(headers={"accept-language": "en"})
    assert "Erase it for ever?" in words(anybody.get(link))
    assert not Erasure.objects.exists(), "a mail program that looks at links erases nothing"
    assert "Nobody knows you here any more." in words(anybody.post(link))
    customer.refresh_from_db()
    assert (customer.name, customer.email) == ("", "")
    assert camille.get("/requests").status_code == 302
    assert anybody.post(link).status_code == 404


def test_a_link_ends(browser: Browser, monkeypatch: pytest.MonkeyPatch, customer: Customer) -> None:
    link = link_of(browser("customer"))
    later = signing.time.time() + 31 * 60
    monkeypatch.setattr(signing.time, "time", lambda: later)
    page = browser("customer").post(link)
    assert page.status_code == 404
    assert "This link erases nothing any more." in words(page)
    assert not Erasure.objects.exists()


def test_links_are_not_asked_for_without_end(browser: Browser) -> None:
    camille = browser("customer")
    for _ in range(PER_ADDRESS):
        assert camille.post("/my/erase").status_code == 200
    assert camille.post("/my/erase").status_code == 429


def test_it_is_said_in_french_too(browser: Browser) -> None:
    page = browser("customer", **{"accept-language": "fr"}).get("/my/erase")
    assert "Ce qui disparaît" in words(page)
