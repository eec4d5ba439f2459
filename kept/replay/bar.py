"""How far a long work has come, on a terminal."""

from __future__ import annotations

import sys
import time
from typing import Final, Self

#: So often the line is written anew, in seconds.
EVERY: Final = 0.1
_STROKES: Final = "-\\|/"


class Bar:
    """A line that moves while something is counted, and is gone afterwards.

    How much there is to do is not known beforehand (a record, a search), so it tells how much was
    done. Nothing is written where nobody watches.
    """

    def __init__(self, work: str, what: str) -> None:
        self._work, self._what = work, what
        self._shown = sys.stderr.isatty()
        self._written = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._written:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def __call__(self, done: int) -> None:
        now = time.monotonic()
        if not self._shown or now - self._written < EVERY:
            return
        stroke = _STROKES[int(now / EVERY) % len(_STROKES)]
        sys.stderr.write(f"\r{stroke} {self._work}: {done:,} {self._what}\x1b[K")
        sys.stderr.flush()
        self._written = now
