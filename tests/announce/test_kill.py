"""`kill -9` of whoever sends an announcement: each reader gets it once, and a desk sends by
itself."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.announce import kill
from tests.desk import ROOT, Desk, free_address


@pytest.mark.slow
def test_everybody_gets_it_once_through_sudden_deaths(tmp_path: Path) -> None:
    result = kill.die(2000, 3, tmp_path / "desk", gone=5)
    assert result.right, str(result)
    assert result.kills == 3
    assert result.bounced == 5
    assert result.different == 2000
    assert result.doubt <= 3 * 8


@pytest.mark.slow
def test_the_worker_sees_that_it_is_sent_and_its_sender_ends_with_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk", web=free_address(), smtp=free_address())
    with kill.announced(desk, 300) as counted:
        worker = subprocess.Popen(
            [sys.executable, "-m", "kept", "worker"], cwd=ROOT, env=desk.environment
        )
        try:
            until = time.monotonic() + 60
            while kill.left(desk) and time.monotonic() < until:
                time.sleep(0.1)
        finally:
            worker.send_signal(signal.SIGTERM)
            worker.wait(20)
    assert sorted(json.loads(counted.read_text())["got"].values()) == [1] * 300
    assert "version 1, sent, 300 of 300" in desk.kept("announcements")
