"""Which tickets wait for somebody of their team, and giving them out: the oldest need first."""

from __future__ import annotations

from datetime import datetime

from kept.people.models import Team
from kept.record.questions import Columns, Given, question
from kept.tickets.actions.hand_out import hand_out, present
from kept.tickets.models import Ticket

#: Tickets of one team that are handed out before the worker looks at something else.
BATCH = 50


def hand_out_all(at: datetime) -> int:
    """Give every ticket that waits for one of its team to who is there; how many found somebody.
    One small question where no team hands out tickets."""
    handed = 0
    for team, key in _handing():
        if not present(at).filter(teams=team).exists():
            continue
        for (ticket,) in _waiting(key):
            if not hand_out(ticket, team, at=at):
                break
            handed += 1
    return handed


@question
def _handing() -> Columns:
    """The teams whose tickets the desk gives to their members."""
    teams = Team.objects.exclude(hands_out="").filter(retired_at=None)
    return teams.order_by("pk").values_list("pk", "key")


@question
def _waiting(team: Given) -> Columns:
    waits = Ticket.objects.filter(to_hand_out=True, team=team)
    return waits.order_by("rank", "matters_at", "id").values_list("pk")[:BATCH]
