"""Several workers on one spool: they share the load, and the death of one loses nothing."""

from __future__ import annotations

import random
import sqlite3
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kept.channels.mail import spool
from tests.desk import Desk
from tests.mail.kill import wait_until_done, written

MAILS, DEATHS, WITHIN = 200, 2, 90.0


@pytest.fixture
def desk(tmp_path: Path, settings: Any) -> Desk:
    """A desk that is set up, whose spool holds `MAILS` mails, and that nobody runs."""
    desk = Desk(tmp_path / "desk", web="127.0.0.1:8000", smtp="127.0.0.1:2525")
    desk.found()
    settings.KEPT_HOME = desk.home
    spool.prepare()
    for number in range(MAILS):
        spool.accept(
            mail_from=f"c{number}@example.org",
            rcpt_to=["contact@copyfy.io"],
            peer="127.0.0.1",
            received_at=datetime.now(UTC),
            raw=written(f"one.{number}"),
        )
    return desk


def sent(desk: Desk) -> list[tuple[int, int, int]]:
    """Letters, the tickets that they are about, and how often one was tried."""
    query = "SELECT COUNT(*), COUNT(DISTINCT ticket), SUM(attempts) FROM record_outgoingmail"
    with closing(sqlite3.connect(desk.home / "kept.sqlite3", timeout=30)) as connection:
        return connection.execute(query).fetchall()


@pytest.mark.slow
def test_two_workers_of_which_one_dies_now_and_then_do_each_mail_once(
    desk: Desk, tmp_path: Path
) -> None:
    chance = random.Random(7)
    until = time.monotonic() + WITHIN
    with (tmp_path / "log").open("w+") as log:
        workers = [desk.start("worker", log=log) for _ in range(2)]
        try:
            for _ in range(DEATHS):
                before = len(spool.waiting(MAILS))
                while before and len(spool.waiting(MAILS)) > before - 40:
                    assert time.monotonic() < until, (tmp_path / "log").read_text()
                    time.sleep(0.05)
                time.sleep(chance.random() * 0.1)
                victim = workers.pop(0)
                victim.kill()
                victim.wait()
                workers.append(desk.start("worker", log=log))
            wait_until_done(desk)
        finally:
            for worker in workers:
                worker.terminate()
            for worker in workers:
                worker.wait(timeout=20)
    subjects = Counter(ticket["subject"] for ticket in desk.tickets())
    assert subjects == Counter(f"Report one.{number}" for number in range(MAILS))
    assert sent(desk) == [(MAILS, MAILS, MAILS)], "one acknowledgement each, tried once"
    assert "0 differences" in desk.kept("check")
    assert (tmp_path / "log").read_text() == "", "no worker stumbled over the other"
