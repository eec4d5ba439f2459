"""Mail of a team's own tickets: who is not of it finds it nowhere, not as it came either."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kept.channels.mail.conftest import HOUR, MONDAY, Write, mail, token_address
from kept.channels.mail.incoming import colleagues
from kept.channels.mail.models import ReceivedMail
from kept.mailboxes.models import Mailbox
from kept.people.models import Staff
from kept.people.tests.test_teams import made
from kept.record.models import OutgoingMail
from kept.tickets import actions
from kept.tickets.actions import Done
from kept.tickets.models import Ticket

PEOPLE = {"agent": False, "member": True, "lead": True}


@pytest.fixture
def people(write: Write) -> dict[str, Client]:
    """A request and an absence note have come to an address whose mail is a private team's."""
    staff = {name: Staff.objects.create_user(f"{name}@copyfy.io", "long enough", name=name,
             role="lead" if name == "lead" else "agent") for name in PEOPLE}  # fmt: skip
    made("People", staff["member"], private=True)
    Mailbox.objects.create(address="contact@copyfy.io", team="people")
    write(mail())
    write(mail("I am away.", Auto_Submitted="auto-replied", subject="Away"))
    clients = {name: Client() for name in staff}
    for name, client in clients.items():
        client.force_login(staff[name])
    return clients


@pytest.mark.parametrize(
    ("view", "method"),
    [
        ("mail-source", "get"),
        ("mail-original", "get"),
        ("mail-retry", "post"),
        ("mail-accept", "post"),
    ],
)
@pytest.mark.parametrize("state", ["done", "refused"])
def test_neither_what_came_nor_what_was_refused_is_read(
    people: dict[str, Client], view: str, method: str, state: str
) -> None:
    path = reverse(view, args=[ReceivedMail.objects.get(state=state).pk])
    found = {who: getattr(people[who], method)(path).status_code != 404 for who in PEOPLE}
    assert found == PEOPLE


@pytest.mark.parametrize("view", ["mail-unread", "mail-queue"])
def test_no_list_of_mails_names_it(people: dict[str, Client], view: str) -> None:
    asked = {"mail-unread": "Away", "mail-queue": OutgoingMail.objects.get().recipient}[view]
    found = {who: asked in people[who].get(reverse(view)).content.decode() for who in PEOPLE}
    assert found == PEOPLE


def test_its_mails_are_neither_sent_again_nor_given_up(people: dict[str, Client]) -> None:
    number = OutgoingMail.objects.get().pk
    for view in ("mail-queue-retry", "mail-queue-cancel"):
        path = reverse(view, args=[number])
        found = {who: people[who].post(path).status_code != 404 for who in PEOPLE}
        assert found == PEOPLE


def test_a_message_that_was_split_off_is_read_where_it_stands_now(
    people: dict[str, Client], write: Write
) -> None:
    """What left the private ticket for an open one is everybody's, and so is its original."""
    lead = Staff.objects.get(name="lead")
    write(mail("And another thing.", to=token_address()))
    number, said = Ticket.objects.get().pk, ReceivedMail.objects.filter(state="done").last()
    assert said is not None
    done = actions.split(number, {2}, subject="Another", by=lead, at=MONDAY)
    assert isinstance(done, Done), str(done)
    actions.set_team(done.ticket, "", by=lead, at=MONDAY)
    path = reverse("mail-source", args=[said.pk])
    assert {who: people[who].get(path).status_code for who in PEOPLE} == dict.fromkeys(PEOPLE, 200)


def test_a_colleague_who_sees_it_no_more_does_not_answer_it_by_mail(
    people: dict[str, Client], write: Write
) -> None:
    """They were warned of it while it was everybody's, and answer that mail."""
    ticket = Ticket.objects.get()
    found = {}
    for who in ("agent", "member"):
        staff = Staff.objects.get(name=who)
        to = colleagues.address(ticket, staff)
        date = "Mon, 5 Jan 2026 10:30:00 +0000"
        raw = mail("I look into it.", sender=staff.email, Date=date)
        found[who] = write(raw, to=to, at=MONDAY + 2 * HOUR).code
    assert found == {"agent": "colleague", "member": "colleague_reply"}
