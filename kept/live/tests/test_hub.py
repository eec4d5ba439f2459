"""What open screens hear, and that they hear all of it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import pytest

from kept.live import stream
from kept.live.hub import DROPPED, PATIENCE, Hub, Subscriber
from kept.live.news import AT_ONCE, Happened, News
from kept.live.presence import Here

INES, TOM = 1, 2


class Record:
    """A record of events in memory; `here` is who is at which ticket."""

    def __init__(self) -> None:
        self.events: list[Happened] = []
        self.here: dict[int, tuple[Here, ...]] = {}
        self.told: list[tuple[int, int]] = []
        self.looks = 0
        self.broken = False

    def happens(self, ticket: int, times: int = 1) -> None:
        for _ in range(times):
            self.events.append(Happened(len(self.events) + 1, ticket, "MessageReceived"))

    def look(self, after: int, now: datetime) -> News:
        self.looks += 1
        if self.broken:
            raise OSError("the database restarts")
        return News(tuple(self.events[after : after + AT_ONCE]), dict(self.here))

    def last(self) -> int:
        return len(self.events)

    def missed(self, after: int, until: int, ticket: int | None) -> tuple[Happened, ...]:
        return tuple(e for e in self.events[after:until] if ticket in (None, e.ticket))

    def tell(self, at: list[tuple[int, int]], now: datetime) -> None:
        self.told = sorted({*self.told, *at})

    def leave(self, ticket: int, staff: int) -> None:
        self.told = [one for one in self.told if one != (ticket, staff)]


@pytest.fixture
def record() -> Record:
    return Record()


def run(record: Record, story: Callable[[Hub], Awaitable[None]]) -> None:
    async def whole() -> None:
        hub = Hub(
            look=record.look,
            last=record.last,
            missed=record.missed,
            tell=record.tell,
            leave=record.leave,
            every=0.005,
        )
        try:
            await asyncio.wait_for(story(hub), 10)
        finally:
            await hub.close()

    asyncio.run(whole())


async def heard(one: Subscriber) -> Happened:
    message = await asyncio.wait_for(one.queue.get(), 2)
    assert isinstance(message, Happened)
    return message


def test_a_screen_hears_what_happens_on_its_ticket_and_nothing_else(record: Record) -> None:
    async def story(hub: Hub) -> None:
        record.happens(7)
        one = await hub.subscribe(INES, ticket=7, everything=False)
        other = await hub.subscribe(INES, ticket=8, everything=False)
        list_ = await hub.subscribe(TOM, ticket=None, everything=True)
        record.happens(7)
        record.happens(8)
        assert (await heard(one)).id == 2
        assert (await heard(other)).id == 3
        assert [(await heard(list_)).id for _ in range(2)] == [2, 3]
        assert one.queue.empty()

    run(record, story)


def test_a_screen_that_comes_back_hears_what_it_missed(record: Record) -> None:
    async def story(hub: Hub) -> None:
        for ticket in (7, 8, 7, 7):
            record.happens(ticket)
        one = await hub.subscribe(INES, ticket=7, everything=False, after=1)
        assert [(await heard(one)).id for _ in range(2)] == [3, 4]
        record.happens(7)
        assert (await heard(one)).id == 5

    run(record, story)


def test_a_screen_that_missed_more_than_fits_is_told_and_not_dropped(record: Record) -> None:
    async def story(hub: Hub) -> None:
        record.happens(7, times=3 * PATIENCE)
        one = await hub.subscribe(INES, ticket=7, everything=False, after=1)
        last = await heard(one)
        while not one.queue.empty():
            last = await heard(one)
        assert last.id == 3 * PATIENCE

    run(record, story)


def test_nothing_is_lost_or_told_twice_while_much_happens(record: Record) -> None:
    async def story(hub: Hub) -> None:
        one = await hub.subscribe(INES, ticket=None, everything=True, after=0)
        seen: list[int] = []
        total = 3 * AT_ONCE

        async def listen() -> None:
            while len(seen) < total:
                seen.append((await heard(one)).id)

        listening = asyncio.create_task(listen())
        for _ in range(total // 50):
            record.happens(7, times=50)
            await asyncio.sleep(0.01)
        await listening
        assert seen == list(range(1, total + 1))

    run(record, story)


def test_a_reader_that_is_too_slow_is_dropped_and_the_others_are_not(record: Record) -> None:
    async def story(hub: Hub) -> None:
        slow = await hub.subscribe(INES, ticket=7, everything=False)
        quick = await hub.subscribe(TOM, ticket=7, everything=False)
        for number in range(1, PATIENCE + 2):
            record.happens(7)
            assert (await heard(quick)).id == number
        while len(hub) > 1:
            await asyncio.sleep(0.005)
        assert slow.queue.get_nowait() is DROPPED
        assert slow.queue.empty()

    run(record, story)


def test_a_database_that_is_away_for_a_moment_delays_and_loses_nothing(record: Record) -> None:
    async def story(hub: Hub) -> None:
        one = await hub.subscribe(INES, ticket=7, everything=False)
        record.broken = True
        record.happens(7)
        await asyncio.sleep(0.03)
        record.broken = False
        assert (await heard(one)).id == 1

    run(record, story)


def test_nobody_listening_means_nobody_looks(record: Record) -> None:
    async def story(hub: Hub) -> None:
        one = await hub.subscribe(INES, ticket=7, everything=False)
        await asyncio.sleep(0.02)
        await hub.unsubscribe(one)
        await asyncio.sleep(0.02)
        looks = record.looks
        await asyncio.sleep(0.05)
        assert record.looks == looks
        record.happens(7)
        again = await hub.subscribe(INES, ticket=7, everything=False)
        record.happens(7)
        assert (await heard(again)).id == 2

    run(record, story)


def test_one_look_serves_all_screens(record: Record) -> None:
    async def story(hub: Hub) -> None:
        many = [await hub.subscribe(n, ticket=7, everything=False) for n in range(200)]
        before = record.looks
        record.happens(7)
        for one in many:
            await heard(one)
        assert record.looks - before < 10

    run(record, story)


def test_the_others_at_a_ticket_are_introduced_once_and_leave_again(record: Record) -> None:
    async def story(hub: Hub) -> None:
        one = await hub.subscribe(INES, ticket=7, everything=False)
        tom = Here(TOM, "Tom", "reply")
        record.here = {7: (Here(INES, "Inès", "looking"), tom)}
        assert await asyncio.wait_for(one.queue.get(), 2) == (tom,)
        await asyncio.sleep(0.03)
        assert one.queue.empty()
        record.here = {}
        assert await asyncio.wait_for(one.queue.get(), 2) == ()

    run(record, story)


def test_whoever_opens_a_ticket_is_said_to_look_at_it(record: Record) -> None:
    async def story(hub: Hub) -> None:
        one = await hub.subscribe(INES, ticket=7, everything=False)
        assert (7, INES) in record.told
        await hub.unsubscribe(one)
        assert (7, INES) not in record.told

    run(record, story)


# what it looks like on the wire


def test_an_event_is_a_hint_with_its_id() -> None:
    said = stream.said(Happened(12, 7, "ReplySent"), 7, "en")
    assert said == b'id: 12\ndata: {"ticket": 7, "event": 12, "type": "ReplySent"}\n\n'


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Tom is writing a reply"), ("fr", "Tom écrit une réponse")]
)
def test_people_are_told_in_the_readers_language(language: str, words: str) -> None:
    said = stream.said((Here(TOM, "Tom", "reply"),), 7, language).decode()
    assert f'<span data-mode="reply">{words}</span>' in said
    assert 'target="others-7"' in said
    assert said.count("\n") == 2, "one line, or the browser would read two messages"


def test_a_name_is_only_a_name() -> None:
    said = stream.said((Here(TOM, "<b>\nTom {0} %s", "note"),), 7, "en").decode()
    assert "<b>" not in said
    assert "&lt;b&gt; Tom {0} %s is writing a note" in said


def test_a_quiet_stream_shows_that_it_lives_and_ends_when_dropped(record: Record) -> None:
    async def story(hub: Hub) -> None:
        one = await hub.subscribe(INES, ticket=7, everything=False)
        parts = stream.stream(hub, one, "en", heartbeat=0.01)
        assert await anext(parts) == stream.RETRY
        assert await anext(parts) == b": still here\n\n"
        one.queue.put_nowait(DROPPED)
        rest = [part async for part in parts]
        assert set(rest) <= {b": still here\n\n"}
        assert len(hub) == 0

    run(record, story)
