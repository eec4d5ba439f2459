"""Ask by form: what a visitor reads before, at, and after sending."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.test import Client

from kept.channels.portal import asking
from kept.channels.portal.models import Sent
from kept.channels.portal.tests.conftest import sent, words
from kept.conftest import NOW
from kept.core.promises import Edition
from kept.core.promises.tests.desks import files
from kept.deadlines.models import Promise
from kept.people.models import Customer
from kept.record import policy
from kept.record.models import OutgoingMail
from kept.tickets.check import differences
from kept.tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db

Browser = Callable[..., Client]


@pytest.mark.parametrize(
    ("language", "zone", "vow", "small"),
    [
        ("en", "", "You will have our answer Monday by 11:00.", "Monday 12 January, UTC."),
        ("en", "America/New_York", "Monday by 6:00.", "Monday 12 January, your time (New York)."),
        ("fr", "Europe/Paris", "Vous aurez notre réponse lundi avant 12 h.",
         "Lundi 12 janvier, à votre heure (Paris)."),
    ],
)  # fmt: skip
def test_the_promise_is_said_before_anything_is_sent(
    browser: Browser, language: str, zone: str, vow: str, small: str
) -> None:
    client = browser("nobody", **{"accept-language": language})
    client.cookies["zone"] = zone
    said = words(client.get("/ask"))
    assert vow in said
    assert small in said
    assert "§5" in said


def test_a_request_opens_a_ticket_and_says_what_is_promised(browser: Browser) -> None:
    response = browser("nobody").post("/ask", sent(), follow=True)
    said = words(response)
    ticket = Ticket.objects.get()
    assert f"number {ticket.number}" in said
    assert "ada@example.org" in said
    assert "You will have our answer Monday by 12:00. §5" in said
    assert "received Friday 19:00, closed at 20:00" in said  # on their clock
    assert (ticket.channel, ticket.subject, ticket.customer.name, ticket.customer.zone) == (
        "form", "The report stops", "Ada Lovelace", "Europe/Paris")  # fmt: skip
    mail = OutgoingMail.objects.get()
    assert (mail.purpose, mail.recipient) == ("request", "ada@example.org")
    assert list(differences()) == []


class TestProducts:
    """Where the policy declares products, the form asks which it is about."""

    RULES = """
    [promise.till]
    kind = "first_reply"
    clause = 1
    owed = "1 business hour"
    when = { product = "till" }

    [promise.first_reply]
    clause = 1
    owed = "4 business hours"
    """

    @pytest.fixture
    def edition(self, db: None) -> Edition:
        return policy.publish(files(self.RULES), at=NOW)

    def test_it_is_asked_and_decides_what_is_owed(self, edition: Edition, client: Client) -> None:
        said = words(client.get("/ask"))
        assert "What it is about I am not sure App Till" in said
        client.post("/ask", sent(product="till"))
        ticket = Ticket.objects.get()
        assert ticket.product == "till"
        assert [row.rule for row in Promise.objects.filter(ticket=ticket.number)] == ["till"]

    def test_nobody_must_know(self, edition: Edition, client: Client) -> None:
        client.post("/ask", sent(product=""))
        assert Ticket.objects.get().product == ""

    def test_only_those_of_the_policy_can_be_chosen(self, edition: Edition, client: Client) -> None:
        response = client.post("/ask", sent(product="rocket"))
        assert response.status_code == 422
        assert "Choose one of the list." in words(response)


def test_where_no_product_is_declared_nobody_is_asked(browser: Browser) -> None:
    assert "What it is about" not in words(browser("nobody").get("/ask"))


def test_a_request_in_french_is_answered_in_french(browser: Browser) -> None:
    client = browser("nobody", **{"accept-language": "fr"})
    said = words(client.post("/ask", sent(), follow=True))
    assert "Bien reçu." in said
    assert "Vous aurez notre réponse lundi avant 12 h. §5" in said
    assert Ticket.objects.get().language == "fr"


def test_sending_twice_opens_one_ticket(browser: Browser) -> None:
    client = browser("nobody")
    first, second = client.post("/ask", sent()), client.post("/ask", sent())
    assert first.url == second.url
    assert (Ticket.objects.count(), Message.objects.count()) == (1, 1)


def test_two_presses_at_the_same_moment_open_one_ticket(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser("nobody")
    first = client.post("/ask", sent())
    seen, look = [], asking.sent_before

    def too_early(key: str) -> Sent | None:
        """The second press looks before the first has been written down."""
        seen.append(key)
        return look(key) if len(seen) > 1 else None

    monkeypatch.setattr(asking, "sent_before", too_early)
    assert client.post("/ask", sent()).url == first.url
    assert len(seen) == 2
    assert (Ticket.objects.count(), Message.objects.count()) == (1, 1)
    assert list(differences()) == []


def test_going_back_and_asking_something_else_loses_nothing(browser: Browser) -> None:
    client = browser("nobody")
    client.post("/ask", sent())
    client.post("/ask", sent(text="And another thing: how do I pay by the year?"))
    assert Ticket.objects.count() == 2


def test_a_form_without_its_token_is_taken_all_the_same(browser: Browser) -> None:
    client = browser("nobody")
    assert client.post("/ask", sent(nonce="")).status_code == 302
    assert (
        client.post("/ask", sent(nonce="x", text="Something quite different.")).status_code == 302
    )
    assert Ticket.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "Tell us your name"),
        ({"name": "n" * 201}, "A name has at most 200 characters"),
        ({"email": ""}, "Without an e-mail address we cannot answer you."),
        ({"email": "ada"}, "“ada” is not an e-mail address"),
        ({"email": "ada@example"}, "is not an e-mail address such as"),
        ({"email": "ada@@example.org"}, "is not an e-mail address such as"),
        ({"email": "ada@example.org\nBcc: all@example.org"}, "stands on one line"),
        ({"email": "ada@example.org\r\n"}, "stands on one line"),
        ({"email": "a\0da@example.org"}, "e-mail address"),
        ({"email": "a" * 250 + "@example.org"}, "is not an e-mail address such as"),
        ({"subject": " "}, "Say in one sentence what it is about."),
        ({"subject": "s" * 201}, "One sentence of at most 200 characters"),
        ({"text": "\n \n"}, "Tell us what you did and what you see."),
        ({"text": "t" * 50_001}, "At most 50,000 characters."),
        ({"website": "https://spam.example"}, "A machine filled this in."),
    ],
)
def test_what_cannot_be_taken_is_said_beside_it_and_nothing_is_lost(
    browser: Browser, change: dict[str, str], sentence: str
) -> None:
    response = browser("nobody").post("/ask", sent(**change))
    assert response.status_code == 422
    said = words(response)
    assert sentence in said
    for field, value in sent(**change).items():
        if field not in ("nonce", "zone") and value.strip() and "\0" not in value:
            assert value.strip()[:40].split("\n")[0] in unescape(response.content.decode())
    assert not Ticket.objects.exists()
    assert not Sent.objects.exists()


def test_a_mistake_is_said_in_french_too(browser: Browser) -> None:
    client = browser("nobody", **{"accept-language": "fr"})
    assert "n’est pas une adresse e-mail comme" in words(client.post("/ask", sent(email="ada@x")))


def test_the_longest_text_is_taken_whole(browser: Browser) -> None:
    browser("nobody").post("/ask", sent(text="é" * 50_000))
    assert Message.objects.get().text == "é" * 50_000


def test_a_subject_is_one_line(browser: Browser) -> None:
    browser("nobody").post("/ask", sent(subject="One\r\nBcc: all@example.org\u2028two"))
    assert Ticket.objects.get().subject == "One Bcc: all@example.org two"


class TestAskingAgain:
    """PROMISES.md 18, whatever channel."""

    def ask_at(self, client: Client, clock: Callable, at: datetime, nonce: str) -> str:
        clock(at)
        return words(client.post("/ask", sent(nonce=nonce * 22), follow=True))

    def test_within_a_day_it_is_joined_and_told_when(
        self, browser: Browser, clock: Callable
    ) -> None:
        client = browser("nobody")
        self.ask_at(client, clock, NOW, "a")
        said = self.ask_at(client, clock, NOW + timedelta(hours=23), "b")
        ticket = Ticket.objects.get()
        assert (ticket.messages_count, ticket.urgent) == (2, False)
        assert "You will have our answer Monday by 12:00." in said
        assert list(OutgoingMail.objects.order_by("id").values_list("purpose", flat=True)) == [
            "request", "repetition"]  # fmt: skip

    def test_after_a_day_it_is_urgent(self, browser: Browser, clock: Callable) -> None:
        client = browser("nobody")
        self.ask_at(client, clock, NOW, "a")
        self.ask_at(client, clock, NOW + timedelta(hours=24), "b")
        assert Ticket.objects.get().urgent

    def test_when_the_promise_is_broken_the_page_says_so(
        self, browser: Browser, clock: Callable
    ) -> None:
        client = browser("nobody")
        self.ask_at(client, clock, NOW, "a")
        said = self.ask_at(client, clock, datetime(2026, 1, 12, 13, tzinfo=UTC), "b")
        assert "We promised you an answer today by 12:00, and we are late." in said
        assert "2 h late." in said


def test_the_page_after_sending_ends_with_the_day(browser: Browser, clock: Callable) -> None:
    client = browser("nobody")
    url = client.post("/ask", sent()).url
    assert client.get(url).status_code == 200
    clock(NOW + timedelta(days=2))
    assert client.get(url).status_code == 404
    assert client.get("/ask/received/" + "0" * 40).status_code == 404


def test_the_front_door_leads_to_the_form(browser: Browser) -> None:
    assert browser("nobody").get("/", follow=True).redirect_chain == [("/ask", 302)]


def test_a_signed_in_customer_need_not_say_who_they_are(
    browser: Browser, customer: Customer
) -> None:
    html = browser("customer").get("/ask").content.decode()
    assert f'value="{customer.email}"' in html
    assert f'value="{customer.name}"' in html
