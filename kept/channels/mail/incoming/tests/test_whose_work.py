"""The address that a request comes to says whose work it is."""

from __future__ import annotations

import smtplib
from pathlib import Path

import pytest

from kept.channels.mail import spool
from kept.channels.mail.conftest import DESK, MONDAY, Listen, Write, mail, token_address
from kept.channels.mail.incoming import process
from kept.channels.mail.incoming.ingest import ingest
from kept.channels.mail.spool import Spooled, new_id
from kept.mailboxes.directory import own_addresses
from kept.mailboxes.models import Mailbox
from kept.people.tests.test_teams import made
from kept.tickets.models import Ticket

BILLING, JOBS, SHOP = "billing@shop.example", "jobs@shop.example", "help@shop.example"


@pytest.fixture
def shop(desk: Path) -> Mailbox:
    for name in ("Billing", "People", "Shop"):
        made(name)
    aliases, teams = [BILLING, JOBS, "info@shop.example"], {BILLING: "billing", JOBS: ""}
    return Mailbox.objects.create(address=SHOP, aliases=aliases, team="shop", alias_teams=teams)


@pytest.mark.parametrize(
    ("to", "team"),
    [
        (SHOP, "shop"),
        ("info@shop.example", "shop"),
        ("Billing@Shop.example", "billing"),
        ("billing+2026@shop.example", "billing"),
        (JOBS, None),
        (DESK, None),
        (f"Ada <ada@example.org>, {BILLING}, {SHOP}", "billing"),  # the first that is ours
    ],
)
def test_a_request_is_the_work_of_the_team_of_its_address(
    shop: Mailbox, write: Write, to: str, team: str | None
) -> None:
    write(mail(to=to), to=to.rpartition(", ")[2])
    assert Ticket.objects.get().team == team


def test_what_is_written_later_elsewhere_changes_nothing(shop: Mailbox, write: Write) -> None:
    write(mail(to=BILLING), to=BILLING)
    write(mail("One more thing.", to=token_address(), subject="Re: The report stops"), to=SHOP)
    assert list(Ticket.objects.values_list("pk", "team", "messages_count")) == [(1, "billing", 2)]


def test_history_from_an_older_mailbox_is_its_work_too(shop: Mailbox) -> None:
    raw = mail(to=BILLING)
    ingest(Spooled(new_id(), MONDAY, "x@example.org", (BILLING,), "", raw, imported=True))
    assert Ticket.objects.get().team == "billing"


def test_it_is_so_for_a_mail_that_comes_by_smtp(shop: Mailbox, listen: Listen) -> None:
    port = listen(ours=own_addresses())
    with smtplib.SMTP("127.0.0.1", port, local_hostname="a.example", timeout=60) as smtp:
        smtp.sendmail("camille@example.org", [BILLING], mail(to=BILLING))
        smtp.sendmail("camille@example.org", [SHOP], mail("Where is it?", to=SHOP, subject="Hm"))
    for file in spool.waiting():
        process.process(file)
    found = dict(Ticket.objects.values_list("subject", "team"))
    assert found == {"The report stops": "billing", "Hm": "shop"}
