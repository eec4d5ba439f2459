"""Send an announcement and kill the sender again and again: everybody gets it exactly once.

    python -m tests.announce.kill --subscribers 100000 --kills 10
    python -m tests.postgres python -m tests.announce.kill …      the same on PostgreSQL

A mail server that counts runs beside it. The sender gets SIGKILL in the middle of sending, at
random counts of mails that are spread evenly over the whole, is started again as the worker would,
and in the end each subscriber must have got one mail: no more, no less. The mail server's own count
says when, mail by mail: what the desk has noted is up to a batch behind.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.announce.sink import how_many
from tests.desk import ROOT, Desk, free_address

PATIENCE = 30.0
#: Seconds between two looks at the count, and between two lines of progress.
LOOK, TELL = 0.005, 5.0


@dataclass(frozen=True)
class Result:
    """What the subscribers got. `kills`: how many happened, of those that were `asked` for."""

    subscribers: int
    asked: int
    kills: int
    once: int
    more: int
    none: int
    doubt: int
    bounced: int
    different: int
    seconds: float

    @property
    def right(self) -> bool:
        all_once = self.more == self.none == 0 and self.once == self.subscribers
        return all_once and self.kills == self.asked

    def __str__(self) -> str:
        return (
            f"{self.subscribers} subscribers, {self.kills} of {self.asked} kills: "
            f"{self.once} got it once, {self.more} more than once, {self.none} not at all; "
            f"{self.doubt} in doubt, {self.bounced} bounced; {self.seconds:.1f} s, "
            f"{self.subscribers / self.seconds:.0f} a second"
        )


def die(
    subscribers: int,
    kills: int,
    home: Path,
    *,
    gone: int = 0,
    loud: bool = False,
    database: str = "",
) -> Result:
    """Announce to so many, and to `gone` addresses that nobody has, through so many kills."""
    desk = Desk(home, web=free_address(), smtp=free_address(), database=database)
    with announced(desk, subscribers, gone=gone) as counted:
        began = time.monotonic()
        killed = _killed(desk, counted, _moments(subscribers, kills), loud=loud)
        seconds = time.monotonic() - began
    if loud:
        sys.stdout.write(desk.kept("announcements"))
    return _counted(desk, counted, subscribers, (killed, kills), seconds)


@contextmanager
def announced(desk: Desk, subscribers: int, *, gone: int = 0) -> Iterator[Path]:
    """A desk that has an announcement to send, and a mail server beside it; the file in which its
    counts are afterwards."""
    desk.found()
    server = free_address()
    counted = desk.home.with_name(f"{desk.home.name}.counted.json")
    sink = subprocess.Popen(
        [sys.executable, "-m", "tests.announce.sink", server.rpartition(":")[2], str(counted)],
        cwd=ROOT,
    )
    try:
        _begin(desk, server, subscribers, gone)
        yield counted
    finally:
        sink.send_signal(signal.SIGTERM)
        sink.wait(PATIENCE)


def _begin(desk: Desk, server: str, subscribers: int, gone: int) -> None:
    host, _, port = server.partition(":")
    with (desk.home / "desk.toml").open("a") as file:
        file.write(f'\n[smtp]\nhost = "{host}"\nport = {port}\nsecurity = "none"\n')
    listed = desk.home / "list.csv"
    with listed.open("w") as file:
        file.write("address,language,zone\n")
        for n in range(subscribers):
            file.write(f"{_name(n)},{'fr' if n % 3 else 'en'},\n")
        file.writelines(f"gone{n}@shop0.example,en,\n" for n in range(gone))
    desk.kept("subscribers", "import", str(listed), "--consent", "a test of ours")
    subprocess.run(
        [sys.executable, "-m", "tests.announce.begin"], cwd=ROOT, env=desk.environment, check=True
    )


def _name(n: int) -> str:
    return f"reader{n}@shop{n % 97}.example"


def _moments(subscribers: int, kills: int) -> list[int]:
    """At how many mails to kill: once in each stretch, and one stretch is left at the end."""
    stretch = subscribers / (kills + 1)
    return [int((number + random.uniform(0.1, 0.9)) * stretch) for number in range(kills)]


def _killed(desk: Desk, counted: Path, moments: list[int], *, loud: bool) -> int:
    """Send until nothing is left, and kill the sender at these counts; how often it was killed."""
    killed = 0
    while left(desk):
        sender = subprocess.Popen(
            [sys.executable, "-m", "kept", "announcements", "send"],
            cwd=ROOT,
            env=desk.environment,
        )
        moment = moments[killed] if killed < len(moments) else None
        if _reached(sender, counted, moment, loud=loud):
            sender.kill()
            killed += 1
        sender.wait()
    return killed


def _reached(
    sender: subprocess.Popen[bytes], counted: Path, moment: int | None, *, loud: bool
) -> bool:
    """Whether the moment came before the sender had ended by itself."""
    begun = told = how_many(counted)
    at = time.monotonic()
    while sender.poll() is None:
        time.sleep(LOOK)
        now = how_many(counted)
        if loud and time.monotonic() - at > TELL:
            sys.stdout.write(f"{now} mails, {(now - told) / TELL:.0f} a second\n")
            sys.stdout.flush()
            told, at = now, time.monotonic()
        if moment is not None and now >= moment and now > begun:
            return True
    return False


def left(desk: Desk) -> int:
    """Copies that have not gone out."""
    query = "SELECT COUNT(*) FROM announcements_copy WHERE state IN ('waiting', 'handing')"
    [(count,)] = _rows(desk, query)
    return int(count)


def _rows(desk: Desk, query: str) -> list[tuple[Any, ...]]:
    if desk.database:
        with psycopg.connect(desk.database) as server:
            return server.execute(query.encode()).fetchall()
    with closing(sqlite3.connect(desk.home / "kept.sqlite3", timeout=30)) as connection:
        return connection.execute(query).fetchall()


def _counted(
    desk: Desk, file: Path, subscribers: int, kills: tuple[int, int], seconds: float
) -> Result:
    told = json.loads(file.read_text())
    times = Counter(told["got"].get(_name(n), 0) for n in range(subscribers))
    states = dict(_rows(desk, "SELECT state, COUNT(*) FROM announcements_copy GROUP BY state"))
    ended = dict(_rows(desk, "SELECT state, COUNT(*) FROM announcements_subscriber GROUP BY state"))
    return Result(
        subscribers=subscribers,
        kills=kills[0],
        asked=kills[1],
        once=times[1],
        more=sum(count for often, count in times.items() if often > 1),
        none=times[0],
        doubt=states.get("doubt", 0),
        bounced=ended.get("bounced", 0),
        different=told["different"],
        seconds=seconds,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--subscribers", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=None)
    args = parser.parse_args()
    random.seed(args.seed)
    with tempfile.TemporaryDirectory(prefix="kept-announce-") as folder:
        home, database = Path(folder) / "desk", os.environ.get("KEPT_DATABASE", "")
        result = die(args.subscribers, args.kills, home, loud=True, database=database)
    sys.stdout.write(f"{result}\n")
    return 0 if result.right else 1


if __name__ == "__main__":
    sys.exit(main())
