"""How was the answer? Said on the page, and from the mail that it came with."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from kept.channels.portal.tests.conftest import words
from kept.channels.portal.tests.test_requests import HOUR, Ask, Browser, answer
from kept.conftest import NOW
from kept.core import decide
from kept.core import events as e
from kept.people.models import Customer, Staff
from kept.record import events
from kept.tickets import actions, ratings
from kept.tickets.actions import Done, Refused
from kept.tickets.check import differences
from kept.tickets.export import lines
from kept.tickets.models import Rating

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(ask: Ask, agent: Staff) -> int:
    number = ask()
    answer(number, agent, at=NOW, recipient="camille@maison-oriol.example", message_id="m@x")
    return number


def said(number: int) -> list[e.AnswerRated]:
    return [one.event for one in events.history(number) if isinstance(one.event, e.AnswerRated)]


def link(number: int, customer: Customer) -> str:
    return "/rate/" + ratings.address(number, 2, customer.pk).rpartition("/rate/")[2]


@pytest.mark.parametrize(
    ("who", "status"),
    [("customer", 302), ("stranger", 404), ("agent", 403), ("lead", 403), ("nobody", 403)],
)
def test_four_people_and_the_page_s_question(
    browser: Browser, answered: int, who: str, status: int
) -> None:
    form = {"rating": "good"}
    assert browser(who).post(f"/requests/{answered}/rate/2", form).status_code == status
    assert bool(said(answered)) == (who == "customer")


@pytest.mark.parametrize("who", ["customer", "stranger", "agent", "lead", "nobody"])
def test_the_mail_s_link_asks_whoever_has_it_and_shows_nothing(
    browser: Browser, answered: int, customer: Customer, who: str
) -> None:
    page = browser(who).get(link(answered, customer) + "?say=good")
    assert page.status_code == 200
    assert "report" not in words(page)
    assert "camille" not in page.content.decode()
    assert said(answered) == []


def test_one_press_says_it_and_another_changes_it(
    browser: Browser, answered: int, agent: Staff
) -> None:
    camille, path = browser("customer"), f"/requests/{answered}"
    assert "How was our answer?" in words(camille.get(path))
    for form in ({"rating": "good"}, {"rating": "good"}, {"rating": "nonsense"}):
        camille.post(f"{path}/rate/2", form)
    assert said(answered) == [e.AnswerRated(message=2, rating="good")]
    camille.post(f"{path}/rate/2", {"rating": "could_be_better", "remark": "Too long."})
    assert said(answered)[-1] == e.AnswerRated(message=2, rating="could_be_better", remarked=True)
    assert "Too long." in words(camille.get(path))
    assert "Too long." not in "".join(str(one) for one in events.history(answered))
    team = words(browser("agent").get(f"/desk/tickets/{answered}"))
    assert "The answer could be better Too long." in team
    assert "Camille Roussel: the answer could be better" in team
    assert '"rating": "could_be_better", "remark": "Too long."' in next(lines())
    assert list(differences()) == []


@pytest.mark.parametrize("place", [1, 3, 9])
def test_only_answers_that_were_said_are_rated(
    browser: Browser, answered: int, agent: Staff, place: int
) -> None:
    actions.note(answered, "Between us.", by=agent, at=NOW)
    url = f"/requests/{answered}/rate/{place}"
    assert browser("customer").post(url, {"rating": "good"}).status_code == 404
    assert said(answered) == []


def test_opening_the_mail_s_link_records_nothing_and_its_button_does(
    answered: int, customer: Customer
) -> None:
    url, anybody = link(answered, customer), Client(headers={"accept-language": "en"})
    page = anybody.get(url + "?say=could_be_better").content.decode()
    assert re.search(r'value="could_be_better"[^>]* checked', page)
    assert Rating.objects.count() == 0
    strict = Client(enforce_csrf_checks=True)
    done = strict.post(url, {"rating": "good", "remark": "Quick!"})
    assert "It is noted" in words(done)
    assert said(answered) == [e.AnswerRated(message=2, rating="good", remarked=True)]
    assert "Quick!" not in anybody.get(url).content.decode()
    assert anybody.post(url, {}).status_code == 422
    assert list(differences()) == []


@pytest.mark.parametrize("token", ["x", "x:y:z", "WzEsMiwzXQ:1abcde:AAAA"])
def test_a_link_that_is_not_ours_says_so(edition: object, token: str) -> None:
    assert Client().post(f"/rate/{token}", {"rating": "good"}).status_code == 404


def test_it_can_be_changed_until_the_request_is_settled_for_long(
    browser: Browser, answered: int, customer: Customer, clock: object
) -> None:
    actions.close(answered, by=customer, at=NOW)
    rate = actions.rate(answered, 2, "good", by=customer, at=NOW + HOUR)
    assert isinstance(rate, Done)
    later = NOW + decide.RATED_WITHIN + HOUR
    late = actions.rate(answered, 2, "could_be_better", by=customer, at=later)
    assert isinstance(late, Refused)
    clock(later)
    page = Client(headers={"accept-language": "en"}).post(
        link(answered, customer), {"rating": "good"}
    )
    assert page.status_code == 409
    assert "too long ago" in words(page)
    assert Rating.objects.get().rating == "good"
    assert "How was our answer?" not in words(browser("customer").get(f"/requests/{answered}"))


def test_who_does_not_take_part_rates_nothing(answered: int, stranger: Customer) -> None:
    assert isinstance(actions.rate(answered, 2, "good", by=stranger, at=NOW), Refused)


def test_a_rating_goes_with_its_answer_and_comes_back(
    ask: Ask, answered: int, agent: Staff, customer: Customer
) -> None:
    actions.rate(answered, 2, "good", "Thanks!", by=customer, at=NOW)
    other = ask("Something else.", subject="Else")
    actions.merge(answered, other, by=agent, at=NOW + HOUR)
    assert Rating.objects.get().message.ticket_id == other
    assert ratings.asked(link(answered, customer).removeprefix("/rate/")) == (other, 3, customer)
    assert list(differences()) == []
    actions.undo_merge(answered, by=agent, at=NOW + 2 * HOUR)
    assert Rating.objects.get().message.ticket_id == answered
    assert list(differences()) == []


def test_a_check_finds_a_rating_that_no_event_tells(answered: int, customer: Customer) -> None:
    actions.rate(answered, 2, "good", by=customer, at=NOW)
    Rating.objects.update(rating="could_be_better")
    assert "answer 2 is rated 'could_be_better'" in "".join(differences())
