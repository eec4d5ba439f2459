"""From a real mailbox into the spool: each mail once, and the mailbox left as it is set up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kept.channels.mail import spool
from kept.channels.mail.conftest import DESK, mail
from kept.channels.mail.imap import fetch, fresh, take
from kept.channels.mail.imap.models import Fetched, Folder
from kept.channels.mail.imap.session import opened
from kept.channels.mail.imap.tests.conftest import look_into, mailbox_on, mails, never
from kept.channels.mail.imap.troubles import TroubleError
from kept.channels.mail.incoming import process
from kept.channels.mail.models import ReceivedMail
from kept.tickets.models import Ticket
from tests.dovecot import Dovecot

Spooled = Callable[[], Counter[bytes]]
SEEN = b"\\Seen"


def test_new_mail_is_taken_once_and_marked_as_read(
    server: Dovecot, user: str, spooled: Spooled
) -> None:
    box = mailbox_on(server, user)
    assert look_into(box).found == 0
    server.deliver(mails(3), user)
    assert look_into(box).found == 3
    assert look_into(box).found == 0
    assert spooled() == Counter(mails(3))
    assert all(SEEN in flags for _, flags in server.contents(user))


def test_a_mailbox_that_is_kept_as_it_is_is_not_touched(
    server: Dovecot, user: str, spooled: Spooled
) -> None:
    box = mailbox_on(server, user, imap_after="keep")
    server.deliver(mails(2), user)
    assert (look_into(box).found, look_into(box).found) == (2, 0)
    assert [flags - {b"\\Recent"} for _, flags in server.contents(user)] == [set(), set()]


@pytest.mark.parametrize("kind", ["server", "plain_server"])
def test_taken_mail_is_moved(
    kind: str, user: str, spooled: Spooled, request: pytest.FixtureRequest
) -> None:
    server = request.getfixturevalue(kind)
    box = mailbox_on(server, user, imap_after="move", imap_move_to="Done, été")
    server.deliver(mails(3), user)
    assert look_into(box).found == 3
    left = [one for one in server.contents(user) if b"\\Deleted" not in one[1]]
    assert left == [], "where single mails cannot be removed, they are marked"
    assert Counter(raw for raw, _ in server.contents(user, "Done, été")) == Counter(mails(3))
    assert look_into(box).found == 0


@pytest.mark.parametrize("kind", ["server", "plain_server"])
def test_taken_mail_is_deleted_and_nothing_else(
    kind: str, user: str, spooled: Spooled, request: pytest.FixtureRequest
) -> None:
    server = request.getfixturevalue(kind)
    box = mailbox_on(server, user, imap_after="delete")
    thrown = mail("Thrown away by a person")
    server.deliver([thrown], user, flags=(b"\\Deleted", SEEN))
    server.deliver(mails(2), user)
    assert look_into(box).found == 2
    there = server.contents(user)
    assert there[0][0] == thrown, "what others marked as deleted is not ours to remove"
    assert all(b"\\Deleted" in flags for _, flags in there)
    assert len(there) == (1 if kind == "server" else 3)


def test_what_was_read_before_there_was_kept_is_left_alone(
    server: Dovecot, user: str, spooled: Spooled
) -> None:
    old, waiting, later = mails(3)
    server.deliver([old], user, flags=(SEEN,))
    server.deliver([waiting], user)
    box = mailbox_on(server, user)
    assert look_into(box).found == 1
    server.deliver([later], user, flags=(SEEN,))
    assert look_into(box).found == 1, "a colleague who reads it first takes it from nobody"
    assert spooled() == Counter([waiting, later])


def test_new_numbers_for_all_mails_double_nothing_and_lose_nothing(
    server: Dovecot, user: str, spooled: Spooled
) -> None:
    box = mailbox_on(server, user, imap_after="keep")
    server.deliver(mails(5), user)
    look_into(box)
    before = Folder.objects.get().uidvalidity
    server.renumber(user)
    server.deliver(mails(2, start=5), user)
    server.deliver(mails(1, start=7), user, flags=(SEEN,))
    assert look_into(box).found == 3
    assert Folder.objects.get().uidvalidity != before
    assert spooled() == Counter(mails(8))


def test_a_mail_that_is_moved_away_and_back_is_the_same_mail(
    server: Dovecot, user: str, spooled: Spooled
) -> None:
    box = mailbox_on(server, user, imap_after="keep")
    server.deliver(mails(2), user)
    look_into(box)
    with server.client(user) as client:
        client.create_folder("Aside")
        client.select_folder("INBOX")
        client.move(client.search("ALL"), "Aside")
        client.select_folder("Aside")
        client.move(client.search("ALL"), "INBOX")
    assert look_into(box).found == 0
    assert spooled() == Counter(mails(2))


def test_a_renamed_folder_is_read_on_where_it_was(
    server: Dovecot, user: str, spooled: Spooled
) -> None:
    box = mailbox_on(server, user, imap_after="keep", imap_folder="Help")
    with server.client(user) as client:
        client.create_folder("Help")
    server.deliver(mails(2), user, "Help")
    look_into(box)
    with server.client(user) as client:
        client.rename_folder("Help", "Support")
    server.deliver(mails(1, start=2), user, "Support", flags=(SEEN,))
    with pytest.raises(TroubleError, match="no_folder: Help"):
        look_into(box)
    box.imap_folder = "Support"
    box.save()
    assert look_into(box).found == 1
    assert spooled() == Counter(mails(3))
    assert Folder.objects.count() == 1


def test_a_mailbox_that_is_set_up_again_goes_on_where_it_was(
    server: Dovecot, user: str, spooled: Spooled
) -> None:
    box = mailbox_on(server, user, imap_after="keep")
    server.deliver(mails(2), user)
    look_into(box)
    box.delete()
    Folder.objects.all().delete()  # even its bookmarks
    assert look_into(mailbox_on(server, user, imap_after="keep")).found == 2, "read once more,"
    assert spooled() == Counter(mails(2)), "and told by their ids in the spool"


def test_the_moment_of_arrival_is_the_server_s(server: Dovecot, user: str, desk: Path) -> None:
    box = mailbox_on(server, user)
    earlier = datetime(2026, 1, 5, 9, 0, 7, tzinfo=UTC)
    server.deliver(mails(1), user, at=earlier)
    server.deliver(mails(1, start=1), user, at=datetime.now(UTC) + timedelta(days=3))
    look_into(box)
    first, second = sorted(spool.waiting(), key=lambda file: spool.read(file).received_at)
    assert spool.read(first).received_at == earlier
    assert spool.read(second).received_at <= datetime.now(UTC), "a clock that is ahead"
    assert process.process(first).state == "done"  # type: ignore[union-attr]
    assert Ticket.objects.get().opened_at == earlier


def test_a_large_mail_comes_in_pieces_and_whole(
    server: Dovecot, user: str, spooled: Spooled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "PIECE", 1000)
    box = mailbox_on(server, user)
    shell = len(mail(""))
    raws = [mail("x" * (length - shell)) for length in (999, 1000, 1001, 3000, 12_345)]
    server.deliver(raws, user)
    assert look_into(box).found == 5
    assert spooled() == Counter(raws)


def test_a_mail_beyond_what_the_desk_takes_is_refused_where_all_see_it_and_left(
    server: Dovecot, user: str, spooled: Spooled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "PIECE", 1000)
    monkeypatch.setattr(fetch, "LARGEST", 5000)
    box = mailbox_on(server, user, imap_after="delete")
    large = mail("x" * 9000, subject="My film")
    server.deliver([large, *mails(1)], user)
    assert look_into(box).found == 1
    assert [raw for raw, _ in server.contents(user)] == [large], "it is nowhere else"
    for file in spool.waiting():
        process.process(file)
    row = ReceivedMail.objects.get(state="refused")
    assert (row.code, row.size, row.subject) == ("too_large", len(large), "My film")
    assert row.sender == "camille@example.org"
    assert large.startswith(spool.read(spool.find(row.pk)).raw), "its header is kept"
    assert Ticket.objects.count() == 1
    Fetched.objects.all().delete()
    Folder.objects.all().delete()
    look_into(box)
    assert ReceivedMail.objects.filter(state="refused").count() == 1, "once"


def test_a_full_disk_leaves_mail_where_it_is(
    server: Dovecot, user: str, spooled: Spooled, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = mailbox_on(server, user, imap_after="delete")
    server.deliver(mails(3), user)
    with monkeypatch.context() as context:
        context.setattr(spool, "write_durably", _full_after(1))
        with pytest.raises(TroubleError, match="disk: No space left on device"):
            look_into(box)
    assert len(server.contents(user)) == 3
    look_into(box)
    assert spooled() == Counter(mails(3))
    assert server.contents(user) == []


def _full_after(count: int) -> Callable[..., None]:
    left = iter(range(count))
    real = spool.write_durably

    def write(*args: object) -> None:
        if next(left, None) is None:
            raise OSError(28, "No space left on device")
        real(*args)  # type: ignore[arg-type]

    return write


def test_a_server_that_refuses_to_move_does_not_stop_the_mail(
    server: Dovecot, user: str, spooled: Spooled
) -> None:
    box = mailbox_on(server, user, imap_after="move", imap_move_to="bad//name")
    server.deliver(mails(2), user)
    result = look_into(box)
    assert result.found == 2
    assert result.trouble is not None
    assert result.trouble.code == "not_settled"
    box.imap_move_to = "Done"
    box.save()
    assert look_into(box).trouble is None
    assert len(server.contents(user, "Done")) == 2, "what was owed is done"


def test_mail_that_comes_while_mail_is_taken_is_taken_too(
    server: Dovecot, user: str, spooled: Spooled, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = mailbox_on(server, user)
    server.deliver(mails(1), user)
    late = iter(mails(1, start=1))
    settle = take.settle.settle

    def slowly(session: object) -> object:
        server.deliver(list(late), user)
        return settle(session)  # type: ignore[arg-type]

    with opened(box) as session:
        monkeypatch.setattr(take.settle, "settle", lambda session: settle(session))
        look = take.look(session, never)
        monkeypatch.setattr(take.settle, "settle", slowly)
        assert take.look(session, never).found + look.found == 2
    assert spooled() == Counter(mails(2))


def test_a_very_full_folder_is_read_in_parts(
    server: Dovecot, user: str, spooled: Spooled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fresh, "WINDOW", 7)
    monkeypatch.setattr(fresh, "MANY", 3)
    server.deliver(mails(23), user)
    box = mailbox_on(server, user, imap_after="keep")
    assert look_into(box).found == 23
    server.deliver(mails(10, start=23), user)
    assert look_into(box).found == 10
    assert spooled() == Counter(mails(33))


def test_a_number_that_comes_late_is_not_missed(
    server: Dovecot, user: str, spooled: Spooled
) -> None:
    """Some servers show mail 9 before mail 8."""
    box = mailbox_on(server, user)
    look_into(box)
    server.deliver(mails(2), user)
    folder = Folder.objects.get()
    folder.last_uid += 2
    folder.save()
    assert look_into(box).found == 2


def test_two_readers_at_once_take_each_mail_once(
    server: Dovecot, user: str, spooled: Spooled
) -> None:
    box = mailbox_on(server, user)
    server.deliver(mails(4), user)
    with opened(box) as one, opened(box) as other:
        assert take.look(one, never).found == 4
        take.look(other, never)
    assert spooled() == Counter(mails(4))


def test_aliases_and_reply_addresses_that_the_server_names_are_kept(
    server: Dovecot, user: str, desk: Path
) -> None:
    box = mailbox_on(server, user)
    reply = "contact+12.0123456789abcdef@copyfy.io"
    head = f"Return-Path: <>\r\nDelivered-To: {user}@provider.example\r\nDelivered-To: {reply}\r\n"
    server.deliver([head.encode() + mails(1)[0], mails(1, start=1)[0]], user)
    look_into(box)
    first, second = (spool.read(file) for file in sorted(spool.waiting(), key=_length))
    assert (second.mail_from, second.rcpt_to) == ("", (DESK, reply))
    assert (first.mail_from, first.rcpt_to, first.peer) == (None, (DESK,), "127.0.0.1")


def _length(file: Path) -> int:
    return file.stat().st_size
