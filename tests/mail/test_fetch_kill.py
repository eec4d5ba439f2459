"""`kill -9` of the part that fetches, again and again: each mail of a real mailbox once."""

from __future__ import annotations

import random
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from tests.desk import Desk
from tests.dovecot import PASSWORD, dovecot
from tests.mail.kill import written
from tests.mail.mailbox import add_mailbox

MAILS, DEATHS, WITHIN = 180, 3, 90.0


@contextmanager
def fetching(desk: Desk, log: IO[str]) -> Iterator[subprocess.Popen[bytes]]:
    process = desk.start("mail", "fetch", log=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def in_spool(desk: Desk) -> Counter[bytes]:
    files = (desk.home / "mail" / "new").glob("[!.]*")
    return Counter(file.read_bytes().partition(b"\n")[2] for file in files)


def wait_for(desk: Desk, count: int, until: float, log: Path) -> None:
    while in_spool(desk).total() < count:
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.02)


@pytest.mark.slow
def test_each_mail_comes_once_though_the_fetcher_is_killed(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path / "desk", web="127.0.0.1:8000", smtp="127.0.0.1:2525")
    desk.found()
    chance, until = random.Random(4), time.monotonic() + WITHIN
    mails = [written(f"imap.{number}") for number in range(MAILS)]
    log = tmp_path / "log"
    with dovecot(["contact"]) as server, log.open("w") as said:
        add_mailbox(desk, server.port, PASSWORD, user="contact", after="move")
        server.deliver(mails[: MAILS // 2], "contact")
        for death in range(DEATHS):
            goal = (death + 1) * MAILS // (2 * DEATHS + 4)
            with fetching(desk, said):
                wait_for(desk, goal, until, log)
                time.sleep(chance.random() * 0.05)
            if death == 1:
                server.renumber("contact")
            if death == 2:
                server.restart()
        with fetching(desk, said):
            wait_for(desk, MAILS // 2, until, log)
            server.deliver(mails[MAILS // 2 :], "contact")  # while it waits: it is told of them
            told = time.monotonic()
            wait_for(desk, MAILS, until, log)
            assert time.monotonic() - told < 30
            while server.contents("contact"):
                assert time.monotonic() < until, log.read_text()
                time.sleep(0.1)
        assert in_spool(desk) == Counter(mails)
        assert set(Counter(raw for raw, _ in server.contents("contact", "Done"))) == set(mails)
    assert "Traceback" not in log.read_text()
