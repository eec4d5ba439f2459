"""A person of the team leaves a note that only the team sees."""

from __future__ import annotations

import re
from datetime import datetime

from kept.core import decide
from kept.core.decide import Refused
from kept.core.events import Actor
from kept.core.finding import fold
from kept.people.models import Staff
from kept.tickets.draft import Draft
from kept.tickets.write import Done, change


def mentions(text: str, by: Staff) -> tuple[int, ...]:
    """Who of the team, but its writer, is addressed in a note as `@` and their whole name."""
    if "@" not in text:
        return ()
    said = fold(" ".join(text.split()))
    team = Staff.objects.filter(is_active=True).exclude(pk=by.pk).order_by("pk")
    named = ((number, fold(name)) for number, name in team.values_list("pk", "name"))
    return tuple(number for number, name in named if _addressed(name, said))


def _addressed(name: str, said: str) -> bool:
    """Whether the name stands there whole: '@Ana' is not in '@Anastasia', nor in an address."""
    return re.search(rf"(?<!\w)@{re.escape(name)}(?!\w)", said) is not None


def note(ticket: int, text: str, *, by: Staff, at: datetime) -> Done | Refused:
    """Write an internal note. It is never sent and keeps no promise. Whom of the team it addresses
    as @name hears of it."""
    meant = mentions(text, by)
    return change(
        ticket,
        lambda state, edition: decide.note(state, meant),
        at=at,
        by=Actor("staff", by.pk),
        draft=Draft(kind="note", channel="desk", text=text, staff=by),
    )
