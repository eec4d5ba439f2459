"""`kept explain TICKET` says why, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from kept.conftest import NOW
from kept.core.policy.tongues import TONGUES
from kept.people.models import Staff
from kept.site import explaining
from kept.site.prepare import NotReadyError
from kept.tickets import actions


@pytest.mark.django_db
def test_a_ticket_is_explained(ask: Callable[..., int], agent: Staff) -> None:
    ticket = ask()
    actions.assign(ticket, agent, by=agent, at=NOW)
    found = explaining.explanations(ticket, "en")
    told = "\n".join(explaining.told(found)).replace("\u00a0", " ")
    assert "2026-01-09 18:00:00Z  First reply: due Monday 12 January 11:00." in told
    assert "§5 How to ask, and when you hear (1): As a rule you have an answer by" in told
    assert "= received Friday 18:00; closed at 19:00; closed for the weekend" in told
    assert "Inès Haddad took it." in told


@pytest.mark.django_db
def test_on_another_clock_in_french_as_json(ask: Callable[..., int]) -> None:
    found = explaining.explanations(ask(), "fr", "Europe/Paris")
    due = next(one for one in json.loads(explaining.as_json(found)) if one["decision"] == "due")
    assert due["at"] == "2026-01-09T18:00:00Z"
    assert due["cited"]["clause"] == "5"
    assert due["steps"][0].startswith("reçue vendredi à 19")


@pytest.mark.django_db
def test_in_every_language_that_a_policy_can_have(ask: Callable[..., int]) -> None:
    ticket = ask()
    told = {code: [*explaining.told(explaining.explanations(ticket, code))] for code in TONGUES}
    assert len({" ".join(lines) for lines in told.values()}) == len(TONGUES)
    with pytest.raises(NotReadyError, match="it speaks de, en, fr"):
        explaining.explanations(ticket, "tlh")


@pytest.mark.django_db
def test_what_there_is_not_is_said(ask: Callable[..., int]) -> None:
    ticket = ask()
    with pytest.raises(NotReadyError, match=f"There is no ticket {ticket + 1}."):
        explaining.explanations(ticket + 1, "en")
    with pytest.raises(NotReadyError, match="There is no time zone called 'Moon'"):
        explaining.explanations(ticket, "en", "Moon")
