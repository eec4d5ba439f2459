"""Four people at the door: the customer, a stranger, an agent, a lead."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kept.conftest import NOW
from kept.people.models import Customer, Staff
from kept.tickets import access, actions
from kept.tickets.models import Message, Participant, Ticket

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "sees"),
    [("customer", True), ("stranger", False), ("agent", True), ("lead", True), ("nobody", False)],
)
def test_who_sees_a_ticket(
    who: str, sees: bool, ask: Callable[..., int], request: pytest.FixtureRequest
) -> None:
    number = ask()
    person = None if who == "nobody" else request.getfixturevalue(who)
    assert access.tickets(person).filter(pk=number).exists() is sees
    if sees:
        assert access.ticket(person, number).number == number
    else:
        with pytest.raises(access.NotYoursError):
            access.ticket(person, number)


def test_somebody_who_left_the_team_sees_nothing(ask: Callable[..., int], agent: Staff) -> None:
    ask()
    agent.is_active = False
    assert not access.tickets(agent).exists()


def test_notes_and_their_files_are_for_the_team_only(
    ask: Callable[..., int], agent: Staff, customer: Customer
) -> None:
    number = ask(files=(actions.File("a.txt", "text/plain", b"a"),))
    actions.note(number, "Reproduced.", by=agent, at=NOW)
    ticket = Ticket.objects.get(pk=number)
    assert [m.kind for m in access.messages(customer, ticket)] == ["customer"]
    assert [m.kind for m in access.messages(agent, ticket)] == ["customer", "note"]


def test_a_file_is_as_open_as_its_message(
    ask: Callable[..., int], customer: Customer, stranger: Customer, agent: Staff
) -> None:
    number = ask(files=(actions.File("a.txt", "text/plain", b"a"),))
    file = Message.objects.get(ticket=number).attachments.get()
    assert access.attachment(customer, file.pk) == access.attachment(agent, file.pk) == file
    with pytest.raises(access.NotYoursError):
        access.attachment(stranger, file.pk)
    with pytest.raises(access.NotYoursError):
        access.attachment(agent, file.pk + 1)


def test_a_participant_belongs_and_a_stranger_does_not(
    ask: Callable[..., int], customer: Customer, stranger: Customer
) -> None:
    ticket = Ticket.objects.get(pk=ask())
    assert ticket in access.writable(customer)
    assert ticket not in access.writable(stranger)
    Participant.objects.create(ticket=ticket, customer=stranger)
    assert ticket in access.writable(stranger)
