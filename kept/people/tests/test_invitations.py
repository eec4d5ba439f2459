"""A link into the team: for whom, until when, and once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kept.conftest import NOW
from kept.core.decide import Refused
from kept.people import invitations
from kept.people.models import Invitation, Staff

SECOND = timedelta(seconds=1)
ANSWERS = {"name": "Zoé", "password": "long and good", "language": "fr", "zone": "Europe/Paris"}


def _invite(lead: Staff, role: str = "lead") -> str:
    made = invitations.invite("Zoe@Kept.example", role, "fr", by=lead, at=NOW)
    assert not isinstance(made, Refused)
    return made[1].rpartition("/")[2]


def test_a_link_lets_in_once_as_what_was_said(lead: Staff) -> None:
    token = _invite(lead)
    new = invitations.accept(token, **ANSWERS, at=NOW)
    assert new is not None
    assert (new.email, new.role, new.language) == ("zoe@kept.example", "lead", "fr")
    assert invitations.accept(token, **ANSWERS, at=NOW) is None


def test_who_came_another_way_does_not_come_twice(lead: Staff) -> None:
    token = _invite(lead)
    Staff.objects.create_user("zoe@kept.example", "long and good", name="Zoé")
    assert invitations.accept(token, **ANSWERS, at=NOW) is None


@pytest.mark.parametrize(("after", "works"), [(0 * SECOND, True), (SECOND, False)])
def test_a_link_ends_after_two_days(lead: Staff, after: timedelta, works: bool) -> None:
    at = NOW + timedelta(hours=48) + after
    assert (invitations.opened(_invite(lead), at=at) is not None) is works


def test_the_record_does_not_hold_the_link(lead: Staff) -> None:
    token = _invite(lead)
    assert token not in str(list(Invitation.objects.values()))


def test_a_new_link_ends_the_one_before(lead: Staff) -> None:
    before, after = _invite(lead), _invite(lead, "agent")
    assert invitations.opened(before, at=NOW) is None
    opened = invitations.opened(after, at=NOW)
    assert opened is not None
    assert opened.role == "agent"


def test_a_withdrawn_link_opens_nothing(lead: Staff) -> None:
    token = _invite(lead)
    number = Invitation.objects.get().pk
    assert invitations.withdraw(number, by=lead, at=NOW)
    assert not invitations.withdraw(number, by=lead, at=NOW)
    assert invitations.opened(token, at=NOW) is None


@pytest.mark.parametrize("left", [{"is_active": False}, {"role": "agent"}])
def test_who_may_not_invite_any_more_lets_nobody_in(lead: Staff, left: dict[str, object]) -> None:
    token = _invite(lead)
    Staff.objects.filter(pk=lead.pk).update(**left)
    assert invitations.opened(token, at=NOW) is None


def test_nobody_is_invited_twice_or_as_an_admin(lead: Staff, agent: Staff) -> None:
    made = invitations.invite(agent.email.upper(), "lead", "en", by=lead, at=NOW)
    assert made == invitations.ALREADY_HERE
    with pytest.raises(ValueError, match="as an admin"):
        _invite(lead, "admin")
