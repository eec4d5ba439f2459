"""What the tickets of this desk may be filtered by."""

from __future__ import annotations

from kept.core.filters import Desk
from kept.people.models import Staff
from kept.record import policy
from kept.record.questions import Columns, question
from kept.tickets import tags


def desk(staff: Staff) -> Desk:
    """As the policy in force says, the people of the team, and its teams as `staff` knows them."""
    rules = policy.in_force().policy
    return Desk(
        people=tuple(dict.fromkeys(name for (name,) in _names())),
        teams=tuple(team.key for team in staff.known_teams),
        tags=tuple(dict.fromkeys(name for _number, name in tags.offered())),
        kinds=tuple(rules.kinds),
        products=tuple(rules.products),
        plans=tuple(rules.plans),
        priorities=tuple(rules.priorities),
        languages=tuple(rules.languages),
    )


@question
def _names() -> Columns:
    return Staff.objects.order_by("name").values_list("name")
