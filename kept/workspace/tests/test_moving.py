"""Splitting, merging, linking and letting people in, on the pages of the team."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from kept.conftest import NOW
from kept.people import undeliverable
from kept.people.models import Customer, Staff
from kept.record.models import OutgoingMail
from kept.tickets import actions
from kept.tickets.check import differences
from kept.tickets.models import Message, Participant, Ticket

pytestmark = pytest.mark.django_db

Ask = Callable[..., int]
Text = Callable[[object], str]
MINUTE = timedelta(minutes=1)


def write(ticket: int, by: Customer, text: str, *, stranger: bool = False) -> None:
    draft = actions.Draft(
        kind="customer",
        channel="mail",
        text=text,
        customer=by,
        recipient=by.email,
        stranger=stranger,
        cc=(("Bob", "bob@example.org"),),
    )
    at = NOW + MINUTE
    actions.receive(ticket, draft, at=at)


def test_messages_are_split_off_on_a_page(
    at_desk: Client, ask: Ask, customer: Customer, text: Text
) -> None:
    number = ask()
    write(number, customer, "My invoice is wrong.")
    page = text(at_desk.get(f"/desk/tickets/{number}/split"))
    assert "My invoice is wrong." in page
    assert 'value="1" disabled' in page
    sent = {"message": ["2"], "subject": "The invoice"}
    response = at_desk.post(f"/desk/tickets/{number}/split-off", sent)
    assert (response.status_code, response.url) == (303, f"/desk/tickets/{number + 1}")
    new = text(at_desk.get(response.url))
    assert "split it off from" in new
    assert "My invoice is wrong." in new
    old = text(at_desk.get(f"/desk/tickets/{number}"))
    assert "moved 1 message to a ticket of its own" in old
    assert 'id="message-2"' not in old


def test_nothing_chosen_says_what_to_do(at_desk: Client, ask: Ask, text: Text) -> None:
    response = at_desk.post(f"/desk/tickets/{ask()}/split-off", {"subject": "Kept"})
    assert response.status_code == 422
    assert "Choose the messages that are another request." in text(response)
    assert 'value="Kept"' in text(response)


def test_a_merge_is_looked_at_done_and_undone(
    at_desk: Client, ask: Ask, customer: Customer, stranger: Customer, text: Text
) -> None:
    one, other = ask(), ask("The same.", by=stranger)
    looked = text(at_desk.get(f"/desk/tickets/{one}/merge?into=%23{other}"))
    assert "another customer" in looked
    assert "Mallory will read what Camille Roussel wrote." in looked
    done = at_desk.post(f"/desk/tickets/{one}/merge-into", {"into": other})
    assert done.url == f"/desk/tickets/{other}"
    assert at_desk.get(f"/desk/tickets/{one}").url == f"/desk/tickets/{other}"
    page = text(at_desk.get(f"/desk/tickets/{other}"))
    assert "The report stops at 62 %." in page
    assert f"Undo the merge of #{one}" in page
    assert "Camille Roussel" in page
    back = at_desk.post(f"/desk/tickets/{other}/unmerge", {"ticket": one})
    assert back.url == f"/desk/tickets/{one}"
    assert "The report stops at 62 %." not in text(at_desk.get(f"/desk/tickets/{other}"))
    assert list(differences()) == []


def test_a_merge_into_nothing_is_refused(at_desk: Client, ask: Ask, text: Text) -> None:
    number = ask()
    for url in (f"/desk/tickets/{number}/merge?into=99", f"/desk/tickets/{number}/merge?into=x"):
        assert "There is no ticket of that number." in text(at_desk.get(url))


def test_links_stand_on_both_tickets(at_desk: Client, ask: Ask, text: Text) -> None:
    one, other = ask(), ask("Another.", subject="Another matter")
    at_desk.post(f"/desk/tickets/{one}/link", {"to": f"#{other}"})
    assert "Another matter" in text(at_desk.get(f"/desk/tickets/{one}"))
    assert "The report stops" in text(at_desk.get(f"/desk/tickets/{other}"))
    at_desk.post(f"/desk/tickets/{other}/link", {"off": one})
    assert "took away the link" in text(at_desk.get(f"/desk/tickets/{one}"))


def test_who_was_in_copy_is_let_in_by_one_click_and_gets_replies(
    at_desk: Client, ask: Ask, customer: Customer, stranger: Customer, text: Text
) -> None:
    number = ask()
    write(number, customer, "One more thing.")
    page = text(at_desk.get(f"/desk/tickets/{number}"))
    assert "Bob &lt;bob@example.org&gt;" in page
    at_desk.post(f"/desk/tickets/{number}/people", {"in": "Bob <bob@example.org>"})
    bob = Participant.objects.get().customer
    assert f'name="copy" value="{bob.pk}"' in text(at_desk.get(f"/desk/tickets/{number}"))
    sent = {"text": "Done.", "seen": "2", "copy": [bob.pk, stranger.pk]}
    at_desk.post(f"/desk/tickets/{number}/say", sent)
    assert [one.recipient for one in OutgoingMail.objects.filter(purpose="copy")] == [bob.email]
    at_desk.post(f"/desk/tickets/{number}/say", {"text": "Again.", "seen": "3"})
    assert OutgoingMail.objects.filter(purpose="copy").count() == 1, "nobody was ticked"
    added = {"text": "And.", "seen": "4", "cc": "Eve <eve@example.org>, ann@example.org"}
    at_desk.post(f"/desk/tickets/{number}/say", added)
    assert OutgoingMail.objects.filter(purpose="copy").count() == 3
    at_desk.post(f"/desk/tickets/{number}/people", {"out": bob.pk})
    assert Participant.objects.filter(customer=bob).count() == 0
    assert list(differences()) == []


def test_an_address_of_the_desk_s_own_is_no_copy(
    at_desk: Client, ask: Ask, settings: object, text: Text
) -> None:
    number = ask()
    own = settings.DESK.address  # type: ignore[attr-defined]
    response = at_desk.post(f"/desk/tickets/{number}/say", {"text": "Hi", "seen": "1", "cc": own})
    assert response.status_code == 422
    assert "not an address that a copy can go to" in text(response)
    assert not Participant.objects.exists()


def test_a_stranger_is_new_here_once(
    at_desk: Client, ask: Ask, stranger: Customer, text: Text
) -> None:
    number = ask()
    write(number, stranger, "I have it too.", stranger=True)
    write(number, stranger, "Still there.", stranger=True)
    page = text(at_desk.get(f"/desk/tickets/{number}"))
    assert page.count("not in this ticket before") == 1
    assert Message.objects.filter(stranger=True).count() == 2


def test_an_address_that_mail_does_not_reach_is_said_where_one_writes(
    at_desk: Client, ask: Ask, text: Text
) -> None:
    number = ask()
    undeliverable.mark("camille@maison-oriol.example", "5.1.1 no such user", at=NOW)
    page = text(at_desk.get(f"/desk/tickets/{number}"))
    assert "Mail to camille@maison-oriol.example" in page
    assert "5.1.1 no such user" in page


def test_the_pages_speak_french(
    at_desk: Client, ask: Ask, customer: Customer, agent: Staff, text: Text
) -> None:
    Staff.objects.filter(pk=agent.pk).update(language="fr")
    number = ask()
    write(number, customer, "Ma facture est fausse.")
    assert "Choisissez les messages" in text(at_desk.get(f"/desk/tickets/{number}/split"))
    assert "Numéro du ticket" in text(at_desk.get(f"/desk/tickets/{number}/merge"))
    assert "Aussi dans ce ticket" in text(at_desk.get(f"/desk/tickets/{number}"))
    assert Ticket.objects.count() == 1
