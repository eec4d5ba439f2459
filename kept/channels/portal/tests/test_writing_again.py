"""My request: writing again, and closing it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kept.channels.portal import limits
from kept.channels.portal.tests.conftest import png, upload, words
from kept.channels.portal.tests.test_requests import HOUR, Ask, Browser
from kept.conftest import NOW
from kept.core.events import Actor
from kept.mailboxes import blocking
from kept.people.models import Customer, Staff
from kept.tickets.check import differences
from kept.tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db


class TestWritingAgain:
    def test_it_lands_in_the_request(self, browser: Browser, ask: Ask) -> None:
        number, client = ask(), browser("customer")
        form = {"text": "It also stops\nat 80 %.", "files": upload("shot.png", png())}
        response = client.post(f"/requests/{number}/reply", form)
        assert response.url == f"/requests/{number}#message-2"
        message = Message.objects.get(place=2)
        assert (message.text, message.channel) == ("It also stops\nat 80 %.", "portal")
        assert message.attachments.get().type == "image/png"
        assert "It also stops" in words(client.get(f"/requests/{number}"))
        assert list(differences()) == []

    def test_sending_twice_says_it_once(self, browser: Browser, ask: Ask) -> None:
        number, client = ask(), browser("customer")
        form = {"text": "It also stops at 80 %.", "nonce": "n" * 22}
        for _ in range(2):
            assert client.post(f"/requests/{number}/reply", form).status_code == 302
        assert Message.objects.count() == 2

    def test_it_delays_nothing(self, browser: Browser, ask: Ask) -> None:
        number, client = ask(), browser("customer")
        client.post(f"/requests/{number}/reply", {"text": "And it is slow."})
        assert "by 12:00. §5" in words(client.get(f"/requests/{number}"))

    def test_after_a_day_without_an_answer_it_is_urgent_and_says_so(
        self, browser: Browser, ask: Ask, clock: Callable
    ) -> None:
        number, client = ask(), browser("customer")
        clock(NOW + 24 * HOUR)
        client.post(f"/requests/{number}/reply", {"text": "Is anybody there?"})
        assert Ticket.objects.get().urgent
        assert "You asked again: your request is urgent now §5" in words(
            client.get(f"/requests/{number}")
        )

    def test_it_opens_a_settled_request_again(
        self, browser: Browser, ask: Ask, agent: Staff
    ) -> None:
        number, client = ask(), browser("customer")
        client.post(f"/requests/{number}/close")
        assert "Is it not settled? Write, and it is open again." in words(
            client.get(f"/requests/{number}")
        )
        client.post(f"/requests/{number}/reply", {"text": "Sadly it came back."})
        assert Ticket.objects.get().status == "open"
        assert "Open again" in words(client.get(f"/requests/{number}"))

    @pytest.mark.parametrize(
        ("form", "sentence"),
        [
            ({"text": " "}, "Write something before you send it."),
            ({"text": "t" * 50_001}, "At most 50,000 characters."),
            ({"text": "kept", "files": upload("a.exe", b"MZ")}, "“a.exe” cannot be sent."),
        ],
    )
    def test_what_cannot_be_taken_is_said_and_nothing_is_lost(
        self, browser: Browser, ask: Ask, form: dict[str, object], sentence: str
    ) -> None:
        number = ask()
        response = browser("customer").post(f"/requests/{number}/reply", form)
        assert response.status_code == 422
        assert sentence in words(response)
        assert str(form["text"]).strip()[:50] in response.content.decode()
        assert Message.objects.count() == 1

    def test_many_messages_within_an_hour_are_slowed_down(
        self, browser: Browser, ask: Ask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(limits, "PER_ADDRESS", 1)
        number, client = ask(), browser("customer")
        codes = [
            client.post(f"/requests/{number}/reply", {"text": f"Number {n}"}).status_code
            for n in range(2)
        ]
        assert codes == [302, 429]

    def test_who_was_blocked_meanwhile_is_told_and_keeps_their_text(
        self, browser: Browser, ask: Ask, customer: Customer, lead: Staff
    ) -> None:
        number = ask()
        blocking.block(customer.email, by=Actor("staff", lead.pk), at=NOW)
        response = browser("customer").post(f"/requests/{number}/reply", {"text": "And then?"})
        assert response.status_code == 403
        assert "And then?" in response.content.decode()
        assert Message.objects.count() == 1

    def test_whoever_was_signed_out_meanwhile_keeps_their_text(
        self, browser: Browser, ask: Ask
    ) -> None:
        response = browser("nobody").post(
            f"/requests/{ask()}/reply", {"text": "A long <b>text</b>"}
        )
        assert response.status_code == 403
        assert "A long &lt;b&gt;text&lt;/b&gt;" in response.content.decode()


class TestClosing:
    def test_it_is_settled(self, browser: Browser, ask: Ask) -> None:
        number, client = ask(), browser("customer")
        assert client.post(f"/requests/{number}/close").url == f"/requests/{number}"
        said = words(client.get(f"/requests/{number}"))
        assert "Settled, you said" in said
        assert "You said that it is settled." in said
        assert "First reply, not owed any more §5" in said
        french = words(client.get("/requests?language=fr"))
        assert "Levée Vous avez fermé la demande. §5 réglée" in french
        client.get("/requests?language=en")
        assert 'form="settle"' not in client.get(f"/requests/{number}").content.decode()
        assert client.post(f"/requests/{number}/close").status_code == 302  # again does no harm
