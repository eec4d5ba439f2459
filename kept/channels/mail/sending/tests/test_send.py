"""Sending: into the outbox once, over SMTP until it is said to be in vain."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from kept.channels.mail.conftest import MONDAY, Write, answer, mail
from kept.channels.mail.sending import send
from kept.channels.mail.sending.send import LEASE, Courier
from kept.channels.mail.writing import letters, papers
from kept.people import undeliverable
from kept.people.models import Staff
from kept.record import events
from kept.record.mail_server import Answer
from kept.record.models import OutgoingMail
from kept.tickets.models import Ticket

LATER = MONDAY + timedelta(hours=2)


@dataclass(frozen=True)
class Smtp:
    """Where a desk hands its mail over, as its settings say it."""

    port: int
    host: str = "127.0.0.1"
    user: str = ""
    password: str = ""
    security: str = "none"


class Sink:
    """A mail server that takes mail, or says what it is told to say."""

    def __init__(self) -> None:
        self.mails: list[Any] = []
        self.to_recipient = "250 OK"
        self.to_data = "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, to: str, o: Any) -> str:
        envelope.rcpt_tos.append(to)
        return self.to_recipient

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.to_data.startswith("250"):
            self.mails.append(envelope)
        return self.to_data


@pytest.fixture
def sink(desk: Path, settings: Any) -> Iterator[Sink]:
    sink = Sink()
    with socket.socket() as ear:
        ear.bind(("127.0.0.1", 0))
        port = ear.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    smtp = Smtp(port)
    settings.DESK = replace(settings.DESK, smtp=smtp)
    yield sink
    controller.stop()


def carry(courier: Courier, at: datetime = LATER) -> None:
    """Deliver until nothing is under way."""
    until = time.monotonic() + 10
    courier.deliver(at)
    while time.monotonic() < until and courier.under_way:
        time.sleep(0.01)
        courier.deliver(at)


def row() -> OutgoingMail:
    return OutgoingMail.objects.latest("id")


def test_without_a_mail_server_mail_goes_to_the_outbox_once(write: Write) -> None:
    write(mail())
    courier = Courier()
    assert courier.deliver(LATER) == 1
    assert courier.deliver(LATER) == 0
    sent = row()
    assert (sent.state, sent.attempts, sent.next_at, sent.sent_at) == ("sent", 1, None, LATER)
    assert b"The report stops" in bytes(sent.raw or b"")


def test_what_is_not_due_waits(write: Write) -> None:
    write(mail())
    assert Courier().deliver(MONDAY - timedelta(seconds=1)) == 0


def test_two_workers_put_a_mail_into_the_outbox_once(write: Write) -> None:
    write(mail())
    first, second = row(), row()
    send._fill_outbox([first], papers.gather([first]), LATER)
    send._fill_outbox([second], papers.gather([second]), LATER + timedelta(hours=1))
    assert (row().attempts, row().sent_at) == (1, LATER)


def test_a_mail_server_gets_the_mail_with_the_ticket_s_own_return_address(
    write: Write, sink: Sink
) -> None:
    write(mail())
    courier = Courier()
    carry(courier)
    courier.close(LATER)
    (taken,) = sink.mails
    assert taken.rcpt_tos == ["camille@example.org"]
    assert taken.mail_from == f"contact+1.{Ticket.objects.get().token}@copyfy.io"
    assert row().state == "sent"


def test_many_mails_use_one_connection(write: Write, sink: Sink) -> None:
    for number in range(30):
        write(mail(sender=f"c{number}@example.org"))
    courier = Courier()
    for _ in range(5):
        carry(courier)
    courier.close(LATER)
    assert len(sink.mails) == 30
    assert len({one.rcpt_tos[0] for one in sink.mails}) == 30


def test_a_server_that_is_busy_is_asked_again_later_and_later(write: Write, sink: Sink) -> None:
    write(mail())
    sink.to_data = "451 4.3.0 Come again"
    courier = Courier()
    at, waits = MONDAY, []
    for _ in range(8):
        carry(courier, at)
        assert row().state == "waiting"
        assert "Come again" in row().answer
        after = row().next_at
        assert after is not None
        waits.append((after - at).total_seconds() / 60)
        at = after
    assert waits[:4] == [1, 2, 4, 8]
    assert max(waits) <= 240
    sink.to_data = "250 OK"
    carry(courier, at)
    courier.close(at)
    assert (row().state, len(sink.mails)) == ("sent", 1)


def test_after_three_days_a_reply_is_given_up_and_owed_again(
    write: Write, sink: Sink, agent: Staff
) -> None:
    write(mail())
    answer(agent)
    sink.to_data = "451 4.3.0 Come again"
    courier = Courier()
    carry(courier, MONDAY + timedelta(days=4))
    courier.close(LATER)
    assert row().state == "refused"
    assert row().next_at is None
    names = [type(one.event).__name__ for one in events.history(1)]
    assert names[-3:] == ["DeliveryFailed", "PromiseOwedAgain", "PromiseBroken"]


@pytest.mark.parametrize("place", ["to_recipient", "to_data"])
def test_a_refusal_for_good_is_told_on_the_ticket_without_anybody_s_address(
    write: Write, sink: Sink, agent: Staff, place: str
) -> None:
    write(mail())
    Courier().deliver(MONDAY)
    answer(agent)
    setattr(sink, place, "550 5.1.1 <camille@example.org> nobody of that name")
    courier = Courier()
    carry(courier)
    courier.close(LATER)
    assert (row().state, row().attempts) == ("refused", 1)
    assert "nobody of that name" in row().answer
    (failed,) = [
        one.event for one in events.history(1) if type(one.event).__name__ == "DeliveryFailed"
    ]
    assert failed.reason == "550 5.1.1 … nobody of that name"  # type: ignore[union-attr]
    assert failed.permanent  # type: ignore[union-attr]
    marked = undeliverable.marked("camille@example.org")
    assert marked is not None
    assert "nobody of that name" in marked.undeliverable_why


@pytest.mark.parametrize(
    ("words", "to_recipient", "nobody"),
    [
        ("550 5.1.1 no such user", False, True),
        ("550 5.2.1 mailbox disabled", False, True),
        ("550 No such user here", True, True),
        ("550 5.5.0 mailbox unavailable", True, True),
        ("550 This message looks like spam", False, False),
        ("554 5.7.1 Relay access denied", True, False),
        ("553 5.1.8 Sender address rejected", True, False),
        ("552 5.3.4 Message too big", False, False),
    ],
)
def test_what_a_server_says_of_the_desk_or_of_the_mail_marks_nobody(
    words: str, to_recipient: bool, nobody: bool
) -> None:
    said = Answer(False, words, permanent=True, to_recipient=to_recipient)
    assert said.nobody is nobody
    assert not replace(said, permanent=False).nobody


def test_nobody_listening_is_a_reason_to_wait(write: Write, sink: Sink, settings: Any) -> None:
    write(mail())
    settings.DESK = replace(settings.DESK, smtp=Smtp(9))
    courier = Courier()
    carry(courier)
    courier.close(LATER)
    assert row().state == "waiting"
    assert "cannot be reached" in row().answer


def test_a_desk_that_died_while_sending_tries_again_after_the_lease(
    write: Write, sink: Sink
) -> None:
    write(mail())
    assert send._claim(row(), LATER)
    courier = Courier()
    carry(courier, LATER + LEASE - timedelta(seconds=1))
    assert sink.mails == []
    carry(courier, LATER + LEASE)
    courier.close(LATER)
    assert (len(sink.mails), row().state, row().attempts) == (1, "sent", 2)


def test_a_mail_that_cannot_be_written_says_why_and_delays_no_other(
    write: Write, agent: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(mail())
    OutgoingMail.objects.update(recipient="not an address")
    write(mail(sender="other@example.org"))
    Courier().deliver(LATER)
    first, second = OutgoingMail.objects.order_by("id")
    assert (first.state, second.state) == ("refused", "sent")
    assert "could not be written" in first.answer


def test_a_fault_of_ours_delays_a_mail_and_loses_none(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(mail())
    with monkeypatch.context() as broken:
        broken.setattr(letters, "written", lambda row, papers, at: 1 / 0)
        Courier().deliver(MONDAY)
    assert row().state == "waiting"
    assert "ZeroDivisionError" in row().answer
    Courier().deliver(MONDAY + timedelta(minutes=1))
    assert row().state == "sent"


def test_many_mails_ask_no_more_questions_than_one(
    write: Write, django_assert_num_queries: Any
) -> None:
    asked = 5  # mails, messages, promises, threads, mailboxes; then a transaction of updates
    for count in (1, 7):
        for n in range(count):
            write(mail(sender=f"someone{count}{n}@example.org"))
        with django_assert_num_queries(asked + 2 + count):
            assert Courier().deliver(MONDAY) == count


def test_a_reply_that_was_refused_was_never_sent_twice(write: Write, agent: Staff) -> None:
    write(mail())
    answer(agent)
    Courier().deliver(LATER)
    Courier().deliver(LATER + timedelta(days=1))
    assert list(OutgoingMail.objects.values_list("attempts", flat=True)) == [1, 1]
