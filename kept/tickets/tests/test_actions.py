"""Every verb, on a real database: what a user would notice, and that the record agrees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from kept.conftest import NOW
from kept.core.events import PromiseWarned
from kept.deadlines.models import Promise
from kept.people.models import Customer, Staff
from kept.record.models import Event, OutgoingMail
from kept.tickets import actions
from kept.tickets.check import differences
from kept.tickets.models import Message, Ticket
from kept.tickets.tests.histories import HISTORIES, Acts, People, answer, done, lived, word

pytestmark = pytest.mark.django_db

Ask = Callable[..., int]
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _the_record_agrees(db: None) -> Iterator[None]:
    """After each test the rows are what the events say, whatever happened in it."""
    yield
    assert list(differences()) == []


def test_a_request_opens_a_ticket_owes_a_reply_and_is_acknowledged(ask: Ask) -> None:
    number = ask()
    ticket = Ticket.objects.get(pk=number)
    promise = Promise.objects.get(ticket=number)
    mail = OutgoingMail.objects.get(ticket=number)
    assert (ticket.status, ticket.language, ticket.policy) == ("open", "fr", 1)
    assert ticket.preview == "The report stops at 62 %."
    assert (promise.rule, promise.clause, promise.state) == ("first_reply", "5", "running")
    assert promise.due_at == NOW.replace(day=12, hour=11)
    assert ticket.matters_at == promise.due_at
    assert promise.next_at == promise.due_at - timedelta(hours=1)  # a warning comes first
    assert (mail.purpose, mail.recipient, mail.facts) == (
        "request",
        "camille@maison-oriol.example",
        {"promise": 1},
    )


def test_a_reply_keeps_the_promise_and_is_queued_once(ask: Ask, agent: Staff) -> None:
    number = ask()
    done(actions.reply(number, answer(agent), by=agent, seen=1, at=NOW + MINUTE))
    promise = Promise.objects.get(ticket=number)
    assert (promise.state, promise.met_at, promise.next_at) == ("kept", NOW + MINUTE, None)
    reply = OutgoingMail.objects.get(purpose="reply")
    assert (reply.ticket, reply.message) == (number, 2)
    assert reply.message_id == Message.objects.get(ticket=number, place=2).message_id


def test_a_reply_after_something_came_in_is_refused_and_nothing_is_written(
    ask: Ask, agent: Staff, customer: Customer
) -> None:
    number = ask()
    done(actions.receive(number, word(customer), at=NOW))
    before = Event.objects.count()
    refused = actions.reply(number, answer(agent), by=agent, seen=1, at=NOW + MINUTE)
    assert isinstance(refused, actions.Refused)
    assert refused.code == "moved_on"
    assert Event.objects.count() == before
    assert not OutgoingMail.objects.filter(purpose="reply").exists()
    assert Ticket.objects.get(pk=number).messages_count == 2


def test_a_customers_word_reopens_what_was_solved(
    ask: Ask, agent: Staff, customer: Customer
) -> None:
    number = ask()
    done(actions.reply(number, answer(agent), by=agent, seen=1, at=NOW, then="solve"))
    assert Ticket.objects.get(pk=number).status == "solved"
    done(actions.receive(number, word(customer), at=NOW))
    ticket = Ticket.objects.get(pk=number)
    assert (ticket.status, ticket.preview) == ("open", "One more thing.")
    assert ticket.unanswered_since == NOW


def test_a_stranger_is_flagged_and_never_replaces_the_customer(
    ask: Ask, customer: Customer, stranger: Customer
) -> None:
    number = ask()
    outcome = actions.receive(
        number,
        actions.Draft(
            kind="customer",
            channel="mail",
            text="Hi!",
            customer=stranger,
            stranger=True,
            recipient=stranger.email,
        ),
        at=NOW,
    )
    done(outcome)
    ticket = Ticket.objects.get(pk=number)
    assert ticket.customer == customer
    assert ticket.preview == "The report stops at 62 %."
    assert Message.objects.get(ticket=number, place=2).stranger
    assert OutgoingMail.objects.filter(recipient=stranger.email).count() == 0


def test_the_clock_breaks_what_was_not_kept_and_looking_twice_changes_nothing(ask: Ask) -> None:
    number = ask()
    due = Promise.objects.get(ticket=number).due_at
    (warned,) = done(actions.expire(number, at=due)).recorded
    assert warned.event == PromiseWarned(promise=1, warning=1, tells="assignee", due_at=due)
    assert done(actions.expire(number, at=due)).recorded == ()
    later = due + timedelta(hours=5)
    assert len(done(actions.expire(number, at=later)).recorded) == 1
    assert done(actions.expire(number, at=later)).recorded == ()
    promise = Promise.objects.get(ticket=number)
    assert (promise.state, promise.next_at) == ("broken", None)
    assert Ticket.objects.get(pk=number).matters_at == due


def test_a_resend_is_urgent_and_a_repetition_is_told_when(ask: Ask, customer: Customer) -> None:
    number = ask()
    same = word(customer, "The report stops at 62 %.")
    soon, late = NOW + timedelta(hours=2), NOW + timedelta(hours=27)
    done(actions.receive(number, same, at=soon))
    assert OutgoingMail.objects.filter(purpose="repetition").count() == 1
    assert not Ticket.objects.get(pk=number).urgent
    done(actions.receive(number, same, at=late))
    assert OutgoingMail.objects.filter(purpose="resend").count() == 1
    assert Ticket.objects.get(pk=number).urgent


def test_a_bounced_reply_is_owed_again(ask: Ask, agent: Staff) -> None:
    number = ask()
    done(actions.reply(number, answer(agent), by=agent, seen=1, at=NOW + MINUTE))
    done(actions.fail(number, 2, "550 no such user", permanent=True, at=NOW + 2 * MINUTE))
    promise = Promise.objects.get(ticket=number)
    assert (promise.state, promise.met_at) == ("running", None)
    assert promise.next_at == promise.warn_at


def test_files_are_kept_with_their_message(ask: Ask) -> None:
    file = actions.File("rapport.png", "image/png", b"\x89PNG not really")
    number = ask(files=(file,))
    attachment = Message.objects.get(ticket=number).attachments.get()
    assert (attachment.name, attachment.size) == ("rapport.png", len(file.content))


def test_what_a_database_cannot_hold_is_left_out(ask: Ask) -> None:
    number = ask("before\0after \ud83d end", subject="nul\0l")
    message = Message.objects.get(ticket=number)
    assert message.text == "beforeafter ? end"
    assert Ticket.objects.get(pk=number).subject == "null"


def test_the_number_of_queries_of_a_request_does_not_depend_on_the_desk(
    ask: Ask, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    ask()
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        ask("Something else entirely, please.")


@given(acts=HISTORIES)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_history_the_rows_are_what_the_events_say(
    ask: Ask, agent: Staff, customer: Customer, acts: Acts
) -> None:
    for _halt in lived(ask(), acts, People(agent, customer)):
        assert list(differences()) == []
