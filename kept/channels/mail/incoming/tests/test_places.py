"""Where a mail belongs: every rule, from the outside."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kept.channels.mail.conftest import DESK, HOUR, MONDAY, Write, answer, mail, token_address
from kept.channels.mail.incoming.drafting import zone
from kept.channels.mail.models import ReceivedMail
from kept.core.events import Resent
from kept.people.models import Customer, Staff
from kept.record import events
from kept.record.models import OutgoingMail
from kept.tickets.models import Message, Participant, Ticket

STRANGER = "Mallory <mallory@example.net>"
DAY = timedelta(days=1)
OTHER_WORDS = "Now for something else entirely: my invoice is wrong."


def test_a_first_mail_opens_a_ticket(write: Write) -> None:
    outcome = write(mail(Message_ID="<first@example.org>"))
    assert (outcome.state, outcome.code, outcome.ticket, outcome.place) == ("done", "opened", 1, 1)
    ticket = Ticket.objects.get()
    assert (ticket.subject, ticket.channel, ticket.language) == ("The report stops", "mail", "en")
    assert ticket.opened_at == MONDAY
    assert ticket.customer.name == "Camille Durand"
    assert ticket.customer.zone == "+01:00"
    said = Message.objects.get()
    assert said.message_id == "first@example.org"
    assert said.received
    assert OutgoingMail.objects.get().recipient == "camille@example.org"


def test_a_reply_to_the_ticket_s_address_joins_it(write: Write) -> None:
    write(mail())
    outcome = write(mail(OTHER_WORDS, subject="no number"), to=token_address(), at=MONDAY + HOUR)
    assert (outcome.code, outcome.ticket, outcome.place) == ("reply_address", 1, 2)
    assert not Message.objects.get(place=2).stranger


def test_a_stranger_who_knows_the_address_is_shown_as_one(write: Write) -> None:
    write(mail())
    outcome = write(mail(OTHER_WORDS, sender=STRANGER), to=token_address(), at=MONDAY + HOUR)
    assert (outcome.code, outcome.ticket) == ("reply_address", 1)
    assert Message.objects.get(place=2).stranger
    assert Ticket.objects.get().customer.email == "camille@example.org"
    assert OutgoingMail.objects.count() == 1, "a stranger is not answered"


def test_a_participant_is_no_stranger(write: Write) -> None:
    write(mail())
    write(mail(OTHER_WORDS, sender=STRANGER), at=MONDAY)
    Participant.objects.create(
        ticket_id=1, customer=Customer.objects.get(email="mallory@example.net")
    )
    write(mail("I can say more about it.", sender=STRANGER), to=token_address(), at=MONDAY + HOUR)
    assert not Message.objects.get(ticket=1, place=2).stranger


@pytest.mark.parametrize("to", ["contact+1.00000000@copyfy.io", "contact+99.00000000@copyfy.io"])
def test_a_guessed_address_opens_nothing(write: Write, to: str) -> None:
    write(mail())
    assert write(mail(OTHER_WORDS, sender=STRANGER), to=to).ticket == 2


@pytest.mark.parametrize("field", ["In_Reply_To", "References"])
def test_the_thread_s_headers_count_from_who_belongs(
    write: Write, agent: Staff, field: str
) -> None:
    write(mail(Message_ID="<first@example.org>"))
    ours = f"<{answer(agent)}>"
    own = write(mail(OTHER_WORDS, subject="", **{field: ours}), at=MONDAY + 2 * HOUR)
    assert (own.code, own.ticket, own.place) == ("thread", 1, 3)
    other = write(mail(OTHER_WORDS, sender=STRANGER, **{field: ours}), at=MONDAY + 2 * HOUR)
    assert (other.code, other.ticket) == ("opened", 2)


def test_a_reply_to_the_acknowledgement_joins(write: Write) -> None:
    write(mail())
    ours = OutgoingMail.objects.get().message_id
    assert write(mail(OTHER_WORDS, In_Reply_To=f"<{ours}>"), at=MONDAY + HOUR).ticket == 1


def test_a_mail_that_follows_the_customer_s_own_joins(write: Write) -> None:
    write(mail(Message_ID="<first@example.org>"))
    own = write(mail(OTHER_WORDS, In_Reply_To="<first@example.org>"), at=MONDAY + HOUR)
    assert (own.code, own.ticket) == ("thread", 1)


def test_an_id_that_stands_in_two_tickets_finds_the_sender_s_own(write: Write) -> None:
    write(mail(Message_ID="<first@example.org>"))
    copied = mail(OTHER_WORDS, sender=STRANGER, Message_ID="<first@example.org>")
    assert write(copied, at=MONDAY + HOUR).ticket == 2
    own = write(mail(OTHER_WORDS, In_Reply_To="<first@example.org>"), at=MONDAY + 2 * HOUR)
    assert (own.code, own.ticket) == ("thread", 1)


def test_the_number_in_the_subject_counts_from_who_belongs(write: Write) -> None:
    write(mail())
    own = write(mail(OTHER_WORDS, subject="Aw: bla [#1]"), at=MONDAY + HOUR)
    assert (own.code, own.ticket) == ("number", 1)
    other = write(mail(OTHER_WORDS, subject="[#1]", sender=STRANGER), at=MONDAY + HOUR)
    assert (other.code, other.ticket) == ("opened", 2)
    nobody = write(mail("And a third thing that I want.", subject="[#77]"), at=MONDAY + HOUR)
    assert nobody.code == "opened"


@pytest.mark.parametrize(
    ("subject", "body", "after", "joins"),
    [
        ("The report stops", None, 2 * HOUR, True),
        ("Another subject", None, 2 * HOUR, True),
        ("Re: The report stops", OTHER_WORDS, 2 * HOUR, False),
        ("The report stops", OTHER_WORDS, DAY - timedelta(seconds=1), False),
        ("The report stops", OTHER_WORDS, DAY, True),
        ("TR: re : the  REPORT stops", OTHER_WORDS, DAY, True),
        ("Another subject", OTHER_WORDS, 3 * DAY, False),
        ("", OTHER_WORDS, 3 * DAY, False),
    ],
)
def test_asking_again_in_a_fresh_mail(
    write: Write, subject: str, body: str | None, after: timedelta, joins: bool
) -> None:
    write(mail(Message_ID="<a@example.org>"))
    words = {} if body is None else {"body": body}
    outcome = write(mail(**words, subject=subject, Message_ID="<b@example.org>"), at=MONDAY + after)
    assert (outcome.code, outcome.ticket) == (("asked_again", 1) if joins else ("opened", 2))
    urgent = joins and after >= DAY
    assert Ticket.objects.get(pk=1).urgent is urgent
    assert any(isinstance(one.event, Resent) for one in events.history(1)) is urgent


def test_an_answered_question_may_be_asked_anew(write: Write, agent: Staff) -> None:
    write(mail(Message_ID="<a@example.org>"))
    answer(agent)
    assert write(mail(Message_ID="<b@example.org>"), at=MONDAY + 3 * DAY).ticket == 2


def test_the_same_words_of_somebody_else_are_another_request(write: Write) -> None:
    write(mail())
    assert write(mail(sender=STRANGER), at=MONDAY + 2 * DAY).ticket == 2


def test_a_mail_that_comes_twice_is_one_message(write: Write) -> None:
    write(mail(Message_ID="<a@example.org>"))
    again = write(mail(Message_ID="<a@example.org>"))
    assert (again.state, again.code, again.ticket, again.place) == ("refused", "duplicate", 1, 1)
    assert Message.objects.count() == 1


def test_one_message_id_for_different_mails_loses_none(write: Write) -> None:
    write(mail(Message_ID="<form@example.org>"))
    second = write(mail(OTHER_WORDS, Message_ID="<form@example.org>"))
    assert (second.code, second.ticket) == ("thread", 1)
    other = write(mail(OTHER_WORDS, sender=STRANGER, Message_ID="<form@example.org>"))
    assert (other.code, other.ticket) == ("opened", 2)


def test_a_reply_in_the_name_of_a_colleague_is_set_aside(write: Write, agent: Staff) -> None:
    write(mail())
    raw = mail(OTHER_WORDS, sender="Ada <ada@copyfy.io>")
    outcome = write(raw, to=token_address(), at=MONDAY + HOUR)
    assert (outcome.state, outcome.code, outcome.ticket) == ("refused", "colleague", 1)
    assert Message.objects.count() == 1
    assert Ticket.objects.get().unanswered_since == MONDAY


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, ""),
        (0, ""),
        (3600, "+01:00"),
        (-12600, "-03:30"),
        (20700, "+05:45"),
        (50400, "+14:00"),
        (54000, ""),
        (3601, ""),
    ],
)
def test_the_sender_s_clock(seconds: int | None, said: str) -> None:
    assert zone(None if seconds is None else timedelta(seconds=seconds)) == said


def test_a_hundred_unanswered_tickets_do_not_slow_the_next(
    write: Write, django_assert_max_num_queries: object
) -> None:
    for number in range(30):
        write(mail(f"This is question number {number} of mine.", subject=f"Question {number}"))
    with django_assert_max_num_queries(18):  # type: ignore[operator]
        write(mail(OTHER_WORDS, subject="One more"), at=MONDAY + 2 * DAY)


def test_a_new_customer_s_mail_costs_few_queries(
    write: Write, django_assert_max_num_queries: object
) -> None:
    write(mail())
    with django_assert_max_num_queries(17):  # type: ignore[operator]
        write(mail(sender=STRANGER))


def test_every_verdict_names_its_message(write: Write) -> None:
    outcome = write(mail())
    row = ReceivedMail.objects.get()
    assert (row.ticket, row.place, row.state) == (outcome.ticket, 1, "done")
    assert (row.sender, row.rcpt_to) == ("camille@example.org", [DESK])
    assert Message.objects.get(ticket=row.ticket, place=row.place).received == row.id
