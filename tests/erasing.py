"""Erase a person from a running desk that is killed again and again, and look for every byte.

    python -m tests.erasing --times 20

Mail comes in from her and from others; `kept customer --erase` is said; every process gets SIGKILL
at random moments until all is gone. Then none of her words may stand in any file of the desk, and
`kept check` must find no difference.
"""

from __future__ import annotations

import argparse
import os
import random
import smtplib
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import psutil

from tests.desk import Desk, free_address, run

HER: Final = "zephirine@lavender-hill.example"
WORDS: Final = (b"zephirine", b"quillfeather", b"lavender-hill", b"marmalade")
MAILS: Final = 40
PATIENCE: Final = 120.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=10, help="how often it is killed at most")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kept-erasing-") as folder:
        desk = Desk(Path(folder, "desk"), web=free_address(), smtp=free_address())
        desk.found()
        sys.stdout.write(told(desk, args.times))


def told(desk: Desk, times: int) -> str:
    """Do all of it; what was seen. Raises AssertionError where something of her is left."""
    with run(desk):
        for number in range(MAILS):
            _mail(desk, number)
        _until(desk, "SELECT count(*) = ? FROM tickets_ticket", MAILS)
    before = _found(desk.home)
    assert set(before) == set(WORDS), before
    desk.kept("customer", HER, "--erase")
    killed = _erased_under_fire(desk, times)
    _as_if_later(desk)
    with run(desk):
        _until(desk, "SELECT count(*) = ? FROM erasing_erasure WHERE swept_at NOT NULL", 1)
    assert _found(desk.home) == {}, _found(desk.home)
    check = desk.kept("check")
    size = sum(file.stat().st_size for file in desk.home.rglob("*") if file.is_file())
    return (
        f"Killed {killed} times. Before, {sum(before.values())} places spoke of her; now none of "
        f"{size:,} bytes does.\n{check}"
    )


def _mail(desk: Desk, number: int) -> None:
    hers = number % 4 != 0
    sender = HER if hers else f"other{number}@example.org"
    name = "Zephirine Quillfeather" if hers else f"Other {number}"
    text = f"My marmalade number {number} does not load." if hers else f"Report {number} stops."
    mail = (
        f"From: {name} <{sender}>\r\nTo: contact@copyfy.io\r\nSubject: Matter {number}\r\n"
        f"Message-ID: <{number}.{sender}>\r\n\r\n{text}\r\n"
    )
    host, _, port = desk.smtp.partition(":")
    with smtplib.SMTP(host, int(port), timeout=60) as server:
        server.sendmail(sender, ["contact@copyfy.io"], mail.encode())


def _erased_under_fire(desk: Desk, times: int) -> int:
    """Start and kill the desk until the first pass is done; how often it was killed."""
    for killed in range(times):
        with Path(f"{desk.home}.fire").open("w") as log:
            process = desk.start("serve", log=log)
            time.sleep(random.uniform(1.0, 4.0))
            family = psutil.Process(process.pid).children(recursive=True)
            for one in (*family, process):
                one.kill()
            process.wait()
        if _ask(desk, "SELECT first_at NOT NULL FROM erasing_erasure"):
            return killed + 1
    return times


def _as_if_later(desk: Desk) -> None:
    """Ten minutes pass at once: for the second pass, and for the files."""
    earlier = datetime.now(UTC) - timedelta(hours=1)
    for file in (desk.home / "files").rglob("*"):
        os.utime(file, (earlier.timestamp(),) * 2)
    with run(desk):
        _until(desk, "SELECT first_at NOT NULL = ? FROM erasing_erasure", 1)
    with closing(sqlite3.connect(desk.home / "kept.sqlite3")) as record, record:
        record.execute("UPDATE erasing_erasure SET next_at = ?", [earlier.replace(tzinfo=None)])


def _until(desk: Desk, question: str, *values: int) -> None:
    until = time.monotonic() + PATIENCE
    while not _ask(desk, question, *values):
        assert time.monotonic() < until, question
        time.sleep(0.2)


def _ask(desk: Desk, question: str, *values: int) -> bool:
    with closing(sqlite3.connect(desk.home / "kept.sqlite3", timeout=30)) as record:
        return bool(record.execute(question, values).fetchone()[0])


def _found(home: Path) -> dict[bytes, int]:
    """How often each of her words stands in the desk's files, however it is spelled."""
    held = b"\n".join(file.read_bytes() for file in home.rglob("*") if file.is_file()).lower()
    return {word: held.count(word) for word in WORDS if word in held}


if __name__ == "__main__":
    main()
