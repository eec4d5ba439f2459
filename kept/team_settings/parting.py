"""A team that gets nothing new any more."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_noop as _

from kept.core.decide import Refused
from kept.core.events import Actor
from kept.people import teams
from kept.people.models import Team
from kept.team_settings.shown import given_by


def retire(team: Team, *, by: Actor, at: datetime) -> Refused | None:
    """Retire a team. Refused while an address of ours gives it its requests: they would be
    everybody's from one moment to the next."""
    if address := next(given_by(team.key), None):
        reason = _(
            "What comes to %(address)s is the work of this team: first say there whose it is."
        )
        return Refused("gets_requests", reason, {"address": address})
    teams.retire(team.pk, by=by, at=at)
    return None
