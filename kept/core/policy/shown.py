"""Which bindings of a text customers read: none in code, in a link's title or behind an escape."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache, lru_cache

from markdown_it import MarkdownIt

from kept.core.policy.markdown import lettered, parser

#: Without one of these signs nothing can hide, and the text need not be taken apart.
_MAY_HIDE = re.compile(r"[`~\\<]|\]\(|\]:|\{=|^(?: {4}|\t)", re.MULTILINE)

_parser = cache(parser)


def shown(body: str) -> Mapping[tuple[str, str], int] | None:
    """How often each binding, by its form and name, is read in a body; None: each that it has."""
    return _counted(body) if _MAY_HIDE.search(body) else None


@lru_cache(maxsize=256)
def _counted(body: str) -> Mapping[tuple[str, str], int]:
    md: MarkdownIt = _parser()
    tokens = md.parse(lettered(body), {"block": lambda name: None})
    return Counter(
        (inline.meta["form"], inline.meta["name"])
        for token in tokens
        for inline in token.children or ()
        if inline.type == "bound"
    )
