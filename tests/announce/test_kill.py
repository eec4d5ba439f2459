"""`kill -9` of whoever sends an announcement: each reader gets it once, and a desk sends by
itself."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.announce import kill
from tests.desk import Desk, free_address


@pytest.mark.slow
def test_everybody_gets_it_once_through_sudden_deaths(tmp_path: Path) -> None:
    result = kill.die(2000, 2, tmp_path / "desk", gone=5)
    assert result.right, str(result)
    assert result.kills == 2
    assert result.bounced == 5
    assert result.different == 2000
    assert result.doubt <= 2 * 8


@pytest.mark.slow
def test_the_worker_sees_that_it_is_sent_and_a_sender_does_not_outlive_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk", web=free_address(), smtp=free_address())
    with kill.announced(desk, 1500) as counted:
        with _worker(desk) as worker:
            _until(lambda: kill.left(desk) < 1500)
            [sender] = psutil.Process(worker.pid).children()
            worker.kill()
            _until(lambda: _ended(sender))
        assert kill.left(desk) > 0, "it was killed in the middle"
        with _worker(desk) as worker:
            _until(lambda: not kill.left(desk))
            worker.send_signal(signal.SIGTERM)
            worker.wait(20)
    assert sorted(json.loads(counted.read_text())["got"].values()) == [1] * 1500
    _until(lambda: "version 1, sent, 1500 of 1500" in desk.kept("announcements"))


@contextmanager
def _worker(desk: Desk) -> Iterator[subprocess.Popen[bytes]]:
    with desk.home.with_name("worker.log").open("a") as log:
        worker = desk.start("worker", log=log)
        try:
            yield worker
        finally:
            worker.kill()
            worker.wait()


def _ended(process: psutil.Process) -> bool:
    try:
        return bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


def _until(true: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it takes too long"
        time.sleep(0.05)
