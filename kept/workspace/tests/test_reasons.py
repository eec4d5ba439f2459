"""Why? is answered for every decision on a ticket, on a page of the team's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from kept.conftest import NOW
from kept.people.models import Customer, Staff
from kept.tickets import actions

Ask = Callable[..., int]
Text = Callable[[object], str]


def test_each_decision_is_told_with_its_clause(
    at_desk: Client, agent: Staff, ask: Ask, text: Text
) -> None:
    number = ask()
    actions.classify(number, "bug", "product", by=agent, at=NOW)
    html = text(at_desk.get(f"/desk/tickets/{number}/why")).replace("\u00a0", " ")
    assert "First reply: due Monday 12 January 11:00." in html
    assert "As a rule you have an answer by the end of the first hour" in html
    assert "closed for the weekend" in html
    assert "Inès Haddad sorted it" in html
    assert "<dt>calendar</dt><dd>opening hours</dd>" in html
    assert 'href="/policy?version=1#c5"' in html


def test_what_happened_leads_to_its_reason(
    at_desk: Client, agent: Staff, customer: Customer, ask: Ask, text: Text
) -> None:
    number = ask()
    actions.classify(number, "bug", "product", by=agent, at=NOW + timedelta(minutes=1))
    ticket = text(at_desk.get(f"/desk/tickets/{number}"))
    links = re.findall(rf'href="/desk/tickets/{number}/why(#e\d+)"', ticket)
    assert links
    reasons = text(at_desk.get(f"/desk/tickets/{number}/why"))
    for link in links:
        assert f'id="{link.removeprefix("#")}"' in reasons
    assert f'href="/desk/tickets/{number}/why"' in ticket


def test_it_is_told_in_french(at_desk: Client, agent: Staff, ask: Ask, text: Text) -> None:
    Staff.objects.filter(pk=agent.pk).update(language="fr", zone="Europe/Paris")
    html = text(at_desk.get(f"/desk/tickets/{ask()}/why")).replace("\u202f", " ")
    assert "échéance lundi 12 janvier à 12 h" in html
    assert "Pourquoi" in html
    assert "<dt>calendrier</dt><dd>horaires d’ouverture</dd>" in html
