"""Roles: who gives them, and that somebody always leads."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kept.conftest import NOW
from kept.core.decide import Refused
from kept.people import second_step, team
from kept.people.models import Staff
from kept.record.models import AuditEntry

Role = Staff.Role


@pytest.fixture
def join(db: None) -> Callable[..., Staff]:
    def join(role: str, **more: object) -> Staff:
        number = Staff.objects.count()
        return Staff.objects.create_user(
            f"p{number}@kept.example", "correct horse", name=f"P{number}", role=role, **more
        )

    return join


def _code(refused: Refused | None) -> str:
    return refused.code if refused else ""


@pytest.mark.parametrize(
    ("by", "of", "to", "code"),
    [
        (Role.LEAD, Role.PRODUCT, Role.AGENT, ""),
        (Role.LEAD, Role.AGENT, Role.LEAD, ""),
        (Role.LEAD, Role.LEAD, Role.AGENT, ""),
        (Role.LEAD, Role.AGENT, Role.ADMIN, "not_yours"),
        (Role.LEAD, Role.ADMIN, Role.AGENT, "not_yours"),
        (Role.ADMIN, Role.AGENT, Role.ADMIN, ""),
        (Role.ADMIN, Role.ADMIN, Role.LEAD, ""),
        (Role.LEAD, Role.AGENT, Role.AGENT, ""),
    ],
)
def test_who_gives_which_role(
    join: Callable[..., Staff], by: str, of: str, to: str, code: str
) -> None:
    join(Role.ADMIN)
    who, whom = join(by), join(of)
    assert _code(team.change_role(whom.pk, to, by=who, at=NOW)) == code
    whom.refresh_from_db()
    assert whom.role == (of if code else to)
    assert AuditEntry.objects.count() == (0 if code or of == to else 1)


def test_where_there_is_no_admin_a_lead_makes_the_first(join: Callable[..., Staff]) -> None:
    lead, agent = join(Role.LEAD), join(Role.AGENT)
    join(Role.ADMIN, is_active=False)
    assert Role.ADMIN in team.roles_to_give(lead)
    assert team.change_role(agent.pk, Role.ADMIN, by=lead, at=NOW) is None
    assert Role.ADMIN not in team.roles_to_give(lead)


@pytest.mark.parametrize("role", [Role.LEAD, Role.ADMIN])
def test_somebody_always_leads(join: Callable[..., Staff], role: str) -> None:
    last = join(role)
    join(Role.LEAD, is_active=False)
    assert _code(team.change_role(last.pk, Role.AGENT, by=last, at=NOW)) == "nobody_left"
    assert _code(team.switch_off(last.pk, by=last, at=NOW)) == "not_yourself"
    last.refresh_from_db()
    assert (last.role, last.is_active) == (role, True)


def test_of_two_who_switch_each_other_off_one_stays(join: Callable[..., Staff]) -> None:
    one, other = join(Role.LEAD), join(Role.LEAD)
    assert team.switch_off(other.pk, by=one, at=NOW) is None
    assert _code(team.switch_off(one.pk, by=other, at=NOW)) == "nobody_left"


def test_who_was_switched_off_comes_back_as_they_were(join: Callable[..., Staff]) -> None:
    lead, agent = join(Role.LEAD), join(Role.AGENT)
    team.switch_off(agent.pk, by=lead, at=NOW)
    team.bring_back(agent.pk, by=lead, at=NOW)
    team.bring_back(agent.pk, by=lead, at=NOW)
    agent.refresh_from_db()
    assert agent.is_active
    assert agent.check_password("correct horse")
    told = AuditEntry.objects.order_by("id").values_list("what", "by", "about")
    by, about = f"staff:{lead.pk}", f"staff:{agent.pk}"
    assert list(told) == [("switched_off", by, about), ("brought_back", by, about)]


def test_who_is_given_rights_that_need_a_second_step_sets_it_up_first(
    join: Callable[..., Staff],
) -> None:
    lead, agent = join(Role.LEAD), join(Role.AGENT)
    second_step.require("leading", by=lead, at=NOW)
    agent.devices.create(session="theirs", since=NOW, seen_at=NOW)
    team.change_role(agent.pk, Role.LEAD, by=lead, at=NOW)
    assert not agent.devices.exists()


@pytest.mark.parametrize("role", [Role.PRODUCT, Role.BUSINESS])
def test_a_role_that_means_nothing_yet_is_given_to_nobody(
    join: Callable[..., Staff], role: str
) -> None:
    lead, agent = join(Role.LEAD), join(Role.AGENT)
    assert role not in (*team.roles_to_give(lead), *team.roles_by_mail())
    with pytest.raises(ValueError):
        team.change_role(agent.pk, role, by=lead, at=NOW)
