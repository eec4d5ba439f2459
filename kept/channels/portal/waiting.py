"""Files of a form that could not be sent yet: nobody chooses them twice.

A browser forgets the files of a form that comes back with a mistake. So they wait here for a day,
under a name that nobody guesses; the form has that name, signed, and hands it in again.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core import signing

from kept.record.files import write_durably
from kept.tickets.draft import File

LONGEST: Final = timedelta(days=1)
_SALT: Final = "kept.channels.portal.waiting"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits. `handle` is what the form hands in again."""

    handle: str
    name: str
    size: int


def keep(files: Iterable[File]) -> list[Waiting]:
    """Let these files wait. What waited for longer than a day goes."""
    _sweep()
    return [_kept(file) for file in files]


def taken(handles: Sequence[str]) -> tuple[list[File], int]:
    """The files that waited under these names, and how many do not wait any more."""
    found = [file for handle in handles if (file := _file(handle)) is not None]
    return found, len(handles) - len(found)


def _kept(file: File) -> Waiting:
    place = secrets.token_urlsafe(18)
    _folder().mkdir(parents=True, exist_ok=True)
    write_durably(_folder() / place, file.content)
    return Waiting(
        signing.dumps([place, file.name, file.type], salt=_SALT), file.name, len(file.content)
    )


def _file(handle: str) -> File | None:
    try:
        place, name, type_ = signing.loads(handle, salt=_SALT, max_age=LONGEST)
        return File(name=name, type=type_, content=(_folder() / place).read_bytes())
    except (signing.BadSignature, ValueError, FileNotFoundError):
        return None


def _sweep() -> None:
    until = time.time() - LONGEST.total_seconds()
    with suppress(FileNotFoundError):
        for file in _folder().iterdir():
            if file.stat().st_mtime < until:
                file.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.KEPT_HOME, "uploads")
