"""The team says whose work a request is."""

from __future__ import annotations

from datetime import datetime

from kept.core import decide
from kept.core import events as e
from kept.core.decide import Decision, Refused
from kept.core.events import Actor
from kept.core.promises import Edition
from kept.core.ticket import Ticket as State
from kept.people.models import Staff
from kept.tickets.access import sees
from kept.tickets.write import Done, change


def set_team(ticket: int, team: str, *, by: Staff, at: datetime) -> Done | Refused:
    """Make it the work of the team of this key; '' of everybody. What the policy owes for it
    starts. Who answers goes on, unless they could not see it any more."""
    known = {one.key for one in by.known_teams if not one.is_retired}
    if team and team not in known:
        return Refused("team", "There is no team %(team)s.", {"team": team})

    def decided(state: State, edition: Edition) -> Decision:
        decision = decide.set_team(state, team)
        assert not isinstance(decision, Refused), "any team may have a request"
        if decision and state.assignee is not None and not _still_sees(state.assignee, team):
            return [e.Assigned(to=None), *decision]
        return decision

    return change(ticket, decided, at=at, by=Actor("staff", by.pk))


def _still_sees(staff: int, team: str) -> bool:
    return sees(Staff.objects.get(pk=staff), team)
