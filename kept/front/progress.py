"""How far a long work has come, on a terminal where somebody watches."""

from __future__ import annotations

import sys
import time
from typing import Final, Self

#: So often the line is written anew, in seconds.
_EVERY: Final = 0.1
_WIDTH: Final = 24


class Progress:
    """A line on the terminal that fills up, and is gone afterwards. `total` 0: nobody knows how
    much there is to do, and it only counts. Nothing is written where nobody watches."""

    def __init__(self, work: str, total: int = 0) -> None:
        self._work, self._total = work, total
        self._shown = sys.stderr.isatty()
        self._began = time.monotonic()
        self._written = 0.0
        self._done = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._written:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def step(self) -> None:
        """One more is done."""
        self.at(self._done + 1)

    def at(self, done: int) -> None:
        """So many are done."""
        self._done, now = done, time.monotonic()
        if self._shown and now - self._written >= _EVERY:
            sys.stderr.write(f"\r{self._line(now)}\x1b[K")
            sys.stderr.flush()
            self._written = now

    def _line(self, now: float) -> str:
        if not self._total:
            return f"{self._work} {self._done:,}"
        part = min(self._done / self._total, 1.0)
        bar = "━" * round(part * _WIDTH)
        left = (now - self._began) * (1 - part) / part if part else 0.0
        said = f"{self._done:,} of {self._total:,}"
        return f"{self._work} {bar:╌<{_WIDTH}} {said}{_soon(left) if left > 2 else ''}"


def _soon(seconds: float) -> str:
    if seconds < 90:
        return f", {seconds:.0f} s left"
    return f", {seconds / 60:.0f} min left"
