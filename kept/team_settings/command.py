"""`kept team`: the same verbs and refusals as on the screens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone

from kept.core.decide import Refused
from kept.core.events import DESK
from kept.people import teams
from kept.people.models import Staff, Team
from kept.team_settings import parting


class CannotError(ValueError):
    """What was asked cannot be done; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line says of a team. None: that stays. `members`: their addresses."""

    name: str | None = None
    members: Sequence[str] | None = None
    hands_out: str | None = None
    private: bool | None = None


def listed() -> Iterator[str]:
    """One line for each team: its key, its name, its members, how its tickets find somebody."""
    for row in Team.objects.order_by("name", "pk").prefetch_related("members"):
        marks = ["private"] if row.private else []
        marks += ["retired"] if row.retired_at else []
        members = " ".join(sorted(one.email for one in row.members.all())) or "nobody"
        yield "\t".join((row.key, row.name, members, row.hands_out or "nobody", *marks))


def add(name: str) -> str:
    """A new team; its key. Raises CannotError."""
    made = teams.make(name, by=DESK, at=timezone.now())
    if isinstance(made, Refused):
        raise CannotError(str(made))
    return made.key


def settle(key: str, said: Wanted) -> None:
    """Change what the command line names. Raises CannotError."""
    row = _found(key)
    now = list(row.members.values_list("pk", flat=True))
    refused = teams.settle(
        row.pk,
        teams.Settings(
            name=row.name if said.name is None else said.name,
            members=now if said.members is None else [_person(one) for one in said.members],
            private=row.private if said.private is None else said.private,
            hands_out=row.hands_out if said.hands_out is None else said.hands_out,
        ),
        by=DESK,
        at=timezone.now(),
    )
    if refused:
        raise CannotError(str(refused))


def retire(key: str) -> None:
    """Raises CannotError."""
    if refused := parting.retire(_found(key), by=DESK, at=timezone.now()):
        raise CannotError(str(refused))


def bring_back(key: str) -> None:
    """Raises CannotError."""
    teams.bring_back(_found(key).pk, by=DESK, at=timezone.now())


def _found(key: str) -> Team:
    row = Team.objects.filter(key=key).first()
    if row is None:
        raise CannotError(f"There is no team {key}. See `kept team list`.")
    return row


def _person(email: str) -> int:
    number = Staff.objects.filter(email=email.strip().lower()).values_list("pk", flat=True).first()
    if number is None:
        raise CannotError(f"Nobody of the team has the address {email}.")
    return number
