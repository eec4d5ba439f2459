"""Say and ask who is at a ticket."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kept.live.models import Presence

#: How long a word counts without another: the browser tells it again while keys are pressed.
WRITING_FOR = timedelta(seconds=8)
#: An open screen says so again well before this is over.
LOOKING_FOR = timedelta(seconds=45)

_STRENGTH = {"looking": 0, "note": 1, "reply": 2}


@dataclass(frozen=True, slots=True, order=True)
class Here:
    """Somebody at a ticket, and the most that they are doing there."""

    staff: int
    name: str
    mode: str


def tell(mode: str, at: Iterable[tuple[int, int]], *, now: datetime) -> None:
    """Write down that these people (ticket, staff) are looking or writing, in one statement."""
    until = now + (LOOKING_FOR if mode == Presence.Mode.LOOKING else WRITING_FOR)
    rows = [Presence(ticket=ticket, staff_id=staff, mode=mode, until=until) for ticket, staff in at]
    if rows:
        Presence.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["ticket", "staff", "mode"],
            update_fields=["until"],
        )


def look(at: Iterable[tuple[int, int]], now: datetime) -> None:
    """These people (ticket, staff) have a ticket on their screen."""
    tell(Presence.Mode.LOOKING, at, now=now)
    sweep(now)


def leave(ticket: int, staff: int) -> None:
    """The last screen of this person at this ticket was closed."""
    Presence.objects.filter(ticket=ticket, staff=staff).delete()


def rest(ticket: int, staff: int) -> None:
    """The words were sent: the person writes no more, and still looks."""
    writing = Presence.objects.filter(ticket=ticket, staff=staff)
    writing.exclude(mode=Presence.Mode.LOOKING).delete()


def here(now: datetime) -> dict[int, tuple[Here, ...]]:
    """Who is at which ticket, each person once, in one query."""
    found: dict[int, dict[int, Here]] = {}
    rows = Presence.objects.filter(until__gt=now).values_list(
        "ticket", "staff_id", "staff__name", "mode"
    )
    for ticket, staff, name, mode in rows:
        people = found.setdefault(ticket, {})
        if staff not in people or _STRENGTH[mode] > _STRENGTH[people[staff].mode]:
            people[staff] = Here(staff, name, mode)
    return {ticket: tuple(sorted(people.values())) for ticket, people in found.items()}


def sweep(now: datetime) -> None:
    """Remove what has not counted for a while."""
    Presence.objects.filter(until__lt=now - LOOKING_FOR).delete()
