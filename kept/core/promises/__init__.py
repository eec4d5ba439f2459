"""The clocks: what an event starts, keeps, breaks or releases (PROMISES.md 10 to 18)."""

from kept.core.promises.clock import Edition, overdue, unfold
from kept.core.promises.derivation import derivation_of

__all__ = ["Edition", "derivation_of", "overdue", "unfold"]
