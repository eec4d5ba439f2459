"""One poller for all open screens of a process.

It looks into the record a few times a second on a thread of its own, so that a stream holds
neither a thread nor a database connection, and hands what is new to those who asked for it.

Guarantee: a subscriber gets every event of its ticket at least once, or is dropped (its browser
connects again and says what it saw last, and hears at least the newest of what it missed). It
polls only while somebody listens.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TypeVar

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from kept.live import news, presence
from kept.live.news import Happened, Look
from kept.live.presence import Here
from kept.record import events

T = TypeVar("T")

log = logging.getLogger(__name__)

EVERY = 0.1
#: What may wait for one screen. One that is further behind is dropped.
PATIENCE = 64
#: How often the people of open tickets are written down again (presence.LOOKING_FOR).
TELL_EVERY = 15.0


class _Dropped:
    """The end of a stream whose reader was too slow."""


DROPPED = _Dropped()
Message = Happened | tuple[Here, ...] | _Dropped


@dataclass(eq=False, slots=True)
class Subscriber:
    """An open screen of one person: of one ticket, of the list, or of both."""

    staff: int
    ticket: int | None
    everything: bool
    queue: asyncio.Queue[Message] = field(default_factory=lambda: asyncio.Queue(PATIENCE))
    here: tuple[Here, ...] = ()

    def wants(self, event: Happened) -> bool:
        """Whether to tell them. Of a ticket that became private while it was on their screen they
        hear still: the page asks again, and is told that there is no such ticket."""
        if event.ticket == self.ticket:
            return True
        return self.everything and (event.readers is None or self.staff in event.readers)


class Hub:
    """The subscribers of this process and their poller. Used from one event loop."""

    def __init__(
        self,
        *,
        look: Look = news.look,
        last: Callable[[], int] = events.newest,
        missed: Callable[[int, int, int | None], tuple[Happened, ...]] = news.missed,
        tell: Callable[[list[tuple[int, int]], datetime], None] = presence.look,
        leave: Callable[[int, int], None] = presence.leave,
        every: float = EVERY,
    ) -> None:
        self._look, self._last, self._missed = look, last, missed
        self._tell, self._leave = tell, leave
        self._every = every
        self._subscribers: set[Subscriber] = set()
        self._poller: asyncio.Task[None] | None = None
        self._bookmark = 0
        self._told = 0.0
        self._ready = asyncio.Lock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="live")

    def __len__(self) -> int:
        return len(self._subscribers)

    async def subscribe(
        self, staff: int, *, ticket: int | None, everything: bool, after: int | None = None
    ) -> Subscriber:
        """Listen from now on; with `after`, from the event that the screen has seen last."""
        one = Subscriber(staff, ticket, everything)
        async with self._ready:
            if self._poller is None or self._poller.done():
                self._bookmark = await self._off(self._last)
                # a context of its own: the request's must not outlive the request
                self._poller = asyncio.get_running_loop().create_task(
                    self._poll(), context=contextvars.Context()
                )
            self._subscribers.add(one)
            seen = self._bookmark
        if ticket is not None:
            await self._off(self._tell, [(ticket, staff)], timezone.now())
        if after is not None and after < seen:
            of = None if everything else ticket
            missed = await self._off(self._missed, after, seen, of)
            # more than fits would drop the screen, which would ask for the same again for ever
            for event in filter(one.wants, missed[-PATIENCE // 2 :]):
                self._hand(one, event)
        return one

    async def unsubscribe(self, one: Subscriber) -> None:
        """Forget the screen. The last one to leave ends the poller."""
        self._subscribers.discard(one)
        if one.ticket is not None and not any(
            (other.ticket, other.staff) == (one.ticket, one.staff) for other in self._subscribers
        ):
            await self._off(self._leave, one.ticket, one.staff)

    async def close(self) -> None:
        """End the poller and its thread."""
        if self._poller:
            self._poller.cancel()
        self._thread.shutdown(wait=False)

    async def _poll(self) -> None:
        while self._subscribers:
            try:
                full = await self._round()
            except Exception:
                # a locked or restarting database delays the screens; they lose nothing
                log.exception("live: could not read what is new")
                full = False
            if not full:
                await asyncio.sleep(self._every)

    async def _round(self) -> bool:
        """Read once and hand out. Whether more is waiting than was read at once."""
        found = await self._off(self._look, self._bookmark, timezone.now())
        for event in found.events:
            self._bookmark = event.id
            for one in tuple(self._subscribers):
                if one.wants(event):
                    self._hand(one, event)
        self._introduce(found.here)
        await self._say_who_looks()
        return len(found.events) == news.AT_ONCE

    def _introduce(self, here: Mapping[int, tuple[Here, ...]]) -> None:
        """Tell each screen of a ticket who else is there, when that has changed."""
        for one in tuple(self._subscribers):
            if one.ticket is None:
                continue
            others = tuple(h for h in here.get(one.ticket, ()) if h.staff != one.staff)
            if others != one.here:
                one.here = others
                self._hand(one, others)

    async def _say_who_looks(self) -> None:
        now = asyncio.get_running_loop().time()
        if now < self._told + TELL_EVERY:
            return
        self._told = now
        looking = {(one.ticket, one.staff) for one in self._subscribers if one.ticket is not None}
        await self._off(self._tell, sorted(looking), timezone.now())

    def _hand(self, one: Subscriber, message: Message) -> None:
        try:
            one.queue.put_nowait(message)
        except asyncio.QueueFull:
            self._subscribers.discard(one)
            while not one.queue.empty():
                one.queue.get_nowait()
            one.queue.put_nowait(DROPPED)

    async def _off(self, work: Callable[..., T], *facts: object) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, partial(_worked, work, *facts))


def _worked(work: Callable[..., T], *facts: object) -> T:
    """No request ends on this thread, so nothing else lets go of a connection that has died."""
    try:
        return work(*facts)
    except DatabaseError:
        close_old_connections()
        raise
