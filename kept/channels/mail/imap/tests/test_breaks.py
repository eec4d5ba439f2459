"""Lines that break: in the middle of a mail, while nothing happens, and always at the same mail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kept.channels.mail import spool
from kept.channels.mail.conftest import mail
from kept.channels.mail.imap import breaks, fetch, wait
from kept.channels.mail.imap.breaks import Breaks
from kept.channels.mail.imap.models import Watch
from kept.channels.mail.imap.run import fetch_once
from kept.channels.mail.imap.session import opened
from kept.channels.mail.imap.tests.conftest import look_into, mailbox_on, mails
from kept.channels.mail.imap.troubles import TroubleError, sentence
from kept.channels.mail.imap.watch import FIRST, Watcher
from kept.mailboxes.models import Mailbox
from tests.cutter import Cutter, cutter
from tests.dovecot import Dovecot

Spooled = Callable[[], Counter[bytes]]


@pytest.fixture
def line(server: Dovecot) -> Iterator[Cutter]:
    with cutter(server.port) as line:
        yield line


@pytest.fixture
def box(line: Cutter, server: Dovecot, user: str, desk: Path) -> Mailbox:
    """A mailbox at the other end of the line, looked into once."""
    row = mailbox_on(server, user, imap_port=line.port, imap_after="delete")
    look_into(row)
    return row


def watched(box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Callable[[], float]:
    """One connection of a watcher, as far as its folder is read; the seconds until the next."""
    watcher = Watcher(box)
    monkeypatch.setattr(wait, "wait", lambda *_: watcher.stop())
    # Of PostgreSQL the connection would be closed in which this test's transaction stands.
    monkeypatch.setattr("kept.channels.mail.imap.watch.close_old_connections", lambda: None)

    def connect() -> float:
        watcher._ending.clear()
        return watcher._tried()

    return connect


def test_mails_that_break_each_connection_keep_no_other_waiting(
    line: Cutter,
    server: Dovecot,
    user: str,
    box: Mailbox,
    spooled: Spooled,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bad = [mails(3)[2], mails(5)[4]]
    good = [one for one in mails(6) if one not in bad]
    server.deliver(mails(6), user)
    line.words = [
        b"The report 2 stops.",
        b"(UID 5 RFC822.SIZE",
    ]  # its text, or anything of it
    connect = watched(box, monkeypatch)
    pauses = list(islice(iter(connect, 0), 3 * breaks.MOST))
    assert len(pauses) <= 2 * breaks.MOST
    assert max(pauses) <= 2 * FIRST, "a connection that brought mails was worth it"
    assert spooled() == Counter(good)
    assert [raw for raw, _ in server.contents(user)] == bad
    told = Watch.objects.get()
    assert (told.code, told.detail) == ("breaks", "2")
    assert "certain mails" in sentence(told.code, told.detail)

    line.words = line.words[:1]
    server.deliver(mails(1, start=6), user)
    connect = watched(box, monkeypatch)  # as after ten minutes, or a new start
    while connect():
        pass
    assert mails(7)[6] in spooled()
    line.words.clear()
    assert watched(box, monkeypatch)() == 0
    assert spooled() == Counter(mails(7))
    assert Watch.objects.get().code == ""


def test_a_look_by_hand_goes_on_behind_such_a_mail(
    line: Cutter, server: Dovecot, user: str, box: Mailbox, spooled: Spooled
) -> None:
    server.deliver(mails(3), user)
    line.words = [b"The report 1 stops."]
    (result,) = fetch_once([box])
    assert (result.found, result.error) == (2, "")
    assert spooled() == Counter([mails(3)[0], mails(3)[2]])
    with server.client(user) as client:
        client.select_folder("INBOX")
        client.delete_messages(client.search())
        client.expunge()
    fetch_once([box])
    assert Watch.objects.get().code == "", "what is gone is not looked for"


def test_half_a_mail_is_none(
    line: Cutter,
    server: Dovecot,
    user: str,
    box: Mailbox,
    spooled: Spooled,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fetch, "PIECE", 4000)
    letters = [f"{number:05}" for number in range(2000)]
    large = mail(" ".join(letters))
    server.deliver([large, *mails(1)], user)
    for word in (b"00100 ", b"01000 ", b"01900 "):  # in the first piece, and in later ones
        line.words = [word]
        with pytest.raises(TroubleError, match="lost"):
            look_into(box)
        assert spooled().total() == 0
        assert not list(spool.folder("new").iterdir())
    line.words.clear()
    assert look_into(box).found == 2
    assert spooled() == Counter([large, *mails(1)])


def test_a_line_that_breaks_while_nothing_happens_is_noticed_at_once(
    line: Cutter, server: Dovecot, user: str, box: Mailbox, spooled: Spooled
) -> None:
    def cut() -> bool:
        line.cut()
        return False

    with pytest.raises(TroubleError, match="lost"), opened(box) as session:
        wait.wait(session.client, cut)  # else it would wait for minutes
    server.deliver(mails(1), user)
    assert look_into(box).found == 1


def test_a_line_that_breaks_during_signing_in_is_no_wrong_password(
    line: Cutter, box: Mailbox
) -> None:
    line.words = [b"Logged in"]
    with pytest.raises(TroubleError, match="lost: signing in"):
        look_into(box)


@settings(max_examples=40)
@given(st.lists(st.integers(1, 30), unique=True), st.sets(st.integers(1, 30)))
def test_suspects_are_asked_for_alone_and_nobody_is_left_out(
    uids: list[int], suspected: set[int]
) -> None:
    known = Breaks()
    known.broke(7, sorted(suspected))
    parts = list(known.apart(7, uids))
    assert [uid for part in parts for uid in part] == uids
    assert all(len(part) == 1 or not suspected & set(part) for part in parts)
    assert list(known.apart(8, uids)) == ([uids] if uids else []), "new numbers, other mails"
