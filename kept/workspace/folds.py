"""What happened between two messages, folded where it is much."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

#: So many happenings in a row are folded, but for the last of them.
MANY: Final = 4


class Item(NamedTuple):
    """A message, or something that happened: `quiet` is its place in the history, 0 for what
    always stands there."""

    html: SafeString
    quiet: int = 0


def folded(items: Iterable[Item]) -> Iterator[SafeString]:
    """The items as HTML; of many quiet ones in a row, all but the last behind one line."""
    for quiet, some in groupby(items, lambda item: item.quiet > 0):
        run = list(some)
        if quiet and len(run) >= MANY:
            yield _fold(run[:-1])
            run = run[-1:]
        yield from (item.html for item in run)


def _fold(run: Sequence[Item]) -> SafeString:
    n = len(run)
    words = ngettext("%(n)d thing happened", "%(n)d things happened", n) % {"n": n}
    inside = SafeString("".join(item.html for item in run))
    return format_html(
        '<details class="happenings" id="happenings-{}"><summary>{}</summary>{}</details>',
        run[0].quiet,
        words,
        inside,
    )
