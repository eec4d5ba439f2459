"""How far each copy of a batch came, in a file that survives what the sender does not.

SMTP cannot promise "exactly once": between the last byte of a mail and the server's answer nobody
knows. What can be had is to make that gap as narrow as one instruction, and to know afterwards
which copies were in it. A journal has one byte a copy, in memory that the kernel owns:

    '.'  not begun, or begun and not ended: the server has thrown it away with the connection
    'A'  about to be ended. Durable on the disk before the first last byte of its group is written
    'D'  its last byte is being written, now: set one instruction before the kernel is asked to
    'S'  the server took it         'R'  the server did not

After `kill -9` the kernel still has every byte: 'A' was never ended and is sent again, 'D' is in
the kernel's socket, which delivers it, and counts as sent. After a power cut the disk has what
was synced: an 'A' may have been a 'D', so it counts as sent too. Both are marked as in doubt.
"""

from __future__ import annotations

import fcntl
import json
import mmap
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from kept.record.files import write_durably

BEGUN, ABOUT, ENDING, TAKEN, REFUSED = b".ADSR"
_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")


class Journal:
    """The journal of one batch, open and locked: nobody else settles it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("r+b")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise
        head = json.loads(self._file.readline())
        self._marks_at = self._file.tell()
        self.copies: tuple[int, ...] = tuple(head["copies"])
        self._boot: str = head["boot"]
        self._map = mmap.mmap(self._file.fileno(), 0)

    @property
    def name(self) -> str:
        return self.path.name

    def about_to_end(self, places: Iterable[int]) -> None:
        """On the disk before this returns: these copies may be ended from now on."""
        for place in places:
            self._map[self._marks_at + place] = ABOUT
        os.fdatasync(self._file.fileno())  # the kernel has the map's bytes as the file's own

    def mark(self, place: int, what: int) -> None:
        """What became of the copy at `place`; after a power cut it may be forgotten."""
        self._map[self._marks_at + place] = what

    def memory(self) -> tuple[mmap.mmap, int]:
        """The marks themselves and where they begin, for who must set one without a call between
        it and the next instruction."""
        return self._map, self._marks_at

    def found(self) -> Iterator[tuple[int, str]]:
        """Each copy with what is known of it: 'not ended', 'sent', 'refused' or 'doubt'."""
        same_boot = self._boot == boot()
        for place, copy in enumerate(self.copies):
            yield copy, _meaning(self._map[self._marks_at + place], same_boot)

    def close(self, *, settled: bool) -> None:
        """`settled`: the record knows all that is in it, and the file goes."""
        if settled:
            self.path.unlink(missing_ok=True)
        self._map.close()
        self._file.close()


def _meaning(mark: int, same_boot: bool) -> str:
    if mark == TAKEN:
        return "sent"
    if mark == REFUSED:
        return "refused"
    if mark == ENDING or (mark == ABOUT and not same_boot):
        return "doubt"
    return "not ended"


def begin(folder: Path, node: str, copies: Sequence[int]) -> Journal:
    """A new journal for these copies, on the disk when this returns."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{node}-{secrets.token_hex(8)}{SUFFIX}"
    head = json.dumps({"boot": boot(), "copies": list(copies)}).encode() + b"\n"
    write_durably(path, head, bytes([BEGUN]) * len(copies))
    return Journal(path)


def abandoned(folder: Path) -> Iterator[Journal]:
    """The journals that no living sender holds, open."""
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            yield Journal(path)
        except (BlockingIOError, FileNotFoundError):
            continue


SUFFIX: Final = ".journal"


def boot() -> str:
    """What this running of the machine is called; '' where it has no name, and then a journal
    is read as after a power cut."""
    try:
        return _BOOT.read_text().strip()
    except OSError:
        return secrets.token_hex(8)
