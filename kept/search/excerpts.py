"""Where the words that were found stand in their tickets."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.db.models.functions import Substr

from kept.core.finding import Piece, marked
from kept.tickets import access
from kept.tickets.models import Attachment

Pieces = tuple[Piece, ...]
#: A message is looked through no further.
_LOOKED_THROUGH = 8_000


def excerpts(tickets: Sequence[int], stems: Collection[str]) -> dict[int, Pieces]:
    """Of each ticket in whose messages a word stands, the lines around it, of the newest message;
    else the name of a file that has it. At most two queries."""
    said = access.all_said_to_the_team(tickets).order_by("ticket", "-place")
    found = _first(said.values_list("ticket", Substr("said", 1, _LOOKED_THROUGH)).iterator(), stems)
    if not (missing := set(tickets) - found.keys()):
        return found
    files = Attachment.objects.filter(message__in=access.all_said_to_the_team(missing).order_by())
    return found | _first(files.values_list("message__ticket", "name"), stems)


def _first(said: Iterable[tuple[int, str]], stems: Collection[str]) -> dict[int, Pieces]:
    found: dict[int, Pieces] = {}
    for ticket, text in said:
        if ticket not in found and (pieces := marked(text, stems)):
            found[ticket] = pieces
    return found
