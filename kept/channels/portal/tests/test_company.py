"""My company's requests: who sees that they were asked, and that nobody sees what was said."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.test import Client

from kept.channels.portal.tests.conftest import words
from kept.channels.portal.tests.test_requests import Ask, Browser, answer
from kept.companies import belonging
from kept.companies.models import Company
from kept.conftest import NOW
from kept.core.decide import Refused
from kept.core.events import DESK, Actor
from kept.erasing import forgetting
from kept.people.customers import find_or_add
from kept.people.models import Customer, Staff
from kept.tickets import actions

pytestmark = pytest.mark.django_db
DOMAIN = "maison-oriol.example"
BEFORE = NOW - timedelta(hours=1)


def person(email: str) -> Customer:
    return find_or_add(key=email, email=email, name="", language="en", zone="", at=NOW)


def signed_in(who: Customer) -> Client:
    client = Client(headers={"accept-language": "en"})
    session = client.session
    session["customer"] = who.pk
    session.save()
    client.cookies["sessionid"] = str(session.session_key)
    return client


@pytest.fixture
def opened(db: None, edition: object) -> Company:
    done = belonging.open_to_each_other(DOMAIN, by=DESK, at=BEFORE)
    assert isinstance(done, Company)
    return done


@pytest.mark.parametrize(
    ("reader", "asked", "at", "sees"),
    [
        (f"bob@{DOMAIN}", f"ann@{DOMAIN}", NOW, True),
        (f"bob@{DOMAIN}", f"ann@{DOMAIN}", BEFORE - timedelta(seconds=1), False),
        (f"bob@{DOMAIN}", f"bob@{DOMAIN}", NOW, False),  # one's own stands in one's own list
        (f"bob@{DOMAIN}", f"ann@sub.{DOMAIN}", NOW, False),
        (f"bob@{DOMAIN}", f"ann@evil-{DOMAIN}", NOW, False),
        (f"bob@{DOMAIN}", f"ann@{DOMAIN}.elsewhere.example", NOW, False),
        (f"bob@{DOMAIN}", "ann@elsewhere.example", NOW, False),
        (f"bob@sub.{DOMAIN}", f"ann@{DOMAIN}", NOW, None),
        (f"bob@evil-{DOMAIN}", f"ann@{DOMAIN}", NOW, None),
        ("bob@elsewhere.example", f"ann@{DOMAIN}", NOW, None),
    ],
)
def test_who_sees_what_was_asked(
    opened: Company, ask: Ask, reader: str, asked: str, at: datetime, sees: bool | None
) -> None:
    """None: there is no such page for them."""
    ask(by=person(asked), subject="A secret project", at=at)
    page = signed_in(person(reader)).get("/requests/company")
    assert page.status_code == (404 if sees is None else 200)
    assert ("A secret project" in words(page)) == bool(sees)


def test_the_words_stay_between_who_asked_and_the_team(
    opened: Company, ask: Ask, agent: Staff
) -> None:
    number = ask("It is about my salary.", by=person(f"ann@{DOMAIN}"), subject="A question")
    answer(number, agent, at=NOW)
    bob = signed_in(person(f"bob@{DOMAIN}"))
    said = words(bob.get("/requests/company"))
    assert "A question" in said
    assert f"ann@{DOMAIN}" in said
    assert "salary" not in said
    for path in ("", "/close", "/reply", "/rate/2"):
        one = f"/requests/{number}{path}"
        assert (bob.post(one) if path else bob.get(one)).status_code == 404


def test_where_it_is_and_what_is_promised_is_told(opened: Company, ask: Ask) -> None:
    ask(by=person(f"ann@{DOMAIN}"), subject="A question")
    said = words(signed_in(person(f"bob@{DOMAIN}")).get("/requests/company"))
    assert "with us" in said
    assert "§" in said


def test_a_company_that_closes_shows_nothing_and_one_that_opens_again_nothing_older(
    opened: Company, ask: Ask
) -> None:
    ask(by=person(f"ann@{DOMAIN}"), subject="The first")
    bob = signed_in(person(f"bob@{DOMAIN}"))
    assert belonging.close(DOMAIN, by=DESK, at=NOW)
    assert not belonging.close(DOMAIN, by=DESK, at=NOW)
    assert bob.get("/requests/company").status_code == 404
    assert "company" not in words(bob.get("/requests")).lower()
    belonging.open_to_each_other(DOMAIN, by=DESK, at=NOW + timedelta(minutes=1))
    assert "The first" not in words(bob.get("/requests/company"))


def test_what_a_stranger_wrote_in_a_colleagues_name_is_not_shown(
    opened: Company, ask: Ask, stranger: Customer
) -> None:
    ann = person(f"ann@{DOMAIN}")
    number = ask(by=ann, subject="A question")
    doubted = actions.Draft(kind="customer", channel="mail", text="Me!", customer=ann,
                            doubted=True, recipient=ann.email)  # fmt: skip
    actions.receive(number, doubted, at=NOW)
    assert "A question" not in words(signed_in(person(f"bob@{DOMAIN}")).get("/requests/company"))


def test_who_was_erased_is_nobodys_colleague(opened: Company, ask: Ask) -> None:
    ann = person(f"ann@{DOMAIN}")
    ask(by=ann, subject="A question")
    forgetting.begin(ann, by=Actor("customer", ann.pk), at=NOW)
    assert "A question" not in words(signed_in(person(f"bob@{DOMAIN}")).get("/requests/company"))


@pytest.mark.parametrize("domain", ["gmail.com", "@Gmail.com ", "no domain", "", "kept.example"])
def test_where_nobody_knows_each_other_nothing_is_opened(
    edition: object, domain: str, settings: object
) -> None:

    settings.DESK = replace(settings.DESK, address="help@kept.example")
    assert isinstance(belonging.open_to_each_other(domain, by=DESK, at=NOW), Refused)
    assert not Company.objects.exists()


def test_a_lead_opens_and_closes_a_company(browser: Browser, edition: object) -> None:
    lead = browser("lead")
    page = lead.post("/desk/settings/companies", {"open": f" @{DOMAIN.upper()} "}, follow=True)
    assert f"People at {DOMAIN} see" in words(page)
    page = lead.post("/desk/settings/companies", {"open": "gmail.com"}, follow=True)
    assert "addresses of many" in words(page)
    page = lead.post("/desk/settings/companies", {"close": DOMAIN}, follow=True)
    assert not belonging.opened().exists()
    assert Company.objects.get().until_by.startswith("staff:")
    assert browser("agent").post("/desk/settings/companies", {"open": DOMAIN}).status_code == 404
