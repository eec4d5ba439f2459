"""A team in words: who belongs to it, how its tickets find somebody, what speaks of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import Count
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy

from kept.mailboxes.directory import directory
from kept.people.models import Staff, Team
from kept.record import policy
from kept.tickets import access

_HANDS_OUT: Final[dict[str, Lazy]] = {
    Team.HandsOut.NOBODY: gettext_lazy("somebody takes its tickets"),
    Team.HandsOut.TURN: gettext_lazy("its tickets go round"),
    Team.HandsOut.FEWEST: gettext_lazy("its tickets go to who has the fewest open"),
}
_OPEN: Final = ("open", "waiting")


@dataclass(frozen=True, slots=True)
class Shown:
    """`open_tickets`: how many of its tickets are not settled; `addresses`: those of ours whose
    requests are its work; `in_policy`: the policy in force speaks of it."""

    row: Team
    members: tuple[str, ...]
    hands_out: Lazy
    open_tickets: int
    addresses: tuple[str, ...]
    in_policy: bool


def teams(reader: Staff) -> list[Shown]:
    """Every team, those that get tickets first, by name."""
    rows = Team.objects.order_by("name", "pk").prefetch_related("members")
    held = access.tickets(reader).filter(status__in=_OPEN, team__isnull=False).order_by()
    numbers = dict(held.values_list("team").annotate(Count("pk")))
    told = _told()
    found = [_shown(row, numbers.get(row.key, 0), told) for row in rows]
    return sorted(found, key=lambda one: one.row.retired_at is not None)


def team(row: Team, reader: Staff) -> Shown:
    """One of them."""
    held = access.tickets(reader).filter(status__in=_OPEN, team=row.key)
    return _shown(row, held.count(), _told())


def undeclared() -> list[str]:
    """The keys that the policy in force speaks of, and no team has: what it says of them can never
    hold."""
    missing = _told() - set(Team.objects.values_list("key", flat=True))
    return sorted(missing)


def given_by(key: str) -> Iterator[str]:
    """The addresses of ours whose requests are the work of the team of that key."""
    known = directory()
    return (address for address in sorted(known.own) if known.team([address]) == key)


def _shown(row: Team, open_tickets: int, told: frozenset[str]) -> Shown:
    names = sorted(one.name for one in row.members.all() if one.is_active)
    hands_out = _HANDS_OUT[row.hands_out]
    addresses = tuple(given_by(row.key))
    return Shown(row, tuple(names), hands_out, open_tickets, addresses, row.key in told)


def _told() -> frozenset[str]:
    """The teams that the policy in force speaks of."""
    try:
        return frozenset(policy.in_force().policy.teams)
    except policy.NothingPublishedError:
        return frozenset()
