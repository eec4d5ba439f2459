"""The clocks: what an event starts, keeps, breaks or releases (PROMISES.md 10 to 18)."""

from kept.core.promises.clock import resendable, unfold
from kept.core.promises.derivation import derivation_of
from kept.core.promises.edition import Edition
from kept.core.promises.ending import overdue, passed
from kept.core.promises.improving import improved

__all__ = ["Edition", "derivation_of", "improved", "overdue", "passed", "resendable", "unfold"]
