"""What the clocks of a zone read at many instants."""

from __future__ import annotations

from datetime import tzinfo

import numpy as np

from kept.core.calendar.grid import Micros
from kept.core.calendar.instants import DAY, SECOND, instant, span


def wall_many(at: Micros, zone: tzinfo) -> Micros:
    """The readings of a clock in `zone`, as microseconds since midnight of 1970-01-01 there."""
    if not at.size:
        return at
    changes, offsets = _offsets(int(at.min()), int(at.max()), zone)
    readings: Micros = at + offsets[np.searchsorted(changes, at, side="right")]
    return readings


def _offsets(first: int, last: int, zone: tzinfo) -> tuple[Micros, Micros]:
    """When the offset of `zone` changes between two instants; the offsets before and between.

    Zones do not change twice within a day.
    """
    changes: list[int] = []
    offsets = [_offset(first, zone)]
    for day in range(first, last + DAY, DAY):
        if _offset(day + DAY, zone) != offsets[-1]:
            changes.append(_change(day, day + DAY, zone))
            offsets.append(_offset(day + DAY, zone))
    return np.array(changes, np.int64), np.array(offsets, np.int64)


def _change(before: int, after: int, zone: tzinfo) -> int:
    """The second in which the offset becomes what it is at `after`."""
    low, high = before // SECOND, -(-after // SECOND)
    old = _offset(low * SECOND, zone)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(middle * SECOND, zone) == old else (low, middle)
    return high * SECOND


def _offset(at: int, zone: tzinfo) -> int:
    offset = instant(at).astimezone(zone).utcoffset()
    assert offset is not None, "an aware datetime has an offset"
    return span(offset)
