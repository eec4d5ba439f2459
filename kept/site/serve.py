"""One process tree: start the parts of a desk, keep them running, stop them together.

Guarantee: while `serve` runs, each part has at most one living process; when `serve` ends, for
whatever reason, none is left. An orderly end (Ctrl-C, SIGTERM, a closed terminal) asks every part
to finish and waits for it. A disorderly one (`kill -9`, out of memory) is noticed by the parts
themselves, each of which calls `follow_parent` first thing: no orphan keeps a port or a lock.
"""

import asyncio
import errno
import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

PARENT_PIPE = "KEPT_PARENT_PIPE"
"""Names the descriptor of a pipe that ends when the supervisor does."""

_STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Part:
    """One program of the desk: the name people know it by, and how it is started."""

    name: str
    argv: Sequence[str]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the supervisor waits, in seconds."""

    first_restart: float = 1.0
    longest_restart: float = 30.0
    steady_after: float = 60.0
    """A part that ran this long is well again: its next fall starts from `first_restart`."""
    before_kill: float = 10.0

    def next_restart(self, last: float | None, ran: float) -> float:
        """The wait after a fall: doubling up to the longest, anew after a steady run."""
        if last is None or ran >= self.steady_after:
            return self.first_restart
        return min(last * 2, self.longest_restart)


def serve(parts: Sequence[Part], patience: Patience = Patience()) -> int:
    """Run every part until the operator stops the desk; the answer is the exit code, 0.

    A part that ends by itself is started again after a growing wait, and the log says so in a
    sentence. Must be called from the main thread, which owns the signals.
    """
    with _lifeline() as pipe:
        asyncio.run(_Tree(patience, pipe).run(parts))
    return 0


def obstacle(address: str) -> str:
    """Why nothing can listen at `host:port` now, '' if it can; ask before the parts fail."""
    host, _, port = address.rpartition(":")
    host = host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, int(port)))
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        return "something else listens there" if taken else error.strerror or str(error)
    except UnicodeError:
        return "there is no such host"
    return ""


def obstacle_of_socket(path: str) -> str:
    """Why nothing can listen at a socket of the file system now, '' if it can."""
    place = Path(path)
    if not place.parent.is_dir():
        return f"there is no folder {place.parent}"
    if not os.access(place.parent, os.W_OK | os.X_OK):
        return f"this user may make nothing in the folder {place.parent}"
    if place.exists() and not place.is_socket():
        return "something else stands there"
    with socket.socket(socket.AF_UNIX) as probe:
        if place.exists() and probe.connect_ex(path) == 0:
            return "something else listens there"
    return ""  # a socket at which nobody listens is what a process left that is no more


def follow_parent(grace: float = 1.5) -> None:
    """Make this process end when its supervisor does, at most `grace` seconds later.

    It gets the same signal as in an orderly stop, and no more than `grace` seconds to heed it.
    Does nothing in a process that nobody supervises.
    """
    pipe = os.environ.pop(PARENT_PIPE, None)
    if pipe is None:
        return
    watcher = threading.Thread(
        target=_end_with, args=(int(pipe), grace), name="follow-parent", daemon=True
    )
    watcher.start()


def _end_with(pipe: int, grace: float) -> None:
    while os.read(pipe, 1):
        pass  # Nobody writes; the read returns when the last writer is gone.
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(grace)
    os._exit(1)


@contextmanager
def _lifeline() -> Iterator[int]:
    """The reading end of a pipe that only this process can hold open."""
    reading, writing = os.pipe()
    try:
        yield reading
    finally:
        os.close(writing)
        os.close(reading)


@dataclass(slots=True)
class _Tree:
    patience: Patience
    pipe: int
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, parts: Sequence[Part]) -> None:
        with self._signals():
            await asyncio.gather(*(self._keep_running(part) for part in parts))

    @contextmanager
    def _signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in _STOPS:
            loop.add_signal_handler(number, self.stop.set)
        try:
            yield
        finally:
            for number in _STOPS:
                loop.remove_signal_handler(number)

    async def _keep_running(self, part: Part) -> None:
        wait: float | None = None
        while not self.stop.is_set():
            began = time.monotonic()
            ending = await self._run_once(part)
            if self.stop.is_set():
                return
            wait = self.patience.next_restart(wait, time.monotonic() - began)
            _log.warning("The %s part %s; it starts again in %g s.", part.name, ending, wait)
            await self._pause(wait)

    async def _run_once(self, part: Part) -> str:
        """Start the part and wait for its end, its own or the desk's; say how it ended."""
        try:
            process = await self._start(part)
        except OSError as reason:
            return f"could not be started ({reason})"
        ended = asyncio.ensure_future(process.wait())
        stopping = asyncio.ensure_future(self.stop.wait())
        await asyncio.wait((ended, stopping), return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not ended.done():
            await self._finish(part, process, ended)
        return _how(await ended)

    async def _start(self, part: Part) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *part.argv,
            stdin=asyncio.subprocess.DEVNULL,
            env=os.environ | {PARENT_PIPE: str(self.pipe)},
            pass_fds=(self.pipe,),
            # Its own group: a Ctrl-C at the terminal reaches the supervisor alone, who then
            # stops every part once, in one way.
            process_group=0,
        )

    async def _finish(
        self, part: Part, process: asyncio.subprocess.Process, ended: asyncio.Future[int]
    ) -> None:
        """Ask the process to end; after `before_kill` seconds, end it."""
        _signal(process.terminate)
        await asyncio.wait((ended,), timeout=self.patience.before_kill)
        if not ended.done():
            _log.warning(
                "The %s part did not end within %g s and was killed.",
                part.name,
                self.patience.before_kill,
            )
            _signal(process.kill)

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self.stop.wait(), seconds)


def _signal(send: Callable[[], None]) -> None:
    """It may have ended in the same moment, which is what was wanted."""
    with suppress(ProcessLookupError):
        send()


def _how(code: int) -> str:
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with exit code {code}"
