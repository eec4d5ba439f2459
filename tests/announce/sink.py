"""A mail server that takes everything and counts who got how much: `python -m … PORT FILE`.

As fast as one can be in Python, and as strict as it must be: a mail counts when its last dot has
come, also if nobody waits for the answer any more. How many there are stands, mail by mail, in a
file beside FILE that others map into their memory (`how_many`): nobody has to ask for it.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import mmap
import signal
import struct
import sys
from collections import Counter
from pathlib import Path

END = b"\r\n.\r\n"
_NUMBER = struct.Struct("=Q")


class Conversation(asyncio.Protocol):
    """One connection."""

    def __init__(self, got: Counter[str], seen: set[bytes]) -> None:
        self.got, self.seen = got, seen
        self.rest = b""
        self.to = ""
        self.mail: bytearray | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.say("220 sink.example.org")

    def say(self, *lines: str) -> None:
        self.transport.write("".join(f"{line}\r\n" for line in lines).encode())

    def counted(self) -> None:
        """One more has come."""

    def data_received(self, data: bytes) -> None:
        self.rest += data
        while self.rest:
            if self.mail is not None:
                if not self.took():
                    return
            else:
                line, found, rest = self.rest.partition(b"\r\n")
                if not found:
                    return
                self.rest = rest
                self.heard(line)

    def took(self) -> bool:
        """Whether the mail has ended. What is kept of it is enough to see its end."""
        mail = self.mail
        assert mail is not None
        before = len(mail)
        mail += self.rest
        at = mail.find(END, max(0, before - 4))
        if at < 0:
            self.rest = b""
            return False
        self.rest = bytes(mail[at + 5 :])
        self.got[self.to] += 1
        self.counted()
        self.seen.add(hashlib.blake2b(mail[:at], digest_size=8).digest())
        self.mail = None
        self.say("250 2.0.0 taken")
        return True

    def heard(self, line: bytes) -> None:
        verb = line[:4].upper()
        if verb == b"EHLO":
            self.say("250-sink.example.org", "250-PIPELINING", "250 SMTPUTF8")
        elif verb == b"RCPT":
            self.to = line[line.index(b"<") + 1 : line.rindex(b">")].decode()
            gone = self.to.startswith("gone")
            self.say("550 5.1.1 nobody here" if gone else "250 2.1.5 yes")
            self.to = "" if gone else self.to
        elif verb == b"DATA":
            if self.to:
                self.mail = bytearray(b"\r\n")
                self.say("354 go on")
            else:
                self.say("503 5.5.1 for whom?")
        elif verb == b"QUIT":
            self.say("221 bye")
            self.transport.close()
        else:
            self.to = ""
            self.say("250 2.0.0 yes")


class Counting(Conversation):
    """One whose mails are counted for all to see."""

    def __init__(self, got: Counter[str], seen: set[bytes], shared: mmap.mmap) -> None:
        super().__init__(got, seen)
        self.shared = shared

    def counted(self) -> None:
        _NUMBER.pack_into(self.shared, 0, _NUMBER.unpack_from(self.shared)[0] + 1)


def how_many(file: Path) -> int:
    """How many mails the server of `file` has taken by now."""
    try:
        return int(_NUMBER.unpack_from(_beside(file).read_bytes())[0])
    except FileNotFoundError:
        return 0


def _beside(file: Path) -> Path:
    return file.with_suffix(".count")


def _shared(file: Path) -> mmap.mmap:
    _beside(file).write_bytes(_NUMBER.pack(0))
    with _beside(file).open("r+b") as opened:
        return mmap.mmap(opened.fileno(), _NUMBER.size)


async def serve(port: int, file: Path) -> None:
    """Until SIGTERM; then the counts are in `file`."""
    got: Counter[str] = Counter()
    seen: set[bytes] = set()
    loop, stop, shared = asyncio.get_running_loop(), asyncio.Event(), _shared(file)
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    await loop.create_server(lambda: Counting(got, seen, shared), "127.0.0.1", port, backlog=256)
    await stop.wait()
    file.write_text(json.dumps({"got": got, "different": len(seen)}))


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
