"""Shares that claim no more than they know."""

from __future__ import annotations

from math import sqrt

_Z = 1.959963984540054
"""The normal quantile of 95 % confidence."""


def tenths(part: int, whole: int) -> int:
    """The share in tenths of a per cent, rounded down: 1000 means all of them, never nearly all.

    ValueError for nothing at all.
    """
    if not 0 <= part <= whole or whole == 0:
        raise ValueError(f"{part} of {whole} is no share.")
    return 1000 * part // whole


def between(part: int, whole: int) -> tuple[float, float]:
    """Where the share would lie in the long run, with 95 % confidence (Wilson's interval)."""
    if not 0 <= part <= whole or whole == 0:
        raise ValueError(f"{part} of {whole} is no share.")
    share, z2 = part / whole, _Z * _Z
    middle = share + z2 / (2 * whole)
    reach = _Z * sqrt(share * (1 - share) / whole + z2 / (4 * whole * whole))
    scale = 1 + z2 / whole
    # at the ends the formula meets the share itself, and rounding must not step past it
    return max(0.0, min(share, (middle - reach) / scale)), min(
        1.0, max(share, (middle + reach) / scale)
    )
