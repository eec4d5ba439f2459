"""Leads make teams, say who belongs to them, and retire them: on the pages and by the command."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from kept.cli import main
from kept.conftest import NOW
from kept.core.promises.tests.desks import files
from kept.mailboxes.models import Mailbox
from kept.people.models import Staff, Team
from kept.people.tests.test_teams import made
from kept.record import policy
from kept.tickets import actions

Browser = Callable[..., Client]
pytestmark = pytest.mark.django_db

BY_TEAM = """
[promise.night]
kind = "first_reply"
clause = 1
owed = "2 hours"
when = { team = "night" }
calendar = "always"

[promise.first_reply]
clause = 1
owed = "4 business hours"
"""


def text(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def test_a_lead_makes_a_team_and_says_who_belongs_to_it(
    browser: Browser, agent: Staff, lead: Staff, edition: object
) -> None:
    client = browser("lead")
    assert "There are none yet" in text(client, "teams")
    answered = client.post(reverse("teams"), {"name": "Night shift"})
    team = Team.objects.get()
    assert answered.headers["Location"] == reverse("teams-one", args=[team.pk])
    said = {"name": "Late shift", "members": [agent.pk], "hands_out": "fewest", "private": "on"}
    client.post(reverse("teams-one", args=[team.pk]), said)
    team.refresh_from_db()
    assert (team.key, team.name, team.private) == ("night_shift", "Late shift", True)
    assert (team.hands_out, list(team.members.all())) == ("fewest", [agent])
    page = text(client, "teams")
    for words in ("Late shift", agent.name, "private", "who has the fewest open"):
        assert words in page
    told = text(client, "audit")
    for words in (f"took {agent.name} into the team Late shift", "made the tickets of the team"):
        assert words in told


@pytest.mark.parametrize("name", ["", "night", "x" * 90])
def test_a_name_that_cannot_be_is_told_beside_the_field(
    browser: Browser, lead: Staff, edition: object, name: str
) -> None:
    team, client = made("Night"), browser("lead")
    made("Day")
    day = reverse("teams-one", args=[Team.objects.get(key="day").pk])
    for path in (reverse("teams"), day):
        answered = client.post(path, {"name": name, "hands_out": ""})
        assert answered.status_code == 422
        assert 'class="wrong"' in answered.content.decode()
    assert Team.objects.count() == 2
    assert team.name == "Night"


def test_nobody_retires_a_team_that_an_address_gives_its_requests(
    browser: Browser, lead: Staff, edition: object
) -> None:
    team, client = made("Night"), browser("lead")
    box = Mailbox.objects.create(address="night@shop.example", team="night")
    answered = client.post(reverse("teams-retire", args=[team.pk]), follow=True)
    assert "What comes to night@shop.example" in answered.content.decode()
    box.team = ""
    box.save()
    client.post(reverse("teams-retire", args=[team.pk]))
    assert "retired" in text(client, "teams")
    client.post(reverse("teams-back", args=[team.pk]))
    team.refresh_from_db()
    assert team.retired_at is None


def test_a_team_of_the_policy_that_is_not_there_is_told(browser: Browser, lead: Staff) -> None:
    policy.publish(files(BY_TEAM), at=NOW)
    client = browser("lead")
    assert "The policy in force speaks of night" in text(client, "teams")
    team = made("Night")
    assert "The policy in force speaks of" not in text(client, "teams")
    assert "the policy speaks of it" in text(client, "teams-one", team.pk)


def test_an_agent_gives_a_ticket_to_a_team_on_its_page(
    browser: Browser, agent: Staff, ask: Callable[..., int]
) -> None:
    number, client = ask(), browser("agent")
    assert 'id="say-team"' not in text(client, "ticket", number)
    made("Night", agent)
    page = text(client, "ticket", number)
    assert 'id="say-team" name="value" data-key="d"' in page
    client.post(reverse("say-fact", args=[number]), {"fact": "team", "value": "night"})
    page = text(client, "ticket", number)
    assert '<option value="night" selected>Night</option>' in page
    assert "gave it to the team Night" in page
    assert '<span class="team">Night</span>' in text(client, "inbox")
    refused = client.post(reverse("say-fact", args=[number]), {"fact": "team", "value": "day"})
    assert "There is no team day" in refused.content.decode()
    with translation.override("fr"):
        assert translation.gettext("There is no team %(team)s.") != "There is no team %(team)s."


def test_who_got_it_and_why_is_said_quietly(
    browser: Browser, agent: Staff, ask: Callable[..., int], lead: Staff
) -> None:
    made("Night", agent, hands_out="fewest")
    lead.refresh_from_db()
    Staff.objects.filter(pk=agent.pk).update(seen_at=NOW)
    number = ask()
    actions.set_team(number, "night", by=lead, at=NOW)
    assert actions.hand_out(number, Team.objects.get().pk, at=NOW)
    words = "nobody of the team Night who was here had fewer than 0 open tickets"
    assert f"{agent.name} got it: {words}" in text(browser("agent"), "ticket", number)
    assert "had the fewest tickets open" in text(browser("agent"), "reasons", number)


def test_who_needs_a_break_is_given_none(browser: Browser, agent: Staff, edition: object) -> None:
    client = browser("agent")
    assert "Turns" not in text(client, "profile")
    made("Night", agent, hands_out="turn")
    assert "You belong to Night." in text(client, "profile")
    for take, takes in (("no", False), ("yes", True)):
        client.post(reverse("teams-turns"), {"take": take})
        agent.refresh_from_db()
        assert agent.takes_turns is takes


def test_the_command_does_the_same(
    agent: Staff, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("kept.cli.teams.desk_ready", lambda: None)
    assert main(["team", "add", "Night shift"]) == 0
    assert main(["team", "add", "night SHIFT"]) == 1
    said = ["team", "set", "night_shift", "--members", agent.email, "--hands-out", "turn"]
    assert main([*said, "--private", "yes"]) == 0
    assert main(["team", "set", "night_shift", "--name", "Late"]) == 0
    assert main(["team", "set", "night_shift", "--members", "x@kept.example"]) == 1
    assert main(["team", "set", "day"]) == 1
    assert main(["team", "retire", "night_shift"]) == 0
    assert main(["team", "list"]) == 0
    told = capsys.readouterr()
    assert told.out.splitlines() == [
        "night_shift",
        f"night_shift\tLate\t{agent.email}\tturn\tprivate\tretired",
    ]
    assert told.err.splitlines() == [
        "There is a team of that name already.",
        "Nobody of the team has the address x@kept.example.",
        "There is no team day. See `kept team list`.",
    ]
    assert main(["team", "back", "night_shift"]) == 0
    assert Team.objects.get().retired_at is None
