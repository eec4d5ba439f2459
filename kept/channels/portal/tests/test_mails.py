"""Which mails I get: chosen under my settings, or ended from the mail itself."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.test import Client

from kept.channels.portal.tests.conftest import words
from kept.channels.portal.tests.test_requests import Ask, Browser
from kept.deadlines.models import Promise
from kept.people import wishes
from kept.people.models import Customer
from kept.record.models import Event, OutgoingMail

pytestmark = pytest.mark.django_db


def path_of(customer: Customer, mail: wishes.Mail) -> str:
    return "/mails/" + wishes.link(customer, mail).partition("/mails/")[2]


@pytest.mark.parametrize("who", ["customer", "stranger", "agent", "lead", "nobody"])
def test_four_people_and_their_mails(browser: Browser, customer: Customer, who: str) -> None:
    done = browser(who).post("/my/mails", {"mail": ["rating"]})
    assert done.status_code == (302 if who in ("customer", "stranger") else 403)
    customer.refresh_from_db()
    assert customer.unwanted == (["acknowledgement"] if who == "customer" else [])
    assert browser(who).get("/mails/guessed").status_code == 404


@pytest.mark.parametrize("unwanted", [[], ["acknowledgement"]])
def test_who_wants_no_acknowledgement_is_owed_the_answer_all_the_same(
    ask: Ask, customer: Customer, unwanted: list[str]
) -> None:
    Customer.objects.filter(pk=customer.pk).update(unwanted=unwanted)
    customer.refresh_from_db()
    number = ask()
    assert OutgoingMail.objects.filter(purpose="request").exists() == (not unwanted)
    assert Event.objects.filter(type="Acknowledged").exists() == (not unwanted)
    assert Promise.objects.filter(ticket=number, kind="first_reply").exists()


@pytest.mark.parametrize("mail", wishes.MAILS)
def test_opening_the_link_changes_nothing_and_one_click_does(
    customer: Customer, mail: wishes.Mail
) -> None:
    """A mail program's click comes without a cookie and without a form's token (RFC 8058)."""
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    path = path_of(customer, mail)

    def unwanted() -> list[str]:
        customer.refresh_from_db()
        return list(customer.unwanted)

    def post(data: Mapping[str, str]) -> str:
        return words(client.post(path, data))

    assert client.get(path).status_code == 200
    assert unwanted() == []
    for _ in range(2):
        assert "They come no more." in post({"List-Unsubscribe": "One-Click"})
        assert unwanted() == [mail]
    assert "They come again." in post({"again": "1"})
    assert unwanted() == []


def test_the_settings_show_what_was_chosen(browser: Browser, customer: Customer) -> None:
    camille = browser("customer")
    page = camille.post("/my/mails", {"mail": ["rating"]}, follow=True)
    assert "It is kept." in words(page)
    body = page.content.decode()
    assert 'value="acknowledgement">' in body
    assert 'value="rating" checked>' in body
