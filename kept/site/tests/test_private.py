"""Tickets that are a team's own, at every door of the desk: whoever is not of it finds nothing.

The addresses of one ticket are those of `test_access`; a new one is asked here by itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from kept.conftest import NOW
from kept.core import events as e
from kept.core.ticket import fold
from kept.live import news
from kept.live.hub import Hub, Subscriber
from kept.people import teams
from kept.people.models import Customer, Staff, Team
from kept.people.tests.test_teams import made
from kept.record import events
from kept.search import filling
from kept.site.tests.test_access import ADDRESSES, _outcome
from kept.tickets import access, actions
from kept.tickets.actions import Done, Draft, File
from kept.tickets.models import Attachment, Ticket
from kept.tickets.warned import _who

pytestmark = pytest.mark.django_db

WORD = "salaries"
ABOUT_ONE = [name for name, one in ADDRESSES.items()
             if {"ticket", "file"} & {*one.where.values()} and one.who[3] == "open"]  # fmt: skip
PEOPLE = {"outsider": False, "member": True, "lead": True}


@dataclass(frozen=True)
class House:
    """A private ticket and an open one of the same customer, and who looks at them."""

    private: int
    open: int
    file: int
    staff: Mapping[str, Staff]
    browsers: Mapping[str, Client]


@pytest.fixture
def house(ask: Callable[..., int], agent: Staff, lead: Staff) -> House:
    member = Staff.objects.create_user("moira@kept.example", "correct horse", name="Moira")
    made("People", member, private=True)
    staff = {"outsider": agent, "member": member, "lead": lead}
    for one in staff.values():
        one.refresh_from_db()
    file = File("contract.txt", "text/plain", b"Confidential.")
    private = ask(f"About {WORD}.", subject="Pay", files=(file,))
    other = ask("Something else.", subject="Other")
    for done in (
        actions.set_team(private, "people", by=lead, at=NOW),
        actions.link(other, private, by=lead, at=NOW),
    ):
        assert isinstance(done, Done)
    while filling.catch_up():
        pass
    browsers = {name: Client() for name in staff}
    for name, browser in browsers.items():
        browser.force_login(staff[name])
    number = Attachment.objects.get(message__ticket=private).pk
    return House(private, other, number, staff, browsers)


@pytest.mark.parametrize("name", ABOUT_ONE)
def test_every_address_of_one_ticket_is_hidden(name: str, house: House) -> None:
    asked = ADDRESSES[name]
    known: Mapping[object, object] = {"ticket": house.private, "file": house.file}
    path = reverse(name, kwargs={key: known.get(at, at) for key, at in asked.where.items()})
    found = {who: _outcome(getattr(house.browsers[who], asked.method)(path)) for who in PEOPLE}
    assert found == {who: "open" if sees else "hidden" for who, sees in PEOPLE.items()}


LISTS = {
    "due next": "/desk/",
    "unassigned": "/desk/lists/unassigned",
    "all": "/desk/lists/all",
    "a word": f"/desk/find?q={WORD}",
    "a mistyped word": "/desk/find?q=salarise",
    "its subject": "/desk/find?q=pay",
    "its file": "/desk/find?q=contract",
    "its customer": "/desk/find?q=from:oriol",
    "its team": "/desk/find?q=team:people",
    "what is open": "/desk/find?q=is:open",
    "another ticket of the customer": "/desk/tickets/{open}",
    "beside a list": "/desk/tickets/{open}?list=all",
    "to be merged into it": "/desk/tickets/{open}/merge?into={private}",
}


@pytest.mark.parametrize("where", LISTS)
def test_no_list_and_no_page_of_another_ticket_names_it(where: str, house: House) -> None:
    path = LISTS[where].format(open=house.open, private=house.private)
    words = (f'id="ticket-{house.private}"', f"#{house.private} Pay")
    for who, sees in PEOPLE.items():
        page = house.browsers[who].get(path)
        assert page.status_code in (200, 422), path
        said = page.content.decode()
        assert any(word in said for word in words) is sees, (who, path)


def test_no_word_of_it_is_offered_for_a_slip(house: House) -> None:
    path = f"{reverse('find')}?q=salarise"
    told = {who: WORD in house.browsers[who].get(path).content.decode() for who in PEOPLE}
    assert told == PEOPLE


def test_its_number_leads_to_it_only_who_may_see_it(house: House) -> None:
    path = f"{reverse('find')}?q=%23{house.private}"
    led = {who: house.browsers[who].get(path).status_code == 302 for who in PEOPLE}
    assert led == PEOPLE


def test_the_counts_leave_it_out(house: House) -> None:
    counted = {}
    for who, browser in house.browsers.items():
        rail = browser.get(reverse("inbox")).context["rail"]
        counted[who] = {str(one["name"]): one["count"] for one in rail["views"]}["Due next"]
    assert counted == {"outsider": "1", "member": "2", "lead": "2"}


@pytest.mark.parametrize("address", ["merge-into", "link"])
def test_nothing_is_done_to_it_from_another_ticket(address: str, house: House) -> None:
    field = {"merge-into": "into", "link": "to"}[address]
    path = reverse(address, args=[house.open])
    before = len(events.history(house.private))
    answered = house.browsers["outsider"].post(path, {field: str(house.private)})
    assert answered.status_code == 422
    assert len(events.history(house.private)) == before


def test_open_screens_hear_of_it_only_where_it_may_be_seen(house: House) -> None:
    (last, *_rest) = sorted(
        (one for one in news.look(0, NOW).events if one.ticket == house.private),
        key=lambda one: -one.id,
    )
    wants = {
        who: Subscriber(staff.pk, None, everything=True).wants(last)
        for who, staff in house.staff.items()
    }
    assert wants == PEOPLE
    missed = news.missed(0, last.id, None)
    assert {one.readers is None for one in missed if one.ticket == house.open} == {True}
    assert {one.readers is None for one in missed if one.ticket == house.private} == {False}


def test_a_screen_that_comes_back_hears_nothing_of_it(house: House) -> None:
    told = {one.id: one for one in news.missed(0, 10_000, None)}

    async def heard(staff: Staff) -> set[int]:
        newest = max(told)
        hub = Hub(
            last=lambda: newest,
            missed=lambda *_which: tuple(told[number] for number in sorted(told)),
            look=lambda _after, _now: news.News(),
            tell=lambda _at, _now: None,
        )
        one = await hub.subscribe(staff.pk, ticket=None, everything=True, after=0)
        found = set()
        while not one.queue.empty():
            message = one.queue.get_nowait()
            assert isinstance(message, news.Happened)
            found.add(message.ticket)
        await hub.unsubscribe(one)
        await hub.close()
        return found

    heard_of = {who: asyncio.run(heard(staff)) for who, staff in house.staff.items()}
    assert {who: house.private in found for who, found in heard_of.items()} == PEOPLE
    assert all(house.open in found for found in heard_of.values())


def test_who_gives_it_away_is_led_to_the_inbox(house: House) -> None:
    path = reverse("say-fact", args=[house.open])
    answered = house.browsers["outsider"].post(path, {"fact": "team", "value": "people"})
    assert (answered.status_code, answered.headers["Location"]) == (303, reverse("inbox"))
    assert house.browsers["outsider"].get(reverse("ticket", args=[house.open])).status_code == 404


def test_it_opens_to_everybody_and_closes_again_at_once(house: House) -> None:
    path, team = reverse("ticket", args=[house.private]), Team.objects.get()
    for private, status in ((False, 200), (True, 404)):
        said = teams.Settings(team.name, [house.staff["member"].pk], private)
        teams.settle(team.pk, said, by=e.DESK, at=NOW)
        assert house.browsers["outsider"].get(path).status_code == status
        shown = house.browsers["outsider"].get(reverse("inbox")).context["rail"]["views"][0]
        assert shown["count"] == ("1" if private else "2")


def test_warnings_go_to_who_may_see_it(house: House) -> None:
    private = fold(events.history(house.private))
    told = {tells: {email for _, email in _who(tells, private)}
            for tells in ("assignee", "team", "lead")}  # fmt: skip
    member, lead = (house.staff[who].email for who in ("member", "lead"))
    assert told == {"assignee": {member}, "team": {member}, "lead": {lead}}


def test_its_customer_reads_it_as_ever(house: House, browser: Callable[..., Client]) -> None:
    assert browser("customer").get(reverse("request", args=[house.private])).status_code == 200


def test_what_follows_it_later_is_private_too(house: House, customer: Customer) -> None:
    draft = Draft(kind="customer", channel="mail", text="Again.", customer=customer)
    team = Ticket.objects.get(pk=house.private).team or ""
    done = actions.open_ticket(draft, at=NOW, team=team, follows=house.private)
    assert isinstance(done, Done)
    seen = {who: access.tickets(staff).filter(pk=done.ticket).exists()
            for who, staff in house.staff.items()}  # fmt: skip
    assert seen == PEOPLE
    readers = access.readers([done.ticket, house.open])
    assert readers == {done.ticket: {house.staff["member"].pk, house.staff["lead"].pk}}
