"""The worker's part in announcements: what came back, and a program that sends while it must.

Sending talks to a slow network for minutes; it has a process of its own, so that no mail and no
promise waits for it. It ends when it has nothing to do, and when this process ends.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from datetime import datetime
from typing import Final

from django.conf import settings

from kept.announcements import bounced, running
from kept.announcements.outbox import Outbox

_log = logging.getLogger(__name__)

#: Seconds until a sender is started again after one has ended: it may have had its reason.
PAUSE: Final = 5.0
PATIENCE: Final = 10.0


class Announcer:
    """Holds the one sender of this worker."""

    def __init__(self) -> None:
        self._sender: subprocess.Popen[bytes] | None = None
        self._ended = -PAUSE
        self._outbox = Outbox()

    def step(self, now: datetime) -> int:
        """Take in what came back, and see that what is due is being sent."""
        moved = bounced.take_in()
        if settings.DESK.smtp is None:
            return moved + self._outbox.fill(now)
        if self._sender is not None:
            if self._sender.poll() is None:
                return moved
            self._sender, self._ended = None, time.monotonic()
        if time.monotonic() - self._ended >= PAUSE and running.is_due(now) and running.is_free():
            self._sender = subprocess.Popen(
                [sys.executable, "-m", "kept", "announcements", "send"],
                stdin=subprocess.DEVNULL,
                env=os.environ.copy(),
                process_group=0,
            )
        return moved

    def close(self) -> None:
        """Let the sender finish its group, then end."""
        if self._sender is None or self._sender.poll() is not None:
            return
        self._sender.terminate()
        try:
            self._sender.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._sender.kill()
            self._sender.wait()
