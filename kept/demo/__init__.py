"""A believable desk to try Kept with: the same actions as a real one, at moments gone by."""

from kept.demo.fill import fill

__all__ = ["fill"]
