"""The teams of the desk: who belongs to which, whose tickets are private, who is given them.

What a lead does here is written down in the transaction that makes it true. What each person
knows of the teams stands in their own row (`Staff.told_teams`), and is written anew with each
change: who must not see a ticket does not see it from that moment on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, TypeVar

from django.db import transaction
from django.utils.translation import gettext_noop as _

from kept.core.decide import Refused
from kept.core.events import Actor
from kept.core.filters.fields import NOBODY
from kept.core.finding import fold
from kept.people.models import KnownTeam, Staff, Team
from kept.record import audit
from kept.record.audit import What

Answer = TypeVar("Answer")

LONGEST_NAME: Final = 80
_LONGEST_KEY: Final = 40


@dataclass(frozen=True, slots=True)
class Settings:
    """What a lead says of a team. `members`: numbers of people."""

    name: str
    members: Collection[int] = ()
    private: bool = False
    hands_out: str = ""


def make(name: str, *, by: Actor, at: datetime) -> Team | Refused:
    """A new team, of nobody yet. Its key is made of its name, and stays when that changes."""

    def made(teams: list[Team]) -> Team | Refused:
        if refused := _wrong_name(name, teams):
            return refused
        key = _key(name, {team.key for team in teams})
        team = Team.objects.create(key=key, name=_one_line(name))
        _note("team_made", team, by, at)
        return team

    return _changed(made)


def settle(number: int, said: Settings, *, by: Actor, at: datetime) -> Refused | None:
    """Make a team what `said` says. Raises Team.DoesNotExist."""

    def settled(teams: list[Team]) -> Refused | None:
        team = _of(number, teams)
        if refused := _wrong_name(said.name, [one for one in teams if one is not team]):
            return refused
        for what, facts in _news(team, said):
            _note(what, team, by, at, facts=facts)
        team.name, team.private = _one_line(said.name), said.private
        team.hands_out = Team.HandsOut(said.hands_out)
        team.save(update_fields=["name", "private", "hands_out"])
        _belong(team, set(said.members), by, at)
        return None

    return _changed(settled)


def retire(number: int, *, by: Actor, at: datetime) -> None:
    """The team gets nothing new; its tickets stay its own. Raises Team.DoesNotExist."""
    _changed(lambda teams: _rested(_of(number, teams), at, "team_retired", by, at))


def bring_back(number: int, *, by: Actor, at: datetime) -> None:
    """The team gets tickets again. Raises Team.DoesNotExist."""
    _changed(lambda teams: _rested(_of(number, teams), None, "team_brought_back", by, at))


def members(team: str) -> list[int]:
    """The numbers of who belongs to the team of that key and can sign in."""
    able = Staff.objects.filter(teams__key=team, is_active=True)
    return list(able.order_by("pk").values_list("pk", flat=True))


def differences() -> Iterator[str]:
    """A sentence for each person whose row does not say what the teams do; none is good."""
    teams = _all()
    for staff in Staff.objects.order_by("pk"):
        if staff.known_teams != tuple(_seen(teams, staff.pk)):
            yield f"Person {staff.pk}: what they know of the teams is not how these are."


def _changed(change: Callable[[list[Team]], Answer]) -> Answer:
    """Change teams while nobody else does, and while nobody new comes; then tell everybody."""
    with transaction.atomic():
        list(Team.objects.select_for_update().order_by("name", "pk").values_list("pk"))
        answer = change(_all())
        teams = _all()
        for staff in Staff.objects.select_for_update().order_by("pk"):
            seen = tuple(_seen(teams, staff.pk))
            if staff.known_teams != seen:
                Staff.objects.filter(pk=staff.pk).update(told_teams=seen)
        return answer


def _all() -> list[Team]:
    return list(Team.objects.order_by("name", "pk").prefetch_related("members"))


def _seen(teams: Iterable[Team], person: int) -> Iterator[KnownTeam]:
    for team in teams:
        yield team.as_seen(member=any(one.pk == person for one in team.members.all()))


def _of(number: int, teams: list[Team]) -> Team:
    for team in teams:
        if team.pk == number:
            return team
    raise Team.DoesNotExist(f"There is no team {number}.")


def _rested(team: Team, since: datetime | None, what: What, by: Actor, at: datetime) -> bool:
    """Whether that is new: it is written down once."""
    if (team.retired_at is None) == (since is None):
        return False
    team.retired_at = since
    team.save(update_fields=["retired_at"])
    _note(what, team, by, at)
    return True


def _news(team: Team, said: Settings) -> Iterator[tuple[What, dict[str, str]]]:
    if team.name != _one_line(said.name):
        yield "team_renamed", {}
    if team.private != said.private:
        yield ("team_made_private" if said.private else "team_made_open"), {}
    if team.hands_out != said.hands_out:
        yield "team_hands_out", {"way": said.hands_out or "nobody"}


def _belong(team: Team, wanted: set[int], by: Actor, at: datetime) -> None:
    """Exactly these people belong to it. Who is not there is left out."""
    now = set(team.members.values_list("pk", flat=True))
    known = set(Staff.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    team.members.set(known)
    for person in sorted(known - now):
        _note("team_joined", team, by, at, about=Actor("staff", person))
    for person in sorted(now - known):
        _note("team_left", team, by, at, about=Actor("staff", person))


def _note(
    what: What,
    team: Team,
    by: Actor,
    at: datetime,
    *,
    about: Actor | None = None,
    facts: Mapping[str, str] = MappingProxyType({}),
) -> None:
    told: dict[str, Any] = {"team": team.pk, **facts}
    audit.note(what, by=by, about=about, at=at, **told)


def _wrong_name(name: str, others: Iterable[Team]) -> Refused | None:
    said = _one_line(name)
    if not said or len(said) > LONGEST_NAME:
        return Refused("no_name", _("Give the team a name of at most 80 letters."))
    if any(fold(other.name) == fold(said) for other in others):
        return Refused("same_name", _("There is a team of that name already."))
    return None


def _one_line(name: str) -> str:
    return " ".join(name.split())


def _key(name: str, taken: Collection[str]) -> str:
    """'night_shift' of 'Night shift': what the policy can write, and no other team has."""
    words = re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")
    stem = words if words[:1].isalpha() else f"team_{words}".rstrip("_")
    taken = {*taken, NOBODY}
    tries = (stem, *(f"{stem[: _LONGEST_KEY - 4]}_{n}" for n in range(2, 1000)))
    return next(key for one in tries if (key := one[:_LONGEST_KEY].rstrip("_")) not in taken)
