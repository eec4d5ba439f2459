"""After a split or a merge every later mail still finds its ticket, and who may read it."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from kept.channels.mail.conftest import (
    DESK,
    HOUR,
    MONDAY,
    Write,
    answer,
    as_sent,
    mail,
    token_address,
)
from kept.channels.mail.incoming import colleagues
from kept.channels.mail.incoming.tests.test_loops import BOUNCE, ORIGINAL
from kept.channels.mail.incoming.tests.test_places import DAY, OTHER_WORDS, STRANGER
from kept.core.events import CopyFailed, Linked, MessageReceived, RequestJoined
from kept.people import customers, undeliverable
from kept.people.models import Address, Customer, Staff
from kept.record import events
from kept.record.models import OutgoingMail
from kept.tickets import actions
from kept.tickets.actions import Done, Draft
from kept.tickets.check import differences
from kept.tickets.draft import Copy
from kept.tickets.models import Message, Ticket
from kept.tickets.outgoing import message_id

FIRST, SECOND = "<first@example.org>", "<second@example.org>"


@pytest.fixture
def split(write: Write, agent: Staff) -> int:
    """Ticket 1 with two mails of Camille's; the second was split off. The new ticket's number."""
    write(mail(Message_ID=FIRST))
    write(
        mail(OTHER_WORDS, Message_ID=SECOND, In_Reply_To=FIRST),
        to=token_address(),
        at=MONDAY + HOUR,
    )
    done = actions.split(1, [2], subject="My invoice", by=agent, at=MONDAY + 2 * HOUR)
    assert isinstance(done, Done)
    return done.ticket


def test_after_a_split_each_reply_goes_to_the_right_ticket(
    write: Write, split: int, agent: Staff
) -> None:
    old, new = (
        answer(agent, at=MONDAY + 3 * HOUR),
        answer(agent, at=MONDAY + 3 * HOUR, ticket=split),
    )
    table = [
        (token_address(1), {}, 1),
        (token_address(split), {}, split),
        (token_address(1), {"In_Reply_To": SECOND}, split),
        (token_address(1), {"In_Reply_To": FIRST}, 1),
        (DESK, {"In_Reply_To": SECOND, "subject": ""}, split),
        (DESK, {"In_Reply_To": FIRST}, 1),
        (DESK, {"In_Reply_To": f"<{old}>"}, 1),
        (DESK, {"In_Reply_To": f"<{new}>", "subject": "Re: My invoice"}, split),
        (DESK, {"subject": f"Re: [#{split}]"}, split),
        (DESK, {"subject": "Re: [#1]"}, 1),
    ]
    for number, (to, fields, expected) in enumerate(table):
        raw = mail(f"Words that nobody has said before, number {number}.", **fields)
        outcome = write(raw, to=to, at=MONDAY + 4 * HOUR + number * timedelta(minutes=1))
        assert outcome.ticket == expected, (to, fields, outcome)
    assert list(differences()) == []


def test_a_merged_ticket_s_address_ids_and_number_lead_to_the_other(
    write: Write, agent: Staff
) -> None:
    write(mail(Message_ID=FIRST))
    ours = OutgoingMail.objects.get().message_id
    old = token_address(1)
    write(mail(OTHER_WORDS, subject="My invoice", Message_ID=SECOND), at=MONDAY + HOUR)
    actions.merge(1, 2, by=agent, at=MONDAY + 2 * HOUR)
    for number, (to, fields) in enumerate(
        [
            (old, {}),
            (DESK, {"In_Reply_To": FIRST, "subject": ""}),
            (DESK, {"In_Reply_To": f"<{ours}>", "subject": ""}),
            (DESK, {"subject": "Re: something [#1]"}),
            (DESK, {"In_Reply_To": SECOND, "subject": "My invoice"}),
        ]
    ):
        raw = mail(f"Words that nobody has said before, number {number}.", **fields)
        outcome = write(raw, to=to, at=MONDAY + 4 * HOUR + number * timedelta(minutes=1))
        assert outcome.ticket == 2, (to, fields, outcome)
    assert list(differences()) == []


def test_who_asked_in_the_merged_ticket_is_heard_in_the_other(write: Write, agent: Staff) -> None:
    write(mail())
    write(mail("I have it too, at our office.", sender=STRANGER), at=MONDAY)
    theirs = token_address(2)
    actions.merge(2, 1, by=agent, at=MONDAY + HOUR)
    outcome = write(mail(OTHER_WORDS, sender=STRANGER), to=theirs, at=MONDAY + 2 * HOUR)
    assert outcome.ticket == 1
    assert not Message.objects.get(ticket=1, place=outcome.place).stranger


def test_a_thread_under_another_subject_to_the_plain_address_is_a_new_request(
    write: Write, agent: Staff
) -> None:
    write(mail(Message_ID=FIRST))
    ours = f"<{answer(agent)}>"
    new = write(mail(OTHER_WORDS, subject="My invoice", In_Reply_To=ours), at=MONDAY + 2 * HOUR)
    assert (new.code, new.ticket) == ("opened", 2)
    assert Linked(ticket=1) in [one.event for one in events.history(2)]
    assert Linked(ticket=2) in [one.event for one in events.history(1)]
    kept = write(
        mail("And one more thing.", subject="My invoice", In_Reply_To=ours),
        to=token_address(1),
        at=MONDAY + 3 * HOUR,
    )
    assert kept.ticket == 1
    assert Message.objects.get(ticket=1, place=kept.place).subject == "My invoice"


# Who else takes part


def test_somebody_in_copy_who_answers_to_all_is_shown_in_the_ticket(write: Write) -> None:
    write(mail(Message_ID=FIRST, Cc=f"Bob <bob@example.org>, {DESK}"))
    assert Message.objects.get().cc == [["Bob", "bob@example.org"]]
    raw = mail("I see it too.", sender="Bob <bob@example.org>", In_Reply_To=FIRST)
    outcome = write(raw, at=MONDAY + HOUR)
    assert (outcome.code, outcome.ticket) == ("in_copy", 1)
    assert Message.objects.get(place=2).stranger
    assert OutgoingMail.objects.count() == 1, "nobody is told of Camille's request"
    other = mail("Me too.", sender=STRANGER, In_Reply_To=FIRST)
    assert write(other, at=MONDAY + HOUR).ticket == 2


def _answered_with_copy(agent: Staff) -> OutgoingMail:
    bob = customers.find_or_add(
        key="bob@example.org", email="bob@example.org", name="Bob", language="", zone="", at=MONDAY
    )
    actions.let_in(1, bob, by=agent, at=MONDAY + HOUR)
    draft = Draft(
        kind="agent",
        channel="mail",
        text="Done.",
        staff=agent,
        message_id=message_id(),
        recipient="camille@example.org",
        copies=(Copy(bob.pk, "Bob", "bob@example.org"),),
    )
    assert isinstance(actions.reply(1, draft, by=agent, seen=1, at=MONDAY + 2 * HOUR), Done)
    return OutgoingMail.objects.get(purpose="copy")


def test_each_reader_sees_whom_the_agent_chose_and_signs_in_as_nobody_else(
    write: Write, agent: Staff
) -> None:
    write(mail())
    copy = _answered_with_copy(agent)
    for row in (copy, OutgoingMail.objects.get(purpose="reply")):
        raw = as_sent(row).decode()
        assert "To: Camille Durand <camille@example.org>" in raw
        assert "Cc: Bob <bob@example.org>" in raw
    assert "/my/" not in as_sent(copy).decode(), "no link that signs in as Camille"
    assert copy.recipient == "bob@example.org"


def test_a_copy_that_bounces_tells_the_ticket_and_breaks_nothing(
    write: Write, agent: Staff
) -> None:
    write(mail())
    copy = _answered_with_copy(agent)
    original = ORIGINAL.format(copy.message_id)
    raw = BOUNCE.format(to=DESK, status="5.1.1", action="failed", original=original).encode()
    outcome = write(raw, mail_from="", at=MONDAY + 3 * HOUR)
    assert (outcome.code, outcome.ticket) == ("delivery_failed", 1)
    told = [one.event for one in events.history(1)]
    assert any(isinstance(event, CopyFailed) for event in told)
    assert "PromiseOwedAgain" not in [type(event).__name__ for event in told]


# Addresses that mail does not reach


def test_a_bounce_marks_the_address_until_something_comes_from_it(
    write: Write, agent: Staff
) -> None:
    write(mail())
    original = ORIGINAL.format(answer(agent))
    raw = BOUNCE.format(to=DESK, status="5.1.1", action="failed", original=original).encode()
    write(raw, mail_from="", at=MONDAY + 2 * HOUR)
    marked = undeliverable.marked("Camille@example.org")
    assert marked is not None
    assert marked.undeliverable_at == MONDAY + 2 * HOUR
    write(mail(OTHER_WORDS, subject="I am here"), at=MONDAY + 3 * HOUR)
    assert undeliverable.marked("camille@example.org") is None


def test_a_bounce_of_nothing_of_ours_marks_nobody(write: Write) -> None:
    write(mail())
    original = ORIGINAL.format("made-up@example.org")
    raw = BOUNCE.format(to=DESK, status="5.1.1", action="failed", original=original).encode()
    assert write(raw, mail_from="").code == "bounce"
    assert not Address.objects.filter(undeliverable_at__isnull=False).exists()


# Colleagues


FORWARD = """\
Please look at this one, she called twice.

---------- Forwarded message ---------
From: Camille Durand <camille@example.org>
Date: Mon, 5 Jan 2026 at 09:00
Subject: The report stops
To: <ada@copyfy.io>

The export stops at 62 percent and I see no error anywhere."""


def test_a_mail_that_a_colleague_passes_on_is_a_request_of_its_writer(
    write: Write, agent: Staff
) -> None:
    raw = mail(FORWARD, sender="Ada <ada@copyfy.io>", subject="Fwd: The report stops")
    outcome = write(raw)
    assert (outcome.code, outcome.ticket) == ("passed_on", 1)
    ticket = Ticket.objects.get()
    assert (ticket.customer.email, ticket.subject) == ("camille@example.org", "The report stops")
    said, note = Message.objects.order_by("place")
    assert said.text.strip() == "The export stops at 62 percent and I see no error anywhere."
    assert (note.kind, note.staff) == ("note", agent)
    assert "she called twice" in note.text
    assert OutgoingMail.objects.get().recipient == "camille@example.org"
    assert not Customer.objects.filter(email="ada@copyfy.io").exists()


def test_a_colleague_s_own_reply_address_makes_their_mail_a_reply(
    write: Write, agent: Staff
) -> None:
    write(mail())
    to = colleagues.address(Ticket.objects.get(), agent)
    raw = mail(
        "We look into it.", sender="Ada <ada@copyfy.io>", Date="Mon, 5 Jan 2026 10:30:00 +0000"
    )
    outcome = write(raw, to=to, at=MONDAY + 2 * HOUR)
    assert (outcome.code, outcome.ticket) == ("colleague_reply", 1)
    assert Message.objects.get(place=2).staff == agent
    assert OutgoingMail.objects.get(purpose="reply").recipient == "camille@example.org"
    away = mail("I am away.", sender="Ada <ada@copyfy.io>", Auto_Submitted="auto-replied")
    assert write(away, to=to, at=MONDAY + 3 * HOUR).code == "auto_reply"


def test_a_colleague_s_reply_is_set_aside_when_something_came_in_since(
    write: Write, agent: Staff
) -> None:
    write(mail())
    write(mail("One more thing.", subject=""), to=token_address(), at=MONDAY + HOUR)
    to = colleagues.address(Ticket.objects.get(), agent)
    raw = mail("We look.", sender="Ada <ada@copyfy.io>", Date="Mon, 5 Jan 2026 09:10:00 +0000")
    outcome = write(raw, to=to, at=MONDAY + 2 * HOUR)
    assert (outcome.code, outcome.acknowledged) == ("colleague", True)
    told = OutgoingMail.objects.get(purpose="letter")
    assert told.recipient == "ada@copyfy.io"
    sent = message_from_bytes(as_sent(told), policy=policy.default)
    assert "reached nobody" in sent.get_content()
    assert "/desk/tickets/1" in sent.get_content()
    for number in range(9):  # a program that answers is told a few times, and no more
        write(raw, to=to, at=MONDAY + 2 * HOUR + number * timedelta(minutes=1))
    assert OutgoingMail.objects.filter(purpose="letter").count() == 5


def test_nobody_else_uses_a_colleague_s_reply_address(write: Write, agent: Staff) -> None:
    write(mail())
    to = colleagues.address(Ticket.objects.get(), agent)
    assert write(mail("I am Ada.", sender=STRANGER), to=to, at=MONDAY + HOUR).ticket == 2


# Floods


def test_the_fifty_first_request_in_an_hour_joins_the_last(write: Write) -> None:
    for number in range(53):
        words = f"Alarm number {number * 7919} of our machine room."
        at = MONDAY + number * timedelta(minutes=1)
        write(mail(words, subject=f"Alarm {number * 7919}"), at=at)
    assert Ticket.objects.count() == 50
    last = Ticket.objects.latest("pk").number
    said = [one.event for one in events.history(last)]
    assert sum(isinstance(event, MessageReceived) for event in said) == 4
    assert sum(isinstance(event, RequestJoined) for event in said) == 3
    assert Message.objects.count() == 53, "nothing is lost"
    assert OutgoingMail.objects.count() == 5
    assert Message.objects.filter(ticket=last, place=2).get().subject.startswith("Alarm")
    calm = write(mail(OTHER_WORDS, subject="Later"), at=MONDAY + DAY)
    assert calm.ticket != last
    assert list(differences()) == []
