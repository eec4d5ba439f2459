"""Addresses of this desk's pages, each worked out once: what stands where is said in the code."""

from __future__ import annotations

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=8192)
def address(name: str, *args: object) -> str:
    """Where the page `name` stands. Raises NoReverseMatch."""
    return reverse(name, args=args)
