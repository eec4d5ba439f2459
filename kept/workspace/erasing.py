"""What this room holds of a person: lists that somebody of the team made for them."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from kept.erasing.rooms import Person
from kept.workspace.models import View


def erase(person: Person) -> Iterator[None]:
    """In one step: a list whose sentence or name has their address or their whole name finds
    nothing any more, and goes."""
    whole = (name for name in person.names if " " in name)
    for known in (*person.addresses, *whole):
        View.objects.filter(Q(sentence__icontains=known) | Q(name__icontains=known)).delete()
    yield
