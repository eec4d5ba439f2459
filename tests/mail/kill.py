"""Kill a whole desk under load, again and again, and count what is left.

    python -m tests.mail.kill --times 100

A desk is started as an operator starts it, mail comes in over SMTP from several clients, and at a
random moment every process of it gets SIGKILL, with one that answers and takes back beside it. At
the end each mail that was answered with 250 must be in the desk exactly once, none of them
acknowledged twice, and each reply either sent or taken back, never both.
"""

from __future__ import annotations

import argparse
import json
import random
import smtplib
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg

from tests.desk import ROOT, Desk, free_address

CLIENTS = 4
PACE = 0.02
PATIENCE = 60.0


@dataclass
class Load:
    """Clients that write as fast as they are answered."""

    port: int
    round: int
    accepted: list[str] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Load:
        for client in range(CLIENTS):
            thread = threading.Thread(target=self._write, args=(client,))
            self.threads.append(thread)
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def _write(self, client: int) -> None:
        number = 0
        while not self.stop.is_set():
            try:
                with smtplib.SMTP("127.0.0.1", self.port, "x.example.org", timeout=20) as smtp:
                    while not self.stop.is_set():
                        number += 1
                        self._send(smtp, f"{self.round}.{client}.{number}")
                        time.sleep(PACE)
            except (OSError, smtplib.SMTPException):
                time.sleep(0.02)

    def _send(self, smtp: smtplib.SMTP, name: str) -> None:
        self.tried.append(name)
        smtp.sendmail(f"c{name}@example.org", ["contact@copyfy.io"], written(name))
        self.accepted.append(name)


def written(name: str) -> bytes:
    """A mail of its own sender, with its own words; one in five has a file."""
    attached = name.endswith(("0", "5"))
    kind = 'multipart/mixed; boundary="b"' if attached else "text/plain; charset=utf-8"
    head = (
        f"From: Camille <c{name}@example.org>\r\nTo: contact@copyfy.io\r\n"
        f"Subject: Report {name}\r\nMessage-ID: <{name}@example.org>\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n"
    )
    words = f"The report {name} stops and I do not know why it does.\r\n"
    if attached:
        words = (
            f"--b\r\nContent-Type: text/plain\r\n\r\n{words}--b\r\nContent-Type: image/png\r\n"
            f'Content-Disposition: attachment; filename="{name}.png"\r\n\r\nPNG {name}\r\n--b--\r\n'
        )
    return (head + words).encode()


@contextmanager
def undoing(desk: Desk, seed: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Somebody who answers, and takes back at about the moment when it leaves."""
    words = [sys.executable, "-m", "tests.mail.undoing", str(seed)]
    with log.open("a") as file:
        process = subprocess.Popen(
            words,
            cwd=ROOT,
            env=desk.environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
        )
    try:
        yield process
    finally:
        kill(process)


@contextmanager
def served(desk: Desk, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("a") as file:
        process = desk.start("serve", log=file)
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL to the whole tree, in no order, at once."""
    with suppress(psutil.NoSuchProcess):
        parent = psutil.Process(process.pid)
        tree = [parent, *parent.children(recursive=True)]
        random.shuffle(tree)
        for one in tree:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        psutil.wait_procs(tree, timeout=10)
    process.wait()


def wait_for_smtp(desk: Desk) -> None:
    host, _, port = desk.smtp.partition(":")
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection((host, int(port)), timeout=1):
            return
        time.sleep(0.02)
    raise AssertionError("the desk does not listen")


def wait_until_done(desk: Desk) -> None:
    """Until no accepted mail waits and none that is owed."""
    until = time.monotonic() + 10 * PATIENCE
    while time.monotonic() < until:
        if not any((desk.home / "mail" / "new").glob("[!.]*")) and not _owed(desk):
            return
        time.sleep(0.2)
    raise AssertionError("the desk does not come to rest")


def _owed(desk: Desk) -> bool:
    return rows(desk, "SELECT id FROM record_outgoingmail WHERE next_at IS NOT NULL LIMIT 1") != []


def rows(desk: Desk, query: str) -> list[tuple[object, ...]]:
    """What the record answers, read beside whoever writes in it."""
    if desk.database:
        with psycopg.connect(desk.database) as server:
            return server.execute(query.encode()).fetchall()
    with closing(sqlite3.connect(desk.home / "kept.sqlite3", timeout=30)) as connection:
        return connection.execute(query).fetchall()


@dataclass(frozen=True)
class Result:
    """What a desk held after so many deaths."""

    kills: int
    accepted: int
    seen_once: int
    mistakes: list[str]
    replies: int = 0

    def __str__(self) -> str:
        said = f"{self.kills} kills, {self.accepted} mails answered with 250, "
        said += f"{self.seen_once} of them in the desk exactly once, "
        said += f"{self.replies} replies sent or taken back, "
        return said + (f"{len(self.mistakes)} mistakes" if self.mistakes else "no mistake")


def die(times: int, seconds: float, home: Path, *, within: float | None = None) -> Result:
    """Kill a desk `times` times, each at a random moment of `seconds` under load.

    `within`: stop earlier once so many seconds have gone by.
    """
    desk = Desk(home, web=free_address(), smtp=free_address())
    desk.found()
    log = home.with_name(f"{home.name}.log")
    accepted, tried, began, kills = [], [], time.monotonic(), 0
    while kills < times and not (within and time.monotonic() - began > within):
        with served(desk, log) as process:
            wait_for_smtp(desk)
            port = int(desk.smtp.rpartition(":")[2])
            with Load(port, kills) as load, undoing(desk, kills, log) as other:
                time.sleep(random.uniform(0, seconds))
                kill(process)
                kill(other)
        kills += 1
        accepted += load.accepted
        tried += load.tried
    with served(desk, log):
        wait_for_smtp(desk)
        wait_until_done(desk)
    return _counted(desk, kills, accepted, tried)


def _counted(desk: Desk, kills: int, accepted: list[str], tried: list[str]) -> Result:
    held: Counter[str] = Counter()
    for line in desk.kept("tickets", "--json").splitlines():
        for message in json.loads(line)["messages"]:
            if message["kind"] == "customer":
                held[message["message_id"].removesuffix("@example.org")] += 1
    mistakes = [
        f"{name}: accepted, {held[name]} times here" for name in accepted if held[name] != 1
    ]
    mistakes += [f"{name}: {held[name]} times here" for name in tried if held[name] > 1]
    mistakes += [f"{name}: never written" for name in held.keys() - set(tried)]
    sent = rows(
        desk,
        "SELECT ticket, message, COUNT(*), SUM(attempts), MIN(state) FROM record_outgoingmail"
        " WHERE purpose <> 'reply' GROUP BY ticket, message",
    )
    for ticket, message, count, attempts, state in sent:
        if (count, attempts, state) != (1, 1, "sent"):
            mistakes.append(f"#{ticket}/{message}: {count} acknowledgements, {attempts} tries")
    if len(sent) != len(held):
        mistakes.append(f"{len(held)} messages, {len(sent)} acknowledged")
    mistakes += [
        f"{name}: {state}, {code}"
        for name, state, code in rows(
            desk, "SELECT id, state, code FROM mail_receivedmail WHERE state <> 'done'"
        )
        if code != "duplicate"
    ]
    replies, wrong = _replies(desk)
    mistakes += wrong
    desk.kept("check")
    return Result(
        kills, len(accepted), sum(held[name] == 1 for name in accepted), mistakes, replies
    )


def _replies(desk: Desk) -> tuple[int, list[str]]:
    """How many were written, and those that are neither sent once nor taken back, or both."""
    back = {
        (ticket, json.loads(str(data))["message"])
        for ticket, data in rows(
            desk, "SELECT ticket, data FROM record_event WHERE type = 'ReplyWithdrawn'"
        )
    }
    found = rows(
        desk,
        "SELECT mail.ticket, mail.message, mail.state, mail.attempts, said.withdrawn"
        " FROM record_outgoingmail mail JOIN tickets_message said"
        " ON said.ticket_id = mail.ticket AND said.place = mail.message"
        " WHERE mail.purpose = 'reply'",
    )
    fates = {True: ("undone", 0, 1), False: ("sent", 1, 0)}
    wrong = [
        f"#{ticket}/{message}: {fate}, {'taken back' if (ticket, message) in back else 'written'}"
        for ticket, message, *fate in found
        if tuple(fate) != fates[(ticket, message) in back]
    ]
    return len(found), wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=3.0, help="longest life under load")
    parser.add_argument("--seed", type=int, default=None)
    args = parser.parse_args()
    random.seed(args.seed)
    with tempfile.TemporaryDirectory(prefix="kept-kill-") as folder:
        result = die(args.times, args.seconds, Path(folder) / "desk")
    sys.stdout.write(f"{result}\n" + "".join(f"  {one}\n" for one in result.mistakes))
    return 1 if result.mistakes else 0


if __name__ == "__main__":
    sys.exit(main())
