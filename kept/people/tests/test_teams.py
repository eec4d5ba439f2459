"""Teams: made, renamed, retired, and who belongs to them; what each person then knows."""

from __future__ import annotations

import pytest

from kept.conftest import NOW
from kept.core.decide import Refused
from kept.core.events import DESK, Actor
from kept.people import teams
from kept.people.models import KnownTeam, Staff, Team
from kept.people.teams import Settings
from kept.record import audit

pytestmark = pytest.mark.django_db


def made(name: str, *members: Staff, private: bool = False, hands_out: str = "") -> Team:
    """A team of these people."""
    team = teams.make(name, by=DESK, at=NOW)
    assert isinstance(team, Team), str(team)
    said = Settings(name, [one.pk for one in members], private, hands_out)
    assert teams.settle(team.pk, said, by=DESK, at=NOW) is None
    for one in members:
        one.refresh_from_db()
    team.refresh_from_db()
    return team


def knows(staff: Staff) -> tuple[KnownTeam, ...]:
    return Staff.objects.get(pk=staff.pk).known_teams


def test_everybody_knows_the_teams_as_they_stand_to_them(agent: Staff, lead: Staff) -> None:
    made("Night shift", agent)
    people = made("People", lead, private=True)
    night = KnownTeam("night_shift", "Night shift", is_member=True)
    assert knows(agent) == (night, KnownTeam("people", "People", is_hidden=True))
    assert Staff.objects.get(pk=agent.pk).hidden_teams == ("people",)
    said = Settings("Staff matters", [agent.pk, 999], private=True)
    assert teams.settle(people.pk, said, by=Actor("staff", lead.pk), at=NOW) is None
    assert knows(agent) == (night, KnownTeam("people", "Staff matters", is_member=True))
    assert Staff.objects.get(pk=agent.pk).hidden_teams == ()
    assert Staff.objects.get(pk=lead.pk).hidden_teams == ()  # of it or not: a lead sees all
    assert list(teams.differences()) == []


def test_who_comes_later_knows_them_from_the_first_moment(lead: Staff) -> None:
    made("People", lead, private=True)
    new = Staff.objects.create_user("new@kept.example", "correct horse", name="New")
    assert new.hidden_teams == ("people",)
    assert Staff.objects.get(pk=new.pk).hidden_teams == ("people",)
    assert list(teams.differences()) == []


def test_a_row_that_does_not_agree_is_told(agent: Staff) -> None:
    made("People", private=True)
    Staff.objects.filter(pk=agent.pk).update(told_teams=[])
    assert list(teams.differences()) == [
        f"Person {agent.pk}: what they know of the teams is not how these are."
    ]


def test_what_is_retired_stays_known_and_comes_back(agent: Staff) -> None:
    night = made("Night", agent)
    teams.retire(night.pk, by=DESK, at=NOW)
    teams.retire(night.pk, by=DESK, at=NOW)
    assert knows(agent) == (KnownTeam("night", "Night", is_member=True, is_retired=True),)
    teams.bring_back(night.pk, by=DESK, at=NOW)
    assert knows(agent) == (KnownTeam("night", "Night", is_member=True),)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Night shift", "night_shift"),
        ("Équipe de nuit", "equipe_de_nuit"),
        ("  R & D  ", "r_d"),
        ("24/7", "team_24_7"),
        ("夜", "team"),
        ("Nobody", "nobody_2"),
        ("x" * 80, "x" * 40),
    ],
)
def test_a_key_is_made_of_the_name(db: None, name: str, key: str) -> None:
    assert made(name).key == key


def test_a_key_is_nobody_elses_and_stays(db: None) -> None:
    first, second = made("Night"), made("Night!")
    assert (first.key, second.key) == ("night", "night_2")
    teams.settle(first.pk, Settings("Day"), by=DESK, at=NOW)
    assert (Team.objects.get(pk=first.pk).name, made("Night").key) == ("Day", "night_3")


@pytest.mark.parametrize("name", ["", "   ", "night", "NIGHT ", "x" * 81])
def test_a_name_that_says_nothing_or_is_taken_is_refused(db: None, name: str) -> None:
    made("Night")
    assert isinstance(teams.make(name, by=DESK, at=NOW), Refused)
    other = made("Day")
    assert isinstance(teams.settle(other.pk, Settings(name), by=DESK, at=NOW), Refused)
    assert Team.objects.count() == 2


def test_all_of_it_is_written_down_once(agent: Staff, lead: Staff) -> None:
    by = Actor("staff", lead.pk)
    team = teams.make("Night", by=by, at=NOW)
    assert isinstance(team, Team)
    for _again in range(2):
        said = Settings("Late", [agent.pk], private=True, hands_out="turn")
        teams.settle(team.pk, said, by=by, at=NOW)
    teams.settle(team.pk, Settings("Late"), by=by, at=NOW)
    teams.retire(team.pk, by=by, at=NOW)
    told = [(row.what, row.about, row.facts) for row in reversed(audit.entries())]
    it, they = {"team": team.pk}, f"staff:{agent.pk}"
    assert told == [
        ("team_made", "", it),
        ("team_renamed", "", it),
        ("team_made_private", "", it),
        ("team_hands_out", "", it | {"way": "turn"}),
        ("team_joined", they, it),
        ("team_made_open", "", it),
        ("team_hands_out", "", it | {"way": "nobody"}),
        ("team_left", they, it),
        ("team_retired", "", it),
    ]
    assert {row.by for row in audit.entries()} == {str(by)}
