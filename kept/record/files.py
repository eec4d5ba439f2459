"""Files by their content: attachments and mails as they came."""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings


def path(sha256: str) -> Path:
    """Where the file with this SHA-256 stands (hexadecimal, lower case)."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError(f"not a SHA-256: {sha256!r}")
    return Path(settings.KEPT_HOME, "files", sha256[:2], sha256[2:])


def put(content: bytes) -> str:
    """Keep `content` durably and return its SHA-256. The same content is kept once.

    It is on the disk when this returns, so that a row may name it.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    target = path(sha256)
    with suppress(FileNotFoundError):
        os.utime(target)  # it is wanted again: see `discard`
        return sha256
    target.parent.mkdir(parents=True, exist_ok=True)
    write_durably(target, content)
    return sha256


def discard(sha256: str, *, unused_since: datetime) -> bool:
    """Take a file that no row names off the disk; False where it was handed in again since
    `unused_since`: then a row that names it may be about to be written."""
    target, until = path(sha256), unused_since.timestamp()
    aside = target.with_name(f".{target.name[:40]}.gone")
    with suppress(FileNotFoundError):
        if target.stat().st_mtime > until:
            return False
        target.rename(aside)
        if aside.stat().st_mtime > until:  # just now, between our looking and our taking it away
            aside.rename(target)
            return False
    aside.unlink(missing_ok=True)
    return True


def write_durably(target: Path, *parts: bytes) -> None:
    """Write a file whole or not at all: a crash leaves the old state or the new, never half.

    Its folder must exist. Raises OSError when the disk is full; nothing is left then.
    """
    draft = target.with_name(f".{target.name[:40]}.{secrets.token_hex(6)}")
    try:
        with draft.open("xb") as file:
            for part in parts:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
