"""Mail to a mailbox of the desk, and mail from somebody who is blocked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kept.channels.mail.incoming.ingest import ingest
from kept.channels.mail.spool import Spooled, new_id
from kept.conftest import NOW
from kept.core.events import DESK
from kept.mailboxes import blocking, trips
from kept.mailboxes.models import Mailbox, RoundTrip
from kept.people.models import Customer
from kept.record.models import OutgoingMail
from kept.tickets.models import Ticket


@pytest.fixture
def shop(edition: object) -> Mailbox:
    return Mailbox.objects.create(
        address="help@shop.example",
        aliases=["info@shop.example"],
        name="The Shop",
        language="fr",
        signatures={"fr": "La *boutique*"},
    )


def come(to: str, *, sender: str = "ada@example.org", message_id: str = "a@example.org") -> object:
    raw = (
        f"From: Ada <{sender}>\r\nTo: {to}\r\nSubject: A question\r\nMessage-ID: <{message_id}>\r\n"
        "\r\nWhere is my parcel? It was to come on Monday.\r\n"
    )
    return ingest(Spooled(new_id(), NOW, sender, (to,), "", raw.encode()))


@pytest.mark.parametrize("to", ["help@shop.example", "INFO@shop.example"])
def test_a_request_keeps_the_mailbox_and_is_answered_from_there(shop: Mailbox, to: str) -> None:
    from kept.channels.mail.writing import letters, papers

    ticket = Ticket.objects.get(pk=come(to).ticket)
    assert (ticket.mailbox, ticket.language) == ("help@shop.example", "fr")
    row = OutgoingMail.objects.get(ticket=ticket.pk)
    sent = letters.written(row, papers.gather([row])[row.pk], at=NOW + timedelta(minutes=1))
    head, _, body = sent.decode().partition("\r\n\r\n")
    assert "From: The Shop <help@shop.example>" in head
    assert f"help+{ticket.pk}." in head
    assert "help@shop.example" in body
    assert (
        "contact@copyfy.io" not in body
    )  # whoever wrote to the shop need not know another address


def test_a_blocked_sender_is_set_aside_and_makes_no_customer(shop: Mailbox) -> None:
    blocking.block("example.org", by=DESK, at=NOW)
    outcome = come("help@shop.example")
    assert (outcome.state, outcome.code) == ("refused", "blocked_sender")
    assert not Ticket.objects.exists()
    assert not Customer.objects.exists()


def test_a_test_mail_opens_nothing(shop: Mailbox) -> None:
    trip = RoundTrip.objects.create(token="c" * 32, mailbox=shop, sent_at=NOW)
    outcome = come(shop.address, sender=shop.address, message_id=trips.message_id(trip))
    assert (outcome.state, outcome.code) == ("done", "test_mail")
    assert not Ticket.objects.exists()
