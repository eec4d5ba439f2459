"""What goes wrong on a day: the disk fills, somebody holds the record, lines break."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from tests.desk import Desk

SPACE = 6 * 1024**3


@contextmanager
def small_disk(place: Path) -> Iterator[bool]:
    """A file system of its own at `place`, ext4 in a file where root may, so that it can fill
    without harm; False where this machine gives none."""
    place.mkdir()
    image = place.with_name(f"{place.name}.ext4")
    with image.open("wb") as file:
        file.truncate(SPACE)
    made = subprocess.run(
        ["mkfs.ext4", "-q", "-F", "-m", "0", image], capture_output=True, check=False
    )
    mounted = (
        made.returncode == 0
        and not subprocess.run(
            ["mount", "-o", "loop", image, place], capture_output=True, check=False
        ).returncode
    )
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", place], check=False)
        image.unlink()


@contextmanager
def full(disk: Path) -> Iterator[Callable[[], None]]:
    """No block left on the disk; what is yielded takes again what was freed since."""
    ballast = disk / "ballast"
    try:
        with ballast.open("wb") as file:
            fill(file.fileno())
            yield lambda: fill(file.fileno())
    finally:
        ballast.unlink()


def fill(ballast: int) -> None:
    """Take what is left, down to the last block."""
    size, step = os.fstat(ballast).st_size, SPACE
    while step >= 4096:
        try:
            os.posix_fallocate(ballast, size, step)
            size += step
        except OSError:
            step //= 2


@contextmanager
def locked(desk: Desk) -> Iterator[None]:
    """Somebody else is writing in the record, and does not end."""
    if desk.database:
        with psycopg.connect(desk.database) as server:
            server.execute("LOCK TABLE record_event IN SHARE ROW EXCLUSIVE MODE")
            yield
            server.rollback()
        return
    record = desk.home / "kept.sqlite3"
    with closing(sqlite3.connect(record, timeout=60, isolation_level=None)) as connection:
        until = time.monotonic() + 60
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
                break
            except sqlite3.OperationalError:
                if time.monotonic() > until:
                    raise
        yield
        connection.execute("ROLLBACK")


def cut_off(desk: Desk) -> None:
    """The record's server ends every connection, whatever is being done on it."""
    with psycopg.connect(desk.database, autocommit=True) as server:
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def hours_go_by(desk: Desk) -> None:
    """Nobody holds a mail any more that was in hand when the desk died; while none is alive."""
    change = "UPDATE record_outgoingmail SET next_at = '2020-01-01' WHERE state = 'sending'"
    if desk.database:
        with psycopg.connect(desk.database) as server:
            server.execute(change)
        return
    with closing(sqlite3.connect(desk.home / "kept.sqlite3", timeout=60)) as connection:
        connection.execute(change)
        connection.commit()
