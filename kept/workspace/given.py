"""What came with a form, read strictly."""

from __future__ import annotations


def whole(text: str | None) -> int | None:
    """The whole number that `text` says in plain digits; None for anything else."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
