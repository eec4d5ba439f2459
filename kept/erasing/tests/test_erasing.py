"""Who is erased is in no byte of the desk any more, and what it promised them still counts."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from kept.channels.mail import spool
from kept.channels.mail.incoming import process
from kept.channels.mail.sending.send import Courier
from kept.conftest import NOW
from kept.core.events import Actor
from kept.deadlines.models import Promise
from kept.erasing import forgetting, rooms
from kept.erasing.models import Erasure, LooseFile
from kept.erasing.rooms import Person
from kept.people import customers, sign_in
from kept.people.models import Customer, Staff
from kept.record import files
from kept.record.models import AuditEntry, Event
from kept.search import filling
from kept.tickets import actions, check
from kept.tickets.actions import Draft, File
from kept.tickets.models import Attachment, Message, Ticket

pytestmark = pytest.mark.django_db
Ask = Callable[..., int]
LATER = NOW + timedelta(hours=1)
#: What is Zéphirine's and nobody else's.
HERS = ("zéphirine", "zephirine", "quillfeather", "lavender-hill", "marmalade", "p4ssw0rd-photo")


@pytest.fixture(autouse=True)
def _desk(edition: object, clock: object, tmp_path: Path, settings: object) -> None:
    settings.KEPT_HOME = tmp_path
    spool.prepare()


@pytest.fixture
def zephirine(db: None) -> Customer:
    address = "zephirine@lavender-hill.example"
    return customers.find_or_add(
        key=address, email=address, name="Zéphirine Quillfeather", language="en", zone="", at=NOW
    )


def mailed(sender: str, text: str, subject: str = "Marmalade", more: str = "") -> int:
    """A mail comes in; the ticket that it came to."""
    raw = (
        f"From: {sender}\r\nTo: help@kept.example\r\nSubject: {subject}\r\n{more}"
        f"Message-ID: <{abs(hash(text))}@lavender-hill.example>\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()
    address = sender.partition("<")[2].rstrip(">")
    spool.accept(
        mail_from=address, rcpt_to=["help@kept.example"], peer="192.0.2.7", received_at=NOW, raw=raw
    )
    (outcome,) = [process.process(file) for file in spool.waiting()]
    assert outcome is not None
    assert outcome.ticket
    return outcome.ticket


def carry_out(home: Path, at: datetime = LATER) -> None:
    """Let the worker do all of it, both times; the files have been here for long."""
    for file in (home / "files").rglob("*"):
        os.utime(file, (0, 0))
    for when in (at, at + forgetting.AGAIN):
        for _ in forgetting.steps(when):
            pass
        while filling.catch_up():
            pass


def everything(home: Path) -> bytes:
    """Every byte of the desk: its files, its rows."""
    found = [file.read_bytes() for file in home.rglob("*") if file.is_file()]
    found += [str(file).encode() for file in home.rglob("*")]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [repr(row).encode() for row in cursor.fetchall()]
    return b"\n".join(found).lower()


def left(home: Path) -> list[str]:
    """What of hers is still somewhere."""
    held = everything(home)
    return [one for one in HERS if any(form in held for form in _forms(one))]


def _forms(word: str) -> tuple[bytes, bytes]:
    """As it is, and as Python writes bytes that a row holds."""
    return word.encode(), repr(word.encode())[2:-1].encode()


@pytest.fixture
def lived(zephirine: Customer, ask: Ask, agent: Staff, customer: Customer, tmp_path: Path) -> int:
    """She asked, was answered, said how that was, and took part in what another asked."""
    number = mailed(
        "Zéphirine Quillfeather <zephirine@lavender-hill.example>",
        "My marmalade does not load, since Tuesday at about ten.",
    )
    Courier().deliver(NOW)
    ask(
        "With a photo.",
        by=zephirine,
        files=(File("p4ssw0rd-photo.png", "image/png", b"p4ssw0rd-photo"),),
    )
    actions.reply(
        number, Draft(kind="agent", channel="desk", text="Dear Zéphirine, spread the marmalade.",
                      staff=agent, recipient=zephirine.email, message_id="x@kept.example"),
        seen=1, by=agent, at=NOW,
    )  # fmt: skip
    actions.rate(number, 2, "good", "Marmalade works!", by=zephirine, at=NOW)
    actions.note(number, "Quillfeather is kind.", by=agent, at=NOW)
    actions.fail(number, 2, "550 zephirine is full", permanent=False, at=NOW)
    theirs = ask("Zéphirine, can you say more? It is broken.", subject="For Quillfeather")
    actions.let_in(theirs, zephirine, by=agent, at=NOW)
    said = Draft(kind="customer", channel="mail", customer=zephirine, recipient=zephirine.email,
                 text="I, too, see that the marmalade is gone.\n\n> It is broken.",
                 said="I, too, see that the marmalade is gone.")  # fmt: skip
    actions.receive(theirs, said, at=NOW)
    Courier().deliver(NOW)
    while filling.catch_up():
        pass
    assert set(left(tmp_path)) == set(HERS)
    return number


def test_nothing_is_left_of_who_was_erased(
    lived: int, zephirine: Customer, customer: Customer, tmp_path: Path
) -> None:
    before = Promise.objects.count()
    assert forgetting.begin(zephirine, by=Actor("customer", zephirine.pk), at=LATER)
    assert customers.find("zephirine@lavender-hill.example") is None
    carry_out(tmp_path)
    assert left(tmp_path) == []
    assert list(check.differences()) == []
    assert list(filling.differences()) == []
    assert Promise.objects.count() == before, "what was promised still counts"
    others = Message.objects.filter(ticket__customer=customer)
    assert [one.text for one in others.order_by("place")] == [
        "…, can you say more? It is broken.",
        "",
    ]
    assert Erasure.objects.get().known == {}
    assert Erasure.objects.get().ended_at == LATER + forgetting.AGAIN
    assert AuditEntry.objects.get(what="person_erased").about == f"customer:{zephirine.pk}"


def test_nothing_is_owed_to_who_was_erased(zephirine: Customer, ask: Ask, tmp_path: Path) -> None:
    number = ask("Anything.", by=zephirine)
    forgetting.begin(zephirine, by=Actor("customer", zephirine.pk), at=LATER)
    carry_out(tmp_path)
    ticket, (promise,) = Ticket.objects.get(pk=number), Promise.objects.filter(ticket=number)
    assert (ticket.status, promise.state) == ("closed", "released")
    released = Event.objects.get(ticket=number, type="PromiseReleased")
    assert '"code":"erased"' in released.data
    refused = actions.reopen(number, by=Staff.objects.create(email="x@kept.example"), at=LATER)
    assert isinstance(refused, actions.Refused)
    assert refused.code == "erased"


def test_killed_at_any_step_it_is_done_again_to_the_same_end(
    lived: int, zephirine: Customer, tmp_path: Path
) -> None:
    """Each step is a transaction of its own; whoever is killed between two begins anew."""
    forgetting.begin(zephirine, by=Actor("customer", zephirine.pk), at=LATER)
    done = 0
    while True:
        steps = forgetting.steps(LATER)
        if not any(True for _ in zip(range(done + 1), steps, strict=False)) or done > 60:
            break
        steps.close()
        done += 1
        if Erasure.objects.get().first_at:
            break
    carry_out(tmp_path, LATER + forgetting.AGAIN)
    assert left(tmp_path) == []
    assert list(check.differences()) == []
    told = Event.objects.filter(type__in=("PersonErased", "WordsErased"))
    assert len(set(told.values_list("ticket", flat=True))) == told.count() == 3


def test_a_file_that_somebody_else_sent_too_stays(
    zephirine: Customer, ask: Ask, customer: Customer, tmp_path: Path
) -> None:
    same = File("plan.png", "image/png", b"the same picture")
    ask("One.", by=zephirine, files=(same,))
    ask("Two.", by=customer, files=(same,))
    ask("Three.", by=zephirine, files=(File("own.png", "image/png", b"her own"),))
    forgetting.begin(zephirine, by=Actor("customer", zephirine.pk), at=LATER)
    carry_out(tmp_path)
    (kept,) = [file for file in (tmp_path / "files").rglob("*") if file.is_file()]
    assert kept.read_bytes() == b"the same picture"
    assert Attachment.objects.get().message.customer == customer
    assert not LooseFile.objects.exists()


def test_a_file_that_somebody_is_just_sending_waits(tmp_path: Path) -> None:
    """Its row may be about to be written: `put` has said that it is there."""
    sha256 = files.put(b"a picture")
    at = datetime.now(UTC)
    assert not files.discard(sha256, unused_since=at - timedelta(minutes=1))
    assert files.path(sha256).exists()
    os.utime(files.path(sha256), (0, 0))
    assert files.put(b"a picture") == sha256
    assert not files.discard(sha256, unused_since=at - timedelta(minutes=1))
    assert files.discard(sha256, unused_since=at + timedelta(hours=1))
    assert files.discard(sha256, unused_since=at), "gone is gone, however often it is asked for"
    assert not any(file.is_file() for file in tmp_path.rglob("*"))


def test_their_links_and_browsers_open_nothing(
    browser: Callable[..., Client], customer: Customer, ask: Ask
) -> None:
    number = ask()
    link = sign_in.link(customer, f"/requests/{number}", at=NOW)
    camille = browser("customer")
    assert camille.get("/requests").status_code == 200
    forgetting.begin(customer, by=Actor("customer", customer.pk), at=NOW)
    assert camille.get("/requests").status_code == 302
    assert Client().get(link.removeprefix(link.partition("/sign-in")[0])).status_code == 404


def test_a_mail_that_comes_later_is_a_new_persons(
    lived: int, zephirine: Customer, tmp_path: Path
) -> None:
    forgetting.begin(zephirine, by=Actor("customer", zephirine.pk), at=LATER)
    carry_out(tmp_path)
    zoe, subject = "Zoe <zephirine@lavender-hill.example>", f"Re: [#{lived}]"
    number = mailed(zoe, "Hello, here I am again.", subject)
    assert number > lived
    assert Ticket.objects.get(pk=number).customer != zephirine


def test_it_is_begun_once(zephirine: Customer) -> None:
    by = Actor("customer", zephirine.pk)
    assert forgetting.begin(zephirine, by=by, at=NOW)
    assert not forgetting.begin(zephirine, by=by, at=NOW)
    assert AuditEntry.objects.filter(what="person_erased").count() == 1


def test_what_fails_is_tried_again_later_and_holds_up_nothing(
    zephirine: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgetting.begin(zephirine, by=Actor("customer", zephirine.pk), at=NOW)

    def broken(_person: Person) -> None:
        raise OSError("the disk is away")

    there = rooms._rooms
    monkeypatch.setitem(there, "tickets", replace(there["tickets"], look=broken))
    with pytest.raises(OSError, match="away"):
        list(forgetting.steps(NOW))
    assert not forgetting.due(NOW)
    assert forgetting.due(NOW + forgetting.AGAIN)


def test_what_was_moved_into_anothers_request_goes_too(
    lived: int, zephirine: Customer, ask: Ask, agent: Staff, customer: Customer, tmp_path: Path
) -> None:
    """Her request was merged into another's: our answers to her stand there now."""
    remains = ask("Mine is broken too.", by=customer)
    assert isinstance(actions.merge(lived, into=remains, by=agent, at=NOW), actions.Done)
    assert "marmalade" in left(tmp_path)
    forgetting.begin(zephirine, by=Actor("customer", zephirine.pk), at=LATER)
    carry_out(tmp_path)
    assert left(tmp_path) == []
    assert list(check.differences()) == []
    said = Message.objects.filter(ticket=remains).exclude(text="").values_list("text", flat=True)
    assert list(said) == ["Mine is broken too."]
