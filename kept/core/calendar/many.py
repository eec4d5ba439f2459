"""Arrays of instants in and out: datetime64 or int64 microseconds, always UTC."""

import numpy as np
import numpy.typing as npt

from kept.core.calendar.grid import Micros

Instants = npt.NDArray[np.datetime64] | Micros
"""Many instants: datetime64 up to microseconds, or int64 microseconds since 1970; UTC."""

_MICROSECONDS = np.dtype("datetime64[us]")


def as_micros(instants: Instants) -> Micros:
    """Int64 microseconds since 1970. ValueError for another type, a finer unit or NaT."""
    given = np.asarray(instants)
    if given.dtype.kind == "i":
        return given.astype(np.int64)
    if not (given.dtype.kind == "M" and np.can_cast(given.dtype, _MICROSECONDS, "safe")):
        raise ValueError(
            f"Instants come as datetime64[us] or as int64 microseconds in UTC, not {given.dtype}."
        )
    if np.isnat(given).any():
        raise ValueError("One of the instants is missing (NaT): it has no place on a calendar.")
    return given.astype(_MICROSECONDS).astype(np.int64)


def as_given(at: Micros, instants: Instants) -> Instants:
    """Microseconds in the kind in which the instants came."""
    return at.astype(_MICROSECONDS) if np.asarray(instants).dtype.kind == "M" else at
