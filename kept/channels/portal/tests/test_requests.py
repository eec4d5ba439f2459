"""My request: where it is, what was said; and for whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from kept.channels.portal.tests.conftest import png, words
from kept.conftest import NOW
from kept.people import subscriptions
from kept.people.models import Customer, Staff
from kept.tickets import actions
from kept.tickets.actions import Draft, File
from kept.tickets.models import Attachment, Message, Ticket

pytestmark = pytest.mark.django_db

Browser = Callable[..., Client]
Ask = Callable[..., int]
HOUR = timedelta(hours=1)


def answer(number: int, by: Staff, text: str = "We look.", *, at: object, **more: object) -> None:
    seen = Ticket.objects.get(pk=number).messages_count
    draft = Draft(kind="agent", channel="mail", text=text, staff=by, **more)
    done = actions.reply(number, draft, by=by, seen=seen, at=at, then=None)
    assert isinstance(done, actions.Done)


# Who may see and do what. 302: to the page where one signs in.
PAGES = {
    "/": ("get", {"customer": 302, "stranger": 302, "agent": 302, "lead": 302, "nobody": 302}),
    "/ask": ("get", {"customer": 200, "stranger": 200, "agent": 200, "lead": 200, "nobody": 200}),
    "/policy": ("get", {"customer": 200, "stranger": 200, "agent": 200, "lead": 200,
                        "nobody": 200}),
    "/my/sign-in": ("get", {"customer": 200, "stranger": 200, "agent": 200, "lead": 200,
                            "nobody": 200}),
    "/my/sign-out": ("post", {"customer": 302, "stranger": 302, "agent": 302, "lead": 302,
                              "nobody": 302}),
    "/requests": ("get", {"customer": 200, "stranger": 200, "agent": 302, "lead": 302,
                          "nobody": 302}),
    "/requests/{n}": ("get", {"customer": 200, "stranger": 404, "agent": 302, "lead": 302,
                              "nobody": 302}),
    "/requests/{n}/files/{f}": ("get", {"customer": 200, "stranger": 404, "agent": 302,
                                        "lead": 302, "nobody": 302}),
    "/requests/{n}/reply": ("post", {"customer": 302, "stranger": 404, "agent": 403, "lead": 403,
                                     "nobody": 403}),
    "/requests/{n}/close": ("post", {"customer": 302, "stranger": 404, "agent": 403, "lead": 403,
                                     "nobody": 403}),
    "/requests/99": ("get", {"customer": 404, "stranger": 404, "agent": 302, "lead": 302,
                             "nobody": 302}),
}  # fmt: skip


@pytest.mark.parametrize("who", ["customer", "stranger", "agent", "lead", "nobody"])
@pytest.mark.parametrize("address", PAGES)
def test_four_people_at_every_page(browser: Browser, ask: Ask, address: str, who: str) -> None:
    number = ask(files=(File("shot.png", "image/png", png()),))
    before = Message.objects.count(), Ticket.objects.get().status
    method, expected = PAGES[address]
    url = address.format(n=number, f=Attachment.objects.get().pk)
    response = getattr(browser(who), method)(
        url, {"text": "Hello again."} if method == "post" else None
    )
    assert response.status_code == expected[who]
    said = response.getvalue().decode("utf-8", "replace")
    if who != "customer":
        assert (Message.objects.count(), Ticket.objects.get().status) == before
    if response.status_code in (403, 404):
        assert "The report stops" not in said


@pytest.mark.parametrize("address", PAGES)
def test_only_reading_is_done_by_opening_an_address(
    browser: Browser, ask: Ask, address: str
) -> None:
    number = ask(files=(File("shot.png", "image/png", png()),))
    url = address.format(n=number, f=Attachment.objects.get().pk)
    if PAGES[address][0] == "post":
        assert browser("customer").get(url).status_code == 405
    assert Ticket.objects.get().status == "open"


def test_personal_pages_are_kept_by_no_cache(browser: Browser, ask: Ask) -> None:
    number = ask()
    for url in ("/requests", f"/requests/{number}", "/ask", "/my/sign-in"):
        assert "no-store" in browser("customer").get(url)["Cache-Control"]


class TestOneRequest:
    def test_it_says_what_is_owed_on_the_customers_clock(self, browser: Browser, ask: Ask) -> None:
        said = words(browser("customer").get(f"/requests/{ask()}"))
        assert "You will have our answer Monday by 12:00. §5" in said
        assert "Monday 12 January, your time (Paris)." in said
        assert "Received today, 19:00" in said
        assert "You by e-mail today, 19:00 The report stops at 62 %." in said

    def test_in_french(self, browser: Browser, ask: Ask) -> None:
        client = browser("customer", **{"accept-language": "fr"})
        said = words(client.get(f"/requests/{ask()}"))
        assert "Vous aurez notre réponse lundi avant 12 h. §5" in said
        assert "à votre heure (Paris)" in said
        assert "Reçue aujourd’hui à 19 h" in said

    def test_the_steps_follow_what_happens(
        self, browser: Browser, ask: Ask, agent: Staff, clock: Callable
    ) -> None:
        number, client = ask(), browser("customer")
        answer(number, agent, at=NOW + HOUR)
        said = words(client.get(f"/requests/{number}"))
        assert "First reply, 2 d 16 h early §5" in said
        assert "Inès Haddad of Kept" in said
        assert "We have answered. If something is missing, write here." in said
        actions.classify(number, "bug", "product", by=agent, at=NOW + HOUR)
        said = words(client.get(f"/requests/{number}"))
        assert "It will be fixed Sunday by 19:00. §6" in said
        assert "Being fixed §6" in said
        actions.solve(number, by=agent, at=NOW + 2 * HOUR)
        said = words(client.get(f"/requests/{number}"))
        assert "Solved, says the team" in said
        assert "We hold this to be solved." in said

    def test_a_broken_promise_is_admitted(
        self, browser: Browser, ask: Ask, clock: Callable
    ) -> None:
        number = ask()
        clock(NOW + timedelta(days=3))
        for expired in (False, True):
            if expired:  # the page says the same before and after the watcher has looked
                actions.expire(number, at=NOW + timedelta(days=3))
            said = words(browser("customer").get(f"/requests/{number}"))
            assert "We promised you an answer today by 12:00, and we are late. §5" in said
            assert "7 h late. Your request goes before the others." in said

    def test_the_aim_is_never_shown(self, browser: Browser, ask: Ask) -> None:
        html = browser("customer").get(f"/requests/{ask()}").content.decode()
        assert 'class="aim"' not in html
        assert "aim" not in words(browser("customer").get("/requests"))

    def test_notes_and_strangers_are_not_shown(
        self, browser: Browser, ask: Ask, agent: Staff, stranger: Customer
    ) -> None:
        number = ask()
        actions.note(number, "She is rude.", by=agent, at=NOW)
        intruding = Draft(kind="customer", channel="mail", text="Me too!", customer=stranger,
                          stranger=True)  # fmt: skip
        actions.receive(number, intruding, at=NOW)
        said = words(browser("customer").get(f"/requests/{number}"))
        assert "rude" not in said
        assert "Me too!" not in said

    def test_pictures_of_a_mail_stand_where_its_text_names_them(
        self, browser: Browser, ask: Ask
    ) -> None:
        picture = File("shot.png", "image/png", png(), inline=True, cid="one@mail")
        page = File("page.html", "text/html", b"<script>", cid="two@mail")
        markup = '<p>See <img src="cid:one@mail"> and <img src="cid:two@mail"></p>'
        number = ask(html=markup, files=(picture, page))
        first, second = Attachment.objects.order_by("pk")
        html = browser("customer").get(f"/requests/{number}").content.decode()
        assert html.count(f'src="/requests/{number}/files/{first.pk}"') == 1
        assert f'src="/requests/{number}/files/{second.pk}"' not in html
        assert f'href="/requests/{number}/files/{second.pk}" download' in html
        assert "cid:" not in html

    def test_a_number_beyond_all_numbers_is_not_found(self, browser: Browser) -> None:
        for number in (0, 10**18, 10**30):
            assert browser("customer").get(f"/requests/{number}").status_code == 404
            assert browser("customer").get(f"/requests/1/files/{number}").status_code == 404


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "+09:00"])
def test_a_signed_in_browser_tells_the_profile_its_zone(
    browser: Browser, customer: Customer, zone: str
) -> None:
    client = browser("customer")
    client.cookies["zone"] = zone
    client.get("/requests")
    customer.refresh_from_db()
    assert customer.zone == zone


@pytest.mark.parametrize("zone", ["Mars/Base", "../../etc/passwd", "x" * 200, "localtime", "%"])
def test_a_zone_that_is_none_changes_nothing(
    browser: Browser, customer: Customer, zone: str
) -> None:
    client = browser("customer")
    client.cookies["zone"] = zone
    assert client.get("/requests").status_code == 200
    customer.refresh_from_db()
    assert customer.zone == "Europe/Paris"


def test_whose_subscription_has_ended_reads_by_which_clause_nothing_is_promised(
    browser: Browser, ask: Ask, customer: Customer
) -> None:
    subscriptions.set_subscription(customer, Customer.Subscription.ENDED)
    number = ask(by=customer)
    for path in (f"/requests/{number}", "/ask"):
        said = words(browser("customer").get(path))
        assert "Your subscription has ended, so we promise no moment for an answer." in said
        assert "preamble" in said
    # A visitor learns nothing of somebody else, whatever address they type.
    assert "subscription has ended" not in words(browser("nobody").get("/ask"))
    actions.set_subscription(number, "active", by=Staff.objects.get(role="agent"), at=NOW)
    assert "You will have our answer" in words(browser("customer").get(f"/requests/{number}"))
