"""The desk gives a ticket to somebody of its team: whose turn it is, or who has the fewest open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from django.db import transaction
from django.db.models import Count, QuerySet

from kept.core import decide
from kept.core.events import DESK, HandedOut
from kept.people.models import Staff, Team
from kept.tickets.models import Ticket
from kept.tickets.write import Done, change

#: Who has used the workspace within that time is there.
HERE: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class _Turn:
    """Who may be given a ticket, in the order in which they would be, each with how many they have
    open."""

    people: Sequence[int]
    open: Mapping[int, int]

    def next(self, by: Literal["turn", "fewest"]) -> int:
        if by == "turn":
            return self.people[0]
        return min(self.people, key=lambda one: self.open.get(one, 0))  # the first of several


def hand_out(ticket: int, team: int, *, at: datetime) -> bool:
    """Give the ticket to one of the team who is there; False where nobody is, or the team gives
    its tickets to nobody.

    Exactly once: whoever else hands out tickets of the team waits, and a ticket that has found
    somebody meanwhile is left alone.
    """
    with transaction.atomic():
        row = Team.objects.select_for_update().get(pk=team)
        turn = _turn(row, at)
        if not row.hands_out or row.retired_at or not turn.people:
            return False
        by: Literal["turn", "fewest"] = "turn" if row.hands_out == "turn" else "fewest"
        to = turn.next(by)
        event = HandedOut(to=to, team=row.key, by=by, open=turn.open.get(to, 0))
        done = change(ticket, lambda state, _edition: decide.hand_out(state, event), at=at, by=DESK)
        if isinstance(done, Done) and done.recorded:
            Team.objects.filter(pk=team).update(turn=to)
        return True


def _turn(team: Team, at: datetime) -> _Turn:
    here = present(at).filter(teams=team).order_by("pk")
    people = list(here.values_list("pk", flat=True))
    last = team.turn or 0
    held = Ticket.objects.filter(assignee__in=people, status="open").order_by()
    counted = dict(held.values_list("assignee").annotate(Count("pk")))
    return _Turn(sorted(people, key=lambda one: (one <= last, one)), counted)


def present(at: datetime) -> QuerySet[Staff]:
    """Who is there at that moment, and takes tickets that are handed out."""
    return Staff.objects.filter(is_active=True, takes_turns=True, seen_at__gt=at - HERE)
