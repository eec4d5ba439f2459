"""Leads say who belongs to the team; nobody else finds these pages."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes, policy

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from kept.people.models import Invitation, Staff
from kept.record.models import AuditEntry, OutgoingMail
from kept.tickets import actions
from kept.tickets.models import Ticket

Browser = Callable[..., Client]
READ = {"team": False, "teammate": True, "invite": False, "audit": False}
ACTS: dict[str, dict[str, str]] = {
    "teammate-role": {"role": "agent"},
    "teammate-off": {"to": ""},
    "teammate-back": {},
    "teammate-hand-over": {"to": ""},
}
OF_INVITATIONS = ("invitation-again", "invitation-withdraw")


@pytest.fixture(autouse=True)
def forgotten() -> None:
    cache.clear()


@pytest.fixture
def invitation(lead: Staff) -> Invitation:
    return Invitation.objects.create(
        email="zoe@kept.example", role="agent", language="fr", by=lead, digest="x",
        sent_at="2026-01-01T00:00Z",
    )  # fmt: skip


@pytest.mark.parametrize("name", [*READ, *ACTS, *OF_INVITATIONS])
def test_only_who_leads_finds_these_pages(
    browser: Browser, agent: Staff, lead: Staff, invitation: Invitation, edition: object, name: str
) -> None:
    args = [agent.pk] if name in ACTS or READ.get(name) else []
    args = [invitation.pk] if name in OF_INVITATIONS else args
    method = "get" if name in READ else "post"

    def status(who: str) -> int:
        asked = getattr(browser(who), method)(reverse(name, args=args), ACTS.get(name, {}))
        return int(asked.status_code)

    assert [status(who) for who in ("customer", "stranger", "agent")] == [302, 302, 404]
    assert not AuditEntry.objects.exists()
    Staff.objects.filter(pk=lead.pk).update(role="admin")
    assert status("lead") == (200 if name in READ else 302)


@pytest.mark.parametrize(("language", "words"), [("en", "last here:"), ("fr", "dernière visite")])
def test_the_team_is_listed(browser: Browser, lead: Staff, language: str, words: str) -> None:
    Staff.objects.filter(pk=lead.pk).update(language=language)
    said = browser("lead").get(reverse("team")).content.decode()
    assert words in said
    assert "Inès Haddad" in said
    assert "ines@kept.example" in said


def test_a_role_is_changed_and_written_down(browser: Browser, agent: Staff) -> None:
    client = browser("lead")
    theirs, url = browser("agent"), reverse("teammate-role", args=[agent.pk])
    client.post(url, {"role": "lead"})
    assert theirs.get(reverse("team")).status_code == 200, "a right counts at once"
    client.post(url, {"role": "agent"})
    assert theirs.get(reverse("team")).status_code == 404, "and ends at once"
    said = client.get(reverse("audit"), {"kind": "people"}).content.decode()
    assert "Piotr Zieliński made Inès Haddad “Lead” instead of “Agent”" in said
    assert [client.post(url, {"role": role}).status_code for role in ("king", "product")] == [
        404,
        404,
    ]


@pytest.mark.parametrize("to_lead", [True, False])
def test_who_is_switched_off_is_outside_and_their_tickets_are_given_on(
    browser: Browser, agent: Staff, lead: Staff, ask: Callable[..., int], to_lead: bool
) -> None:
    mine, settled = ask(), ask()
    for number in (mine, settled):
        actions.assign(number, agent, by=agent, at=Ticket.objects.get(pk=number).opened_at)
    Ticket.objects.filter(pk=settled).update(status="closed")
    theirs, client = browser("agent"), browser("lead")
    assert theirs.get("/desk/").status_code == 200
    assert "1 open ticket" in client.get(reverse("teammate", args=[agent.pk])).content.decode()
    to = str(lead.pk) if to_lead else ""
    went = client.post(reverse("teammate-off", args=[agent.pk]), {"to": to}, follow=True)
    assert ("Piotr Zieliński answers for 1 ticket more." in went.content.decode()) is to_lead
    assert theirs.get("/desk/").status_code == 302
    assert Ticket.objects.get(pk=mine).assignee == (lead if to_lead else None)
    assert Ticket.objects.get(pk=settled).assignee == agent
    kinds = AuditEntry.objects.order_by("id").values_list("what", flat=True)
    assert list(kinds) == ["switched_off", "handed_over"]
    client.post(reverse("teammate-back", args=[agent.pk]))
    agent.refresh_from_db()
    assert agent.is_active


def test_tickets_go_to_nobody_who_is_away(browser: Browser, agent: Staff, lead: Staff) -> None:
    away = Staff.objects.create_user("a@kept.example", "x", name="Away", is_active=False)
    client = browser("lead")
    for to in (str(away.pk), str(agent.pk), "²", "9999"):
        answer = client.post(reverse("teammate-off", args=[agent.pk]), {"to": to})
        assert answer.status_code == 404
    agent.refresh_from_db()
    assert agent.is_active


def test_the_last_who_leads_stays_so(browser: Browser, lead: Staff) -> None:
    asked = browser("lead").post(
        reverse("teammate-role", args=[lead.pk]), {"role": "agent"}, follow=True
    )
    assert "Nobody would be left to lead the desk" in asked.content.decode()


def _read(mail: OutgoingMail) -> tuple[str, str]:
    """The subject, and the path of the link in the plain text."""
    raw = message_from_bytes(bytes(mail.raw or b""), policy=policy.default)
    text = raw.get_body(("plain",)).get_content()
    return str(raw["Subject"]), "/join/" + text.partition("/join/")[2].split()[0]


def test_somebody_is_invited_by_mail_and_comes(
    browser: Browser, lead: Staff, edition: object, client: Client
) -> None:
    asked = {"email": "Zoe@kept.example", "role": "lead", "language": "fr"}
    browser("lead").post(reverse("invite"), asked)
    mail = OutgoingMail.objects.get()
    assert mail.recipient == "zoe@kept.example"
    subject, link = _read(mail)
    assert subject.startswith("Rejoignez")
    assert 'lang="fr"' in client.get(link).content.decode()
    answers = {"name": "Zoé", "language": "en", "zone": "Europe/Paris", "password": "short"}
    assert client.post(link, answers).status_code == 422
    assert client.post(link, answers | {"zone": "Mars", "password": "x" * 12}).status_code == 422
    came = client.post(link, answers | {"password": "long and good"})
    assert came.headers["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200
    assert Staff.objects.get(email="zoe@kept.example").role == "lead"
    assert Client().get(link).status_code == 404
    told = AuditEntry.objects.order_by("id").values_list("what", flat=True)
    assert list(told) == ["invited", "joined", "signed_in"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"email": "nobody"}, "valid email"),
        ({"email": "ines@kept.example"}, "has this address already"),
        ({"role": "admin"}, "admin"),
    ],
)
def test_an_invitation_that_cannot_be_is_told(
    browser: Browser, typed: dict[str, str], sentence: str
) -> None:
    asked = {"email": "zoe@kept.example", "role": "agent", "language": "en"} | typed
    answer = browser("lead").post(reverse("invite"), asked)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not OutgoingMail.objects.exists()


def test_nobody_guesses_links(client: Client, edition: object) -> None:
    statuses = {client.get(f"/join/guess{number}").status_code for number in range(31)}
    assert statuses == {404, 429}


def test_signing_in_and_failing_to_is_told(client: Client, browser: Browser, agent: Staff) -> None:
    for address, password in ((agent.email, "wrong"), ("who@kept.example", "wrong"),
                              (agent.email, "correct horse")):  # fmt: skip
        client.post("/desk/sign-in", {"username": address, "password": password})
    lead = browser("lead")
    failed = lead.get(reverse("audit"), {"kind": "failed"}).content.decode()
    assert "Somebody could not sign in as Inès Haddad" in failed
    assert "somebody whom the desk does not know" in failed
    assert "who@kept.example" not in failed
    theirs = lead.get(reverse("audit"), {"who": agent.pk}).content.decode()
    assert "Inès Haddad signed in" in theirs
    assert lead.get(reverse("audit"), {"kind": "no"}).status_code == 404
    agent.refresh_from_db()
    assert agent.seen_at is not None
