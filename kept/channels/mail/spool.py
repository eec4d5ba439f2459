"""Mail as it came, as files: accepting a mail depends on nothing but the disk.

    KEPT_HOME/mail/new/ID            accepted, not yet processed
    KEPT_HOME/mail/cur/YYYY/MM/ID    processed; kept, so that the original can be read again
    KEPT_HOME/mail/quarantine/ID     could not be processed; waits for a person

A file is one line of JSON (the envelope), then the bytes of the mail. Where a file stands is only
a hint: `ReceivedMail` rows say what became of a mail, so a crash between the commit and the move
costs nothing. Ids sort by the moment of arrival. Several workers share the load: each claims the
file that it has in hand, and none waits for another.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from django.conf import settings

from kept.record.files import write_durably

#: Appended to the name of a file while it is processed, once for each try: `ID~`, `ID~~`. More
#: than MOST_TRIED are not told apart.
TRIED, MOST_TRIED = "~", 3
_ID = re.compile(r"[0-9a-f]{16}-[0-9a-f]{8}")
_ABANDONED = 3600.0


@dataclass(frozen=True, slots=True)
class Spooled:
    """An accepted mail. `mail_from` is '' for the null sender, None where nobody told an envelope;
    `imported`: it came to an older mailbox, at `received_at`, and means nothing to anybody now;
    `helo`: the name by which the peer greeted; `tries`: processing was begun and never ended so
    many times."""

    id: str
    received_at: datetime
    mail_from: str | None
    rcpt_to: tuple[str, ...]
    peer: str
    raw: bytes
    imported: bool = False
    helo: str = ""
    tries: int = 0


class GoneError(LookupError):
    """There is no file of this id."""


def folder(name: str) -> Path:
    return Path(settings.KEPT_HOME, "mail", name)


def prepare() -> None:
    """Make the folders, and remove what crashed writers left more than an hour ago."""
    for name in ("new", "cur", "quarantine"):
        folder(name).mkdir(parents=True, exist_ok=True)
    for entry in os.scandir(folder("new")):
        if entry.name.startswith(".") and time.time() - entry.stat().st_mtime > _ABANDONED:
            Path(entry.path).unlink(missing_ok=True)


def new_id() -> str:
    return f"{time.time_ns():016x}-{secrets.token_hex(4)}"


def id_of(received_at: datetime, *facts: str) -> str:
    """The id of a mail that may be handed in again: always the same for the same facts."""
    digest = hashlib.sha256("\0".join(facts).encode()).digest()
    moment = max(int(received_at.timestamp()), 0) * 10**9
    within = int.from_bytes(digest[:8], "big") % 10**9
    return f"{moment + within:016x}-{digest[8:12].hex()}"


def accept(
    *,
    mail_from: str | None,
    rcpt_to: Iterable[str],
    peer: str,
    received_at: datetime,
    raw: bytes,
    helo: str = "",
) -> str:
    """Keep a mail durably and return its id: when this returns, a power cut does not lose it.

    Raises OSError when the disk is full; nothing is left then.
    """
    number = new_id()
    _write(Spooled(number, received_at, mail_from, tuple(rcpt_to), peer, raw, helo=helo))
    return number


def hand_in(mail: Spooled) -> str:
    """The same for a mail whose id is known (see `id_of`), once: one that stands under it already
    is left as it is."""
    if not _is_here(mail.id):
        _write(mail)
    return mail.id


def _write(mail: Spooled) -> None:
    envelope = {
        "id": mail.id,
        "received_at": mail.received_at.astimezone(UTC).isoformat(),
        "mail_from": mail.mail_from,
        "rcpt_to": mail.rcpt_to,
        "peer": mail.peer,
        **({"imported": True} if mail.imported else {}),
        **({"helo": mail.helo} if mail.helo else {}),
    }
    line = json.dumps(envelope, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    write_durably(folder("new") / mail.id, line, mail.raw)


def waiting(limit: int = 500) -> list[Path]:
    """The files of mails to process, the oldest first."""
    with os.scandir(folder("new")) as entries:
        names = sorted(entry.name for entry in entries if _ID.match(entry.name))
    base = folder("new")
    return [base / name for name in names[:limit]]


@contextmanager
def claim(file: Path) -> Iterator[bool]:
    """Whether the mail in `file` is this process's to carry out until the `with` ends.

    At most one process has it; the kernel ends the claim of one that dies, however it dies.
    """
    try:
        opened = file.open("rb+")  # to write, or NFS would lock nothing
    except FileNotFoundError:
        opened = None
    if opened is None:
        yield False
        return
    with opened:
        yield _locks(opened) and _stands_at(file, opened)


def _locks(opened: IO[bytes]) -> bool:
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _stands_at(file: Path, opened: IO[bytes]) -> bool:
    """Not when somebody has put it away between our looking and our lock."""
    try:
        return os.path.samestat(file.stat(), os.fstat(opened.fileno()))
    except FileNotFoundError:
        return False


def begin(file: Path) -> Path:
    """Mark that processing begins, so that a mail that ends the process is known by its name."""
    tries = min(file.name.count(TRIED) + 1, MOST_TRIED)
    marked = file.with_name(file.name.rstrip(TRIED) + TRIED * tries)
    file.rename(marked)
    return marked


def read(file: Path) -> Spooled:
    """The mail in a file of the spool. Raises GoneError, or ValueError for a foreign file."""
    try:
        content = file.read_bytes()
    except FileNotFoundError as error:
        raise GoneError(file.name) from error
    end = content.find(b"\n")
    facts = json.loads(content[:end])
    return Spooled(
        id=facts["id"],
        received_at=datetime.fromisoformat(facts["received_at"]),
        mail_from=facts["mail_from"],
        rcpt_to=tuple(facts["rcpt_to"]),
        peer=facts["peer"],
        raw=content[end + 1 :],
        imported=facts.get("imported", False),
        helo=facts.get("helo", ""),
        tries=file.name.count(TRIED),
    )


def keep(file: Path, number: str) -> Path:
    """Put a processed mail away."""
    return _move(file, _kept(number))


def quarantine(file: Path, number: str) -> Path:
    """Put a mail that could not be processed where it waits for a person."""
    return _move(file, folder("quarantine") / number)


def find(number: str) -> Path:
    """Where the mail of this id stands. Raises GoneError."""
    if not _ID.fullmatch(number):
        raise GoneError(number)
    waiting = (folder("new") / f"{number}{TRIED * n}" for n in range(MOST_TRIED + 1))
    for place in (_kept(number), folder("quarantine") / number, *waiting):
        if place.exists():
            return place
    raise GoneError(number)


def _is_here(number: str) -> bool:
    """It may be overlooked while it moves: its row then says that it was carried out."""
    try:
        find(number)
    except GoneError:
        return False
    return True


def _kept(number: str) -> Path:
    arrived = datetime.fromtimestamp(int(number[:16], 16) / 1e9, UTC)
    return folder("cur") / f"{arrived:%Y}" / f"{arrived:%m}" / number


def _move(file: Path, target: Path) -> Path:
    try:
        file.rename(target)
    except FileNotFoundError:
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            file.rename(target)
    return target
