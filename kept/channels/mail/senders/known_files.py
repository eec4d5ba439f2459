"""What the desk's operator put into KEPT_HOME/certificates, so that it knows who signs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

LARGEST: Final = 1024 * 1024


class KnownFile(NamedTuple):
    """A file as it stands now: read again when it changes."""

    path: Path
    changed: int
    size: int


def files_in(home: Path, endings: frozenset[str]) -> tuple[KnownFile, ...]:
    """The files with one of these endings, in the order of their names."""
    return tuple(sorted(_files(home / "certificates", endings)))


def _files(folder: Path, endings: frozenset[str]) -> Iterator[KnownFile]:
    try:
        for path in folder.iterdir():
            if path.suffix.lower() in endings and path.is_file():
                now = path.stat()
                yield KnownFile(path, now.st_mtime_ns, now.st_size)
    except OSError:
        return  # there is no such folder, which is how most desks are
