"""The same desk as beside the other ways in."""

from kept.channels.mail.tests.conftest import desk, house, write

__all__ = ["desk", "house", "write"]
