"""Runs of spaces, which signatures do not count (RFC 6376 §3.4.4)."""

from __future__ import annotations

import re
from typing import Final

_LONG: Final = re.compile(rb"[ \t]{200}")
_RUN: Final = re.compile(rb"[ \t]+")


def single_spaced(body: bytes) -> bytes:
    """A body that a 'relaxed' signature takes for the same: one space for each run where runs are
    long. dkimpy takes quadratic time on those (80 KB of spaces: 15 seconds); this is linear."""
    return _RUN.sub(b" ", body) if _LONG.search(body) else body
