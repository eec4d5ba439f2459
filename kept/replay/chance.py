"""The chance of a simulation, which a seed repeats."""

from __future__ import annotations

from numpy.random import default_rng

from kept.core.replay import Chance


def chance(seed: int) -> Chance:
    """The same numbers for the same seed (0 or more), on every machine."""
    return Chance(seed, default_rng(seed).random)
