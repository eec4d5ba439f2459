"""A request with more people than the one who asked: merged with another's, or let in."""

from __future__ import annotations

import pytest

from kept.channels.portal.tests.conftest import png, words
from kept.channels.portal.tests.test_requests import HOUR, Ask, Browser, answer
from kept.conftest import NOW
from kept.people.models import Customer, Staff
from kept.tickets import actions
from kept.tickets.actions import File
from kept.tickets.check import differences
from kept.tickets.models import Attachment

pytestmark = pytest.mark.django_db


def test_a_merged_request_leads_to_the_one_that_it_goes_on_as(
    browser: Browser, ask: Ask, agent: Staff
) -> None:
    one, other = ask(), ask("The same again.", subject="Once more")
    actions.merge(one, other, by=agent, at=NOW)
    camille = browser("customer")
    assert camille.get(f"/requests/{one}").url == f"/requests/{other}"
    page = camille.get(f"/requests/{other}").content.decode()
    assert "The report stops at 62 %." in page
    assert "The same again." in page
    assert f"/requests/{one}" not in camille.get("/requests").content.decode()


def test_who_was_merged_into_a_stranger_s_request_keeps_their_own_words(
    browser: Browser, ask: Ask, agent: Staff, stranger: Customer
) -> None:
    one, other = ask(), ask("My own words.", by=stranger)
    actions.merge(one, other, by=agent, at=NOW)
    page = browser("customer").get(f"/requests/{one}")
    assert page.status_code == 200
    assert "The report stops at 62 %." in page.content.decode()
    assert "My own words." not in page.content.decode()
    assert browser("customer").get(f"/requests/{other}").status_code == 404


def test_who_was_let_in_reads_and_writes_until_taken_out(
    browser: Browser, ask: Ask, agent: Staff, stranger: Customer
) -> None:
    number = ask()
    answer(number, agent, at=NOW, files=(File("a.png", "image/png", png()),))
    actions.note(number, "Between us.", by=agent, at=NOW)
    path, guest = f"/requests/{number}", browser("stranger")
    file = f"{path}/files/{Attachment.objects.get().pk}"
    assert [guest.get(one).status_code for one in (path, file)] == [404, 404]
    actions.let_in(number, stranger, by=agent, at=NOW)
    page = guest.get(path)
    said = words(page)
    assert "The report stops at 62 %." in said
    assert "We look." in said
    assert "Between us." not in said
    assert "camille@maison-oriol.example" not in page.content.decode()
    assert "It is settled" not in said
    shown = guest.get(file)
    assert shown.getvalue() == png()  # reads it to its end, which closes it
    assert f'href="{path}"' in guest.get("/requests").content.decode()
    assert guest.post(f"{path}/reply", {"text": "I see it too."}).status_code == 302
    assert guest.post(f"{path}/close").status_code == 404
    assert "I see it too." in words(browser("customer").get(path))
    actions.take_out(number, stranger, by=agent, at=NOW + HOUR)
    assert [guest.get(one).status_code for one in (path, file)] == [404, 404]
    assert guest.post(f"{path}/reply", {"text": "And now?"}).status_code == 404
    assert f'href="{path}"' not in guest.get("/requests").content.decode()
    assert list(differences()) == []


def test_who_came_with_a_merge_reads_once_the_team_says_so(
    browser: Browser, ask: Ask, agent: Staff, customer: Customer, stranger: Customer
) -> None:
    one, other = ask(), ask("My own words.", by=stranger)
    actions.merge(one, other, by=agent, at=NOW)
    assert browser("customer").get(f"/requests/{other}").status_code == 404
    actions.let_in(other, customer, by=agent, at=NOW + HOUR)
    assert browser("customer").get(f"/requests/{one}").url == f"/requests/{other}"
    assert "My own words." in words(browser("customer").get(f"/requests/{other}"))
    assert list(differences()) == []
