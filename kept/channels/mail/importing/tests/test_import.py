"""Old mail becomes history: in its threads, with its dates, and silently."""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kept.channels.mail import spool
from kept.channels.mail.conftest import DESK, MONDAY, Write, mail
from kept.channels.mail.importing import run
from kept.channels.mail.importing.finding import Bad, Found, find
from kept.channels.mail.importing.rehearsal import rehearse
from kept.channels.mail.importing.run import Tally, carry_out
from kept.channels.mail.incoming import process
from kept.channels.mail.models import ReceivedMail
from kept.deadlines.models import Promise
from kept.people.models import Customer, Staff
from kept.record.models import Event, OutgoingMail
from kept.tickets import access, check
from kept.tickets.models import Message, Ticket

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ADA, BOB = "Ada <ada@example.org>", "bob@example.org"


def written(
    name: str, day: int, *, sender: str = ADA, to: str = DESK, answers: str = "", **fields: str
) -> bytes:
    """A mail of March 2019, known by its name, which may answer another."""
    more = {"In_Reply_To": f"<{answers}@example.org>"} if answers else {}
    return mail(
        f"These are the words of {name}, which nobody else wrote.",
        sender=sender,
        to=to,
        subject=f"About {name}",
        Date=f"{day} Mar 2019 10:00:00 +0000",
        Message_ID=f"<{name}@example.org>",
        **more,
        **fields,
    )


CONVERSATION = [
    written("asked", 1),
    written("answered", 2, sender=DESK, to=ADA, answers="asked"),
    written("thanked", 3, answers="answered"),
    written("other", 4, sender=BOB),
]


def mbox(folder: Path, mails: list[bytes], name: str = "old.mbox") -> Path:
    """Newest first, as some programs write it, with LF as most do."""
    file = folder / name
    line = b"From x@example.org Mon Jan  5 10:00:00 2026\n"
    held = (line + raw.replace(b"\r\n", b"\n") + b"\n" for raw in reversed(mails))
    file.write_bytes(b"".join(held))
    return file


def imported(*paths: Path) -> Tally:
    found, bad = find(paths, now=NOW)
    tally = Tally(bad=bad)
    carry_out(found, tally)
    return tally


def rehearsed(*paths: Path) -> Counter[str]:
    tally = Tally()
    rehearse(find(paths, now=NOW)[0], tally)
    return tally.all


def day(number: int) -> datetime:
    return datetime(2019, 3, number, 10, 0, tzinfo=UTC)


def test_a_conversation_keeps_its_order_its_dates_and_who_said_what(
    desk: Path, tmp_path: Path
) -> None:
    Staff.objects.create(email="emma@example.org", name="Emma")
    by_emma = written("by.emma", 5, sender="emma@example.org", to=ADA, answers="thanked")
    tally = imported(mbox(tmp_path, [*CONVERSATION, by_emma]))
    assert tally.all == {"imported": 2, "imported_thread": 1, "imported_answer": 2}
    said = Message.objects.order_by("ticket", "place").values_list(
        "ticket", "kind", "customer__email", "staff__name", "at"
    )
    assert list(said) == [
        (1, "customer", "ada@example.org", None, day(1)),
        (1, "agent", None, None, day(2)),
        (1, "customer", "ada@example.org", None, day(3)),
        (1, "agent", None, "Emma", day(5)),
        (2, "customer", "bob@example.org", None, day(4)),
    ]
    ticket = Ticket.objects.get(pk=1)
    assert (ticket.status, ticket.opened_at, ticket.changed_at) == ("solved", day(1), day(5))
    assert (ticket.subject, ticket.mailbox) == ("About asked", DESK)
    assert list(check.differences()) == []


def test_nothing_is_sent_and_nothing_is_owed(desk: Path, tmp_path: Path) -> None:
    imported(mbox(tmp_path, CONVERSATION))
    assert not OutgoingMail.objects.exists()
    assert not Promise.objects.exists()
    kinds = set(Event.objects.values_list("type", flat=True))
    assert kinds == {"TicketImported", "MessageImported"}


def test_the_same_again_in_any_form_adds_nothing(desk: Path, tmp_path: Path) -> None:
    box = mbox(tmp_path, CONVERSATION)
    imported(box)
    boxes = tmp_path / "Maildir"
    for part in ("cur", "new", "tmp", ".Sent/cur"):
        (boxes / part).mkdir(parents=True)
    for number, raw in enumerate(CONVERSATION):
        (boxes / "cur" / f"1550000000.M{number}.host:2,S").write_bytes(raw)
        (boxes / ".Sent/cur" / f"1550000000.M{number}.host").write_bytes(raw + b"\r\n")
    assert imported(box, boxes).all == {run.HERE: 4}
    assert (Ticket.objects.count(), Message.objects.count()) == (2, 4)


def test_what_came_to_the_desk_itself_is_not_taken_a_second_time(
    write: Write, tmp_path: Path
) -> None:
    raw = written("known", 1)
    write(b"Received: from mx (mx [192.0.2.1]) by desk; Mon, 5 Jan 2026 09:00:00 +0000\r\n" + raw)
    assert rehearsed(mbox(tmp_path, [raw])) == {"duplicate": 1}
    assert imported(mbox(tmp_path, [raw])).all == {"duplicate": 1}
    assert Message.objects.count() == 1


def test_a_request_that_lives_is_never_changed_by_an_import(write: Write, tmp_path: Path) -> None:
    write(written("live", 1), at=MONDAY)
    before = Ticket.objects.values().get()
    answer = written("late.answer", 2, sender=DESK, to=ADA, answers="live")
    tally = imported(mbox(tmp_path, [answer, written("further", 3, answers="live")]))
    assert tally.all == {"own_mail": 1, "imported": 1}
    assert Ticket.objects.values().get(pk=1) == before
    assert Message.objects.filter(ticket=1).count() == 1


def test_who_writes_again_in_an_old_thread_is_owed_a_reply_like_anybody(
    write: Write, tmp_path: Path
) -> None:
    imported(mbox(tmp_path, CONVERSATION))
    outcome = write(written("again", 6, answers="answered"), at=NOW)
    number = outcome.ticket
    assert number is not None
    (promise,) = Promise.objects.filter(ticket=number, kind="first_reply")
    assert promise.started_at == NOW
    assert Ticket.objects.get(pk=number).status == "open"
    late = [written("even.later", 7, answers="again")]
    assert imported(mbox(tmp_path, late)).all == {"imported": 1}, "a ticket of its own"
    assert list(check.differences()) == []


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (written("away", 1, Auto_Submitted="auto-replied"), "auto_reply"),
        (written("list", 1, List_Id="<news.example.org>", to="news@example.org"), "mailing_list"),
        (written("sent", 1, sender=DESK, to=ADA), "own_mail"),
        (written("talk", 1, sender=DESK, to="eve@example.org", answers="asked"), "own_mail"),
        (b"Subject: nobody\r\n\r\nwords\r\n", "no_sender"),
    ],
)
def test_what_is_no_request_is_not_taken(desk: Path, tmp_path: Path, raw: bytes, code: str) -> None:
    imported(mbox(tmp_path, [written("asked", 1)], "first.mbox"))
    assert rehearsed(mbox(tmp_path, [raw])) == {code: 1}
    assert imported(mbox(tmp_path, [raw])).all == {code: 1}
    assert Message.objects.count() == 1
    assert ReceivedMail.objects.get(code=code).state == "refused"


def test_a_bounce_of_old_touches_no_reply(desk: Path, tmp_path: Path) -> None:
    report = (
        b"From: MAILER-DAEMON@example.org\r\nTo: contact@copyfy.io\r\nSubject: Undelivered\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        b"--b\r\n\r\nIt failed.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        b"Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; ada@example.org\r\n"
        b"Action: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
    )
    assert imported(mbox(tmp_path, [report])).all == {"bounce": 1}
    assert not Event.objects.exists()


def test_a_stranger_in_an_old_thread_has_a_request_of_their_own(desk: Path, tmp_path: Path) -> None:
    imported(mbox(tmp_path, [CONVERSATION[0], written("eve", 2, sender=BOB, answers="asked")]))
    ada, bob = Customer.objects.get(email="ada@example.org"), Customer.objects.get(email=BOB)
    assert [len(access.messages(one, access.tickets(one).get())) for one in (ada, bob)] == [1, 1]


def test_a_rehearsal_says_the_same_and_changes_nothing(desk: Path, tmp_path: Path) -> None:
    box = mbox(tmp_path, [*CONVERSATION, written("sent", 9, sender=DESK, to=ADA)])
    said = rehearsed(box)
    assert not ReceivedMail.objects.exists()
    assert not Customer.objects.exists()
    assert not list(spool.folder("new").iterdir())
    assert said == imported(box).all


def test_an_import_that_was_killed_is_finished_by_the_worker_or_by_the_next(
    desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = mbox(tmp_path, CONVERSATION)
    found, _ = find([box], now=NOW)
    with monkeypatch.context() as broken:
        broken.setattr(process, "process", _killed)
        with pytest.raises(KeyboardInterrupt):
            carry_out(found, Tally())
    assert [file.name for file in spool.waiting()] == [found[0].id]
    assert imported(box).all == {"imported": 2, "imported_thread": 1, "imported_answer": 1}
    assert not list(spool.folder("new").iterdir())
    assert list(check.differences()) == []


def _killed(file: Path) -> None:
    raise KeyboardInterrupt


def test_the_original_stays_as_it_was(desk: Path, tmp_path: Path) -> None:
    file = tmp_path / "one.eml"
    file.write_bytes(CONVERSATION[0])
    imported(file)
    message = Message.objects.get()
    assert spool.read(spool.find(message.received)).raw == CONVERSATION[0]


# Where mails are looked for


def found(*paths: Path) -> list[Found]:
    return find(paths, now=NOW)[0]


def test_a_folder_is_searched_and_what_is_no_mail_is_named(tmp_path: Path) -> None:
    inner = tmp_path / "Archive" / "2019"
    inner.mkdir(parents=True)
    (inner / "one.eml").write_bytes(CONVERSATION[0])
    mbox(tmp_path, CONVERSATION[1:])
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / ".hidden").write_bytes(b"x")
    mails, bad = find([tmp_path, tmp_path / "nowhere"], now=NOW)
    assert {one.shelf for one in mails} == {inner, tmp_path / "old.mbox"}
    assert [one.at for one in mails] == [day(1), day(2), day(3), day(4)]
    assert sorted(str(one) for one in bad) == [
        f"{tmp_path}/empty is empty.",
        f"{tmp_path}/nowhere cannot be read: No such file or directory.",
        f"{tmp_path}/picture.png is no mail and no mbox: it does not begin with a header.",
    ]


def test_drafts_and_what_was_thrown_away_are_left_out(tmp_path: Path) -> None:
    boxes = tmp_path / "Maildir"
    (boxes / "cur").mkdir(parents=True)
    for flags in ("", "S", "RS", "D", "DS", "ST", "T"):
        raw = written(f"mail{flags}", 1)
        (boxes / "cur" / f"1550000000.M{flags}.host:2,{flags}").write_bytes(raw)
    deleted = written("deleted", 2, X_Mozilla_Status="0009")
    kept = written("kept", 3, X_Mozilla_Status="0001")
    names = {one.path.name.partition(",")[2] for one in found(boxes)}
    assert names == {"", "S", "RS"}
    assert [one.at for one in found(mbox(tmp_path, [deleted, kept]))] == [day(3)]


def test_when_a_mail_came_is_the_last_server_s_word_then_its_writer_s_then_the_file_s(
    tmp_path: Path,
) -> None:
    hops = b"Received: by b; 7 Mar 2019 10:00:00 +0000\r\nReceived: by a; 6 Mar 2019 10:00 GMT\r\n"
    undated = mail("No date.", Date="")
    (tmp_path / "a.eml").write_bytes(hops + CONVERSATION[0])
    (tmp_path / "b.eml").write_bytes(CONVERSATION[0])
    (tmp_path / "c.eml").write_bytes(undated)
    os.utime(tmp_path / "c.eml", (0, day(9).timestamp()))
    (tmp_path / "d.eml").write_bytes(mail("A wrong clock.", Date="1 Jan 2099 10:00:00 +0000"))
    (tmp_path / "e.eml").write_bytes(mail("No such date.", Date="1 Jan 2999 10:00:00 +0000"))
    os.utime(tmp_path / "e.eml", (0, day(10).timestamp()))
    moments = {one.path.name: one.at for one in found(tmp_path)}
    assert moments == {
        "a.eml": day(7),
        "b.eml": day(1),
        "c.eml": day(9),
        "d.eml": NOW,
        "e.eml": day(10),
    }
    assert found(mbox(tmp_path, [undated]))[0].at == datetime(2026, 1, 5, 10, 0, tzinfo=UTC)


def test_a_mail_has_one_id_wherever_it_stands(tmp_path: Path) -> None:
    boxed = found(mbox(tmp_path, CONVERSATION))
    (tmp_path / "one.eml").write_bytes(CONVERSATION[0] + b"\r\n")
    os.utime(tmp_path / "one.eml", (0, (NOW - timedelta(days=1)).timestamp()))
    assert found(tmp_path / "one.eml")[0].id == boxed[0].id
    assert len(found(tmp_path)) == 4


def test_a_file_that_is_gone_before_its_turn_is_named(desk: Path, tmp_path: Path) -> None:
    box = mbox(tmp_path, CONVERSATION)
    mails, _ = find([box], now=NOW)
    box.unlink()
    tally = Tally()
    carry_out(mails, tally)
    assert tally.bad == [Bad(box, "cannot be read any more: No such file or directory")] * 4
