"""The clocks: what an event starts, keeps, breaks or releases (PROMISES.md 10 to 18)."""

from kept.core.promises.clock import Edition, overdue, unfold

__all__ = ["Edition", "overdue", "unfold"]
