"""One copy each, whatever the mail server, the network or the machine do in between."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from kept.announcements import announcing, bounced, journal, running, sending, subscribers
from kept.announcements.announcing import NotNowError, progress
from kept.announcements.journal import ABOUT, BEGUN, ENDING, REFUSED, TAKEN
from kept.announcements.letters import way_out
from kept.announcements.models import Announcement, Copy, Subscriber
from kept.announcements.outbox import Outbox
from kept.announcements.sending import Sender
from kept.conftest import NOW
from kept.people.models import Staff
from kept.record import copies
from kept.record.models import OutgoingMail
from kept.site.desk import Smtp
from tests.announce.sink import Conversation

SECOND = timedelta(seconds=1)
LETTER = {"subject": "x", "text": f"Words.\n{way_out}", "html": ""}


class Whims(Conversation):
    """A mail server that treats some people as they are named."""

    def heard(self, line: bytes) -> None:
        if line[:4].upper() == b"RCPT" and b"<later" in line:
            self.to = ""
            self.say("450 4.2.1 try again")
        elif line[:4].upper() == b"DATA" and self.to.startswith("cut"):
            self.transport.abort()
        else:
            super().heard(line)

    def say(self, *lines: str) -> None:
        if lines[0].startswith("250 2.0.0 taken"):
            if self.to.startswith("mute"):
                self.transport.abort()
                return
            if self.to.startswith("spam"):
                self.got[self.to] -= 1
                lines = ("554 5.7.1 not like this",)
        super().say(*lines)


class Slow(Whims):
    """The same, and it wants each command answered before the next."""

    def data_received(self, data: bytes) -> None:
        assert self.mail is not None or data.count(b"\r\n") == 1
        super().data_received(data)

    def say(self, *lines: str) -> None:
        super().say(*(line for line in lines if line != "250-PIPELINING"))


@dataclass
class Sink:
    """A mail server in a thread of its own."""

    got: Counter[str] = field(default_factory=Counter)
    port: int = 0

    @property
    def smtp(self) -> Smtp:
        return Smtp(host="127.0.0.1", port=self.port, security="none")


@pytest.fixture(params=[True, False], ids=["pipelining", "one by one"])
def sink(request: pytest.FixtureRequest) -> Iterator[Sink]:
    sink, ready, over = Sink(), threading.Event(), threading.Event()
    whims = Whims if request.param else Slow

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: whims(sink.got, set()), "127.0.0.1", 0)
        sink.port = server.sockets[0].getsockname()[1]
        ready.set()
        await loop.run_in_executor(None, over.wait)
        server.close()
        await asyncio.sleep(0.01)  # connections that were just closed are seen to be

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    assert ready.wait(10)
    yield sink
    over.set()
    thread.join(10)


Begin = Callable[..., Announcement]


@pytest.fixture
def begin(announcement: Announcement, lead: Staff) -> Begin:
    """Let it go to everybody who is confirmed; fast, unless something else is said."""

    def begin(a_minute: int = 10**9, to_one_domain: int = 10**9) -> Announcement:
        letters = {one: {"subject": one, "text": f"{one}\n{way_out()}", "html": ""}
                   for one in ("en", "fr")}  # fmt: skip
        announcing.begin(
            announcement, letters, by=lead, at=NOW,
            a_minute=a_minute, a_minute_to_one_domain=to_one_domain,
        )  # fmt: skip
        announcement.refresh_from_db()
        return announcement

    return begin


def go(sink: Sink, at: datetime = NOW) -> None:
    running.run(sink.smtp, threading.Event(), lambda: at)


def states() -> dict[str, str]:
    rows = Copy.objects.select_related("subscriber")
    return {row.subscriber.address.partition("@")[0]: row.state for row in rows}


def test_everybody_who_is_confirmed_gets_one_copy_and_nobody_else(
    sink: Sink, begin: Begin, reader: Callable[..., Subscriber]
) -> None:
    for n in range(40):
        reader(f"r{n}@example.org", "fr" if n % 2 else "en")
    subscribers.leave(reader("left@example.org"), at=NOW)
    announcement = begin()
    reader("late@example.org")
    go(sink)
    assert sink.got == Counter({f"r{n}@example.org": 1 for n in range(40)})
    announcement.refresh_from_db()
    assert announcement.state == "sent"
    assert progress(announcement).sent == 40
    go(sink)
    assert sum(sink.got.values()) == 40


def test_who_leaves_meanwhile_hears_nothing_more(
    sink: Sink, begin: Begin, reader: Callable[..., Subscriber]
) -> None:
    ada = reader("ada@example.org")
    begin()
    subscribers.leave(ada, at=NOW)
    go(sink)
    assert states() == {"ada": "skipped"}
    assert not sink.got


def test_each_trouble_has_its_end(
    sink: Sink, begin: Begin, reader: Callable[..., Subscriber]
) -> None:
    for name in ("ada", "gone", "later", "cut", "mute", "spam"):
        reader(f"{name}@example.org")
    announcement = begin()
    go(sink)
    assert states() == {
        "ada": "sent",
        "gone": "refused",  # there is no such mailbox: the subscription ends
        "later": "waiting",
        "cut": "waiting",  # the connection ended before the mail did
        "mute": "doubt",  # the connection ended after the mail did
        "spam": "refused",  # the letter is refused, not the reader
    }
    assert Subscriber.objects.get(key="gone@example.org").state == "bounced"
    assert "5.1.1 nobody here" in Subscriber.objects.get(key="gone@example.org").why
    assert Subscriber.objects.get(key="spam@example.org").state == "confirmed"
    assert sink.got["mute@example.org"] == 1
    announcement.refresh_from_db()
    assert announcement.state == "sending"


def test_what_must_wait_is_tried_again_later_and_given_up_after_three_days(
    sink: Sink, begin: Begin, reader: Callable[..., Subscriber]
) -> None:
    reader("later@example.org")
    announcement = begin()
    waits = []
    now = NOW
    while (row := Copy.objects.get()).state == "waiting":
        now = max(row.next_at, now)
        waits.append(now)
        go(sink, now)
    assert waits[1] - waits[0] == timedelta(minutes=1)
    assert max(b - a for a, b in pairwise(waits)) == timedelta(hours=4)
    assert waits[-1] - NOW >= timedelta(days=3)
    assert row.state == "refused"
    announcement.refresh_from_db()
    assert announcement.state == "sent"


def test_a_mail_server_that_is_away_loses_nothing_and_is_told(
    sink: Sink, begin: Begin, reader: Callable[..., Subscriber]
) -> None:
    reader("ada@example.org")
    announcement = begin()
    stop = threading.Event()
    away = Smtp(host="127.0.0.1", port=1, security="none")
    thread = threading.Timer(0.5, stop.set)
    thread.start()
    running.run(away, stop, lambda: NOW)
    thread.join()
    announcement.refresh_from_db()
    assert "refused" in announcement.trouble
    assert states() == {"ada": "waiting"}
    go(sink)
    announcement.refresh_from_db()
    assert (announcement.trouble, states()) == ("", {"ada": "sent"})


def test_nothing_more_goes_out_while_it_is_held(
    sink: Sink, begin: Begin, reader: Callable[..., Subscriber], lead: Staff
) -> None:
    reader("ada@example.org")
    announcement = begin()
    announcing.pause(announcement, by=lead, at=NOW)
    assert not running.is_due(NOW)
    go(sink)
    assert states() == {"ada": "waiting"}
    announcing.go_on(announcement, by=lead, at=NOW)
    go(sink)
    assert states() == {"ada": "sent"}


def test_it_begins_once(begin: Begin, reader: Callable[..., Subscriber]) -> None:
    reader("ada@example.org")
    begin()
    with pytest.raises(NotNowError):
        begin()
    assert Copy.objects.count() == 1


def test_one_sends_at_a_time(sink: Sink, begin: Begin, reader: Callable[..., Subscriber]) -> None:
    reader("ada@example.org")
    begin()
    with running.alone() as free:
        assert free
        assert not running.is_free()
        assert not running.run(sink.smtp, threading.Event(), lambda: NOW)
    assert running.is_free()


def test_the_pace_holds_for_all_and_for_one_domain(
    sink: Sink, begin: Begin, reader: Callable[..., Subscriber]
) -> None:
    for n in range(30):
        reader(f"r{n}@{'big' if n < 20 else f'small{n}'}.example")
    announcement = begin(a_minute=120, to_one_domain=60)
    ticks = [0.0]
    sender = Sender(sink.smtp, lambda: NOW, lambda: ticks[0])
    for second in range(10):
        ticks[0] = float(second)
        sender.batch(announcement, lambda: False)
    sender.close()
    sent = Counter(address.partition("@")[2] for address in sink.got)
    # one at the start, then two a second of all and one a second to one domain
    assert sum(sent.values()) <= 1 + 9 * 2
    assert sent["big.example"] <= 1 + 9
    assert sum(sent.values()) >= 15


# A journal knows how far each copy came


@pytest.mark.parametrize(
    ("mark", "killed", "power_cut"),
    [
        (BEGUN, "not ended", "not ended"),
        (ABOUT, "not ended", "doubt"),
        (ENDING, "doubt", "doubt"),
        (TAKEN, "sent", "sent"),
        (REFUSED, "refused", "refused"),
    ],
)
def test_what_a_mark_means(
    tmp_path, monkeypatch: pytest.MonkeyPatch, mark: int, killed: str, power_cut: str
) -> None:
    written = journal.begin(tmp_path, "node", [5, 7])
    written.mark(1, mark)
    written.close(settled=False)
    [again] = journal.abandoned(tmp_path)
    assert list(again.found()) == [(5, "not ended"), (7, killed)]
    monkeypatch.setattr(journal, "boot", lambda: "another running of the machine")
    assert list(again.found())[1] == (7, power_cut)
    again.close(settled=True)
    assert list(tmp_path.iterdir()) == []


def test_nobody_settles_a_journal_that_is_held(tmp_path) -> None:
    held = journal.begin(tmp_path, "node", [5])
    assert list(journal.abandoned(tmp_path)) == []
    held.close(settled=False)
    [free] = journal.abandoned(tmp_path)
    assert free.copies == (5,)
    free.close(settled=True)


def test_a_sender_that_was_killed_is_settled(
    sink: Sink, begin: Begin, reader: Callable[..., Subscriber]
) -> None:
    marks = {"begun": BEGUN, "about": ABOUT, "ending": ENDING, "taken": TAKEN, "refused": REFUSED}
    for name in marks:
        reader(f"{name}@example.org")
    begin()
    rows = list(Copy.objects.order_by("id"))
    dead = journal.begin(sending.folder(), sending.node(), [row.pk for row in rows])
    Copy.objects.update(state=Copy.State.HANDING, batch=dead.name)
    for place, mark in enumerate(marks.values()):
        dead.mark(place, mark)
    dead.close(settled=False)
    assert sending.settle(NOW) == 1
    assert states() == {"begun": "waiting", "about": "waiting", "ending": "doubt",
                        "taken": "sent", "refused": "waiting"}  # fmt: skip
    go(sink)
    assert sorted(sink.got) == ["about@example.org", "begun@example.org", "refused@example.org"]


def test_a_journal_that_was_never_claimed_is_empty_talk(
    begin: Begin, reader: Callable[..., Subscriber]
) -> None:
    reader("ada@example.org")
    begin()
    dead = journal.begin(sending.folder(), sending.node(), [Copy.objects.get().pk])
    dead.mark(0, BEGUN)
    dead.close(settled=False)
    assert sending.settle(NOW) == 0
    assert states() == {"ada": "waiting"}


def test_a_copy_whose_journal_is_gone_is_never_sent_twice(
    begin: Begin, reader: Callable[..., Subscriber]
) -> None:
    reader("ada@example.org")
    begin()
    Copy.objects.update(state=Copy.State.HANDING, batch=f"{sending.node()}-lost.journal")
    assert sending.settle(NOW) == 1
    assert states() == {"ada": "doubt"}


# Without a mail server, and what comes back


def test_a_desk_without_a_mail_server_fills_its_outbox_once(
    begin: Begin, reader: Callable[..., Subscriber]
) -> None:
    for n in range(3):
        reader(f"r{n}@example.org")
    announcement = begin()
    outbox = Outbox()
    assert [outbox.fill(NOW), outbox.fill(NOW + SECOND), outbox.fill(NOW + SECOND)] == [1, 2, 0]
    assert OutgoingMail.objects.filter(purpose="letter").count() == 3
    announcement.refresh_from_db()
    assert announcement.state == "sent"


def test_a_desk_without_a_mail_server_keeps_the_pace(
    begin: Begin, reader: Callable[..., Subscriber]
) -> None:
    """Sixty a minute, and thirty of them to one domain: one a second, every other to each."""
    for n in range(12):
        reader(f"r{n}@{'example.org' if n < 8 else 'example.net'}")
    begin(60, 30)
    outbox, moved = Outbox(), []
    for second in range(9):
        moved.append(outbox.fill(NOW + second * SECOND))
    assert moved == [1] * 9
    assert sum(one.startswith("r") for one in states()) == 12
    gone = Copy.objects.filter(state="sent").values_list("subscriber__domain", flat=True)
    assert Counter(gone) == {"example.org": 5, "example.net": 4}


@pytest.mark.parametrize(("permanent", "state"), [(True, "bounced"), (False, "confirmed")])
def test_an_address_that_fails_for_good_ends_its_subscription(
    sink: Sink, begin: Begin, reader: Callable[..., Subscriber], permanent: bool, state: str
) -> None:
    ada = reader("ada@example.org")
    announcement = begin()
    go(sink)
    copies.came_back((announcement.pk, ada.pk), permanent=permanent, words="5.1.1", at=NOW)
    assert [bounced.take_in(), bounced.take_in()] == [1, 0]
    ada.refresh_from_db()
    assert (ada.state, ada.why) == (state, "5.1.1" if permanent else "")
    assert states() == {"ada": "refused" if permanent else "sent"}


def test_a_clock_in_the_future_is_no_obstacle(announcement: Announcement) -> None:
    assert progress(announcement).left(announcement, datetime.now(UTC)) is None
