"""The body of a request, for a page that runs on a thread and reads it there."""

from __future__ import annotations

from asyncio import get_running_loop, run_coroutine_threadsafe
from collections.abc import Callable, Coroutine
from io import BufferedReader, BytesIO, RawIOBase
from typing import Any, Final

Receive = Callable[[], Coroutine[Any, Any, dict[str, Any]]]

#: A body of so many bytes comes in before its page begins: who sends it slowly holds no thread.
SMALL: Final = 64 * 1024
#: Seconds that a page waits for the next piece of a larger one.
PATIENCE: Final = 60


async def body(receive: Receive) -> BytesIO | BufferedReader:
    """What a page reads as its request. Of a body that is not small no more is held than a piece,
    so that the page decides how much of it reaches memory or the disk.

    Raises OSError, here or where it is read: the sender went away, or stopped sending.
    """
    held = BytesIO()
    more = True
    while more and held.tell() <= SMALL:
        piece, more = _piece(await receive())
        held.write(piece)
    if not more:
        held.seek(0)
        return held
    return BufferedReader(_Coming(held.getvalue(), receive))


class _Coming(RawIOBase):
    """A body of which `come` is there, and the rest is asked for from the event loop."""

    def __init__(self, come: bytes, receive: Receive) -> None:
        self._come, self._more = memoryview(come), True
        self._receive, self._loop = receive, get_running_loop()

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        while not self._come and self._more:
            asked = run_coroutine_threadsafe(self._receive(), self._loop)
            piece, self._more = _piece(asked.result(PATIENCE))
            self._come = memoryview(piece)
        taken = min(len(into), len(self._come))
        into[:taken] = self._come[:taken]
        self._come = self._come[taken:]
        return taken


def _piece(message: dict[str, Any]) -> tuple[bytes, bool]:
    """A piece of the body, and whether more of it follows."""
    if message["type"] == "http.disconnect":
        raise ConnectionResetError("The sender went away before the request had come in.")
    return message.get("body", b""), message.get("more_body", False)
