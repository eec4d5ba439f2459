"""Which mails there are under some paths, and when each of them came.

A mail is known by its content alone: the same mail in another file, or with other line ends, has
the same id, so importing again takes in what is new and nothing else.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kept.channels.mail import spool
from kept.channels.mail.importing import stored
from kept.channels.mail.importing.stored import NoMailError, Span
from kept.core.mail.headers import Headers, after_envelope_lines, read_headers
from kept.core.mail.refusals import UnreadableError
from kept.core.mail.understand import read_date

#: A Date outside of this is a wrong clock, not a date.
_FIRST, _LAST = datetime(1980, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MAILDIR = ("cur", "new")
#: Of a Maildir: drafts, and what was thrown away.
_LEFT_OUT = re.compile(r":2,[A-Z]*[DT][A-Z]*$|^\.")
_OF_MAILDIR = re.compile(r"(\d{9,10})\.")


@dataclass(frozen=True, slots=True)
class Found:
    """One mail: its id in the spool, when it came, and where it stands. `shelf` is what people
    know the place by: the mbox, the folder."""

    id: str
    at: datetime
    path: Path
    span: Span
    shelf: Path


@dataclass(frozen=True, slots=True)
class Bad:
    """What could not be read, and why."""

    path: Path
    why: str

    def __str__(self) -> str:
        return f"{self.path} {self.why}."


Looking = Callable[[int], None]


def find(
    paths: Sequence[Path], *, now: datetime, looked: Looking = lambda done: None
) -> tuple[list[Found], list[Bad]]:
    """Every mail once, the oldest first, and what is no mail. `looked` hears how many there are."""
    found: dict[str, Found] = {}
    bad: list[Bad] = []
    for path in paths:
        for file, shelf in _files(path):
            try:
                for one in _in(file, shelf, now):
                    if isinstance(one, Bad):
                        bad.append(one)
                    else:
                        found.setdefault(one.id, one)
                    looked(len(found))
            except NoMailError as error:
                bad.append(Bad(file, str(error)))
            except OSError as error:
                bad.append(Bad(file, f"cannot be read: {error.strerror or error}"))
    return sorted(found.values(), key=lambda one: (one.at, one.id)), bad


def _files(path: Path) -> Iterator[tuple[Path, Path]]:
    """Every file below `path` with its shelf. Of a Maildir only what its mails stand in."""
    if not path.is_dir():
        yield path, path if _is_mbox(path) else path.parent
        return
    for folder, below, names in os.walk(path):
        here = Path(folder)
        below.sort()
        if any(name in below for name in _MAILDIR):
            below[:] = [name for name in below if _goes_below(here / name)]
            for part in _MAILDIR:
                for name in _names(here / part):
                    if not _LEFT_OUT.search(name):
                        yield here / part / name, here
            continue
        for name in sorted(names):
            if not name.startswith("."):
                file = here / name
                yield file, file if _is_mbox(file) else here


def _goes_below(folder: Path) -> bool:
    """Folders of a Maildir begin with a dot (Maildir++); some programs use plain names."""
    return folder.name not in ("cur", "new", "tmp") and folder.is_dir()


def _names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir()) if folder.is_dir() else []


def _is_mbox(file: Path) -> bool:
    if file.suffix.lower() == ".eml":
        return False  # one mail, with or without a `From ` line above it
    try:
        with file.open("rb") as opened:
            return opened.read(5) == b"From "
    except OSError:
        return False


def _in(file: Path, shelf: Path, now: datetime) -> Iterator[Found | Bad]:
    with file.open("rb") as opened:
        for number, span in enumerate(stored.spans(opened), start=1):
            try:
                raw = stored.read(file, span)
            except NoMailError as error:
                yield Bad(file, f"(mail {number}) {error}" if span.said is not None else str(error))
                continue
            headers = _headers(raw)
            if headers and _thrown_away(headers):
                continue
            written = date_of(headers) if headers else None
            digest = hashlib.sha256(stored.content(raw)).hexdigest()
            at = written or _hint(file, span) or now
            number_ = spool.id_of(written or _EPOCH, "import", digest)
            yield Found(number_, min(at, now), file, span, shelf)


def _headers(raw: bytes) -> Headers | None:
    try:
        return read_headers(raw, after_envelope_lines(raw), len(raw))[0]
    except UnreadableError:
        return None


def _thrown_away(headers: Headers) -> bool:
    """Whether the mail program had only not tidied up yet (Thunderbird, mutt)."""
    mozilla = headers.raw("x-mozilla-status").strip()
    try:
        return bool(int(mozilla or "0", 16) & 0x0008) or "D" in headers.raw("x-status")
    except ValueError:
        return False


def date_of(headers: Headers) -> datetime | None:
    """When a mail came: the last server's word for it, else its writer's."""
    arrived = (field.rpartition(";")[2] for field in headers.all("received")[:1])
    for field in (*arrived, headers.raw("date")):
        at, _ = read_date(field.strip())
        if at and _FIRST <= at <= _LAST:
            return at
    return None


def _hint(file: Path, span: Span) -> datetime | None:
    """When a mail without a date came, by the mbox, by the name that a Maildir gave it, or by its
    file."""
    if span.said:
        at, _ = read_date(span.said.decode("ascii", "replace"))
        return at
    named = _OF_MAILDIR.match(file.name)
    moment = int(named[1]) if named else file.stat().st_mtime
    return datetime.fromtimestamp(moment, UTC)
