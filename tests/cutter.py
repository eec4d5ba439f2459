"""A bad line to a server: a TCP proxy that cuts connections where it is told to."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

_CHUNK = 16 * 1024


@dataclass(eq=False)
class Cutter:
    """`port`: where it listens. A connection ends right before the server says one of `words`, and
    after as many bytes of the server as `most` says for it; both may be changed at any moment."""

    port: int
    words: list[bytes] = field(default_factory=list)
    most: Callable[[], int] | None = None
    cuts: int = 0
    lines: set[_Line] = field(default_factory=set)

    def cut(self) -> None:
        """Cut all connections, now."""
        for line in list(self.lines):
            self.cuts += 1
            line.end()


@contextmanager
def cutter(target: int) -> Iterator[Cutter]:
    """A line to a port of 127.0.0.1, cut nowhere yet."""
    with socket.create_server(("127.0.0.1", 0)) as ear:
        here = Cutter(ear.getsockname()[1])
        listening = threading.Thread(target=_listen, args=(ear, here, target))
        listening.start()
        try:
            yield here
        finally:
            ear.shutdown(socket.SHUT_RDWR)
            listening.join()
            here.cut()


def _listen(ear: socket.socket, here: Cutter, target: int) -> None:
    while True:
        try:
            client, _ = ear.accept()
        except OSError:
            return
        try:
            server = socket.create_connection(("127.0.0.1", target))
        except OSError:
            client.close()
            continue
        line = _Line(here, client, server, here.most() if here.most else None)
        here.lines.add(line)
        threading.Thread(target=line.asks, daemon=True).start()
        threading.Thread(target=line.answers, daemon=True).start()


@dataclass(eq=False)
class _Line:
    """One connection; `left`: the bytes that the server may still say."""

    here: Cutter
    client: socket.socket
    server: socket.socket
    left: int | None

    def asks(self) -> None:
        """Carry what the client says."""
        with suppress(OSError):
            while chunk := self.client.recv(_CHUNK):
                self.server.sendall(chunk)
        self.end()

    def answers(self) -> None:
        """Carry what the server says, as far as it comes."""
        said = b""  # the end of what was carried: a word may come in two pieces
        with suppress(OSError):
            while chunk := self.server.recv(_CHUNK):
                until = self._until(said, chunk)
                self.client.sendall(chunk[:until])
                if until is not None:
                    self.here.cuts += 1
                    break
                said = chunk[-200:]
        self.end()
        self.client.close()
        self.server.close()

    def _until(self, said: bytes, chunk: bytes) -> int | None:
        """How much of a piece is carried before the cut; None: all, and no cut."""
        ends = [(said + chunk).find(word) for word in self.here.words]
        ends = [max(end - len(said), 0) for end in ends if end >= 0]
        if self.left is not None:
            self.left -= len(chunk)
            if self.left < 0:
                ends.append(len(chunk) + self.left)
        return min(ends, default=None)

    def end(self) -> None:
        """End both sides."""
        self.here.lines.discard(self)
        for side in (self.client, self.server):
            with suppress(OSError):
                side.shutdown(socket.SHUT_RDWR)
