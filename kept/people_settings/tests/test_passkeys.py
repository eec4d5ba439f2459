"""Passkeys at the door and in the profile."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from kept.people import second_step
from kept.people.models import Passkey, Staff
from kept.record.models import AuditEntry
from tests.passkey import Device as Telephone

Browser = Callable[..., Client]
HERE = "https://help.kept.example"
ADD = "/desk/profile/passkeys/add"
DOOR = "/desk/sign-in/passkey"


@pytest.fixture(autouse=True)
def named() -> Iterator[None]:
    cache.clear()
    with override_settings(DESK=replace(settings.DESK, url=HERE)):
        yield


@pytest.fixture
def telephone(browser: Browser, edition: object) -> Telephone:
    """The agent's, with a passkey for the desk."""
    client, device = browser("agent"), Telephone(HERE)
    client.post(reverse("confirm"), {"present": "correct horse"})
    sent = {"name": "Telephone", "answer": device.make(_asked(client, ADD))}
    assert "I have kept them" in client.post(ADD, sent).content.decode()
    return device


def _asked(client: Client, path: str) -> str:
    """What the page asks the browser."""
    found = re.search(r'data-options="([^"]*)"', client.get(path).content.decode())
    assert found
    return html.unescape(found[1])


def _use(client: Client, device: Telephone, path: str = DOOR) -> int:
    answer = device.use(_asked(client, path))
    return int(client.post(path, {"answer": answer}).status_code)


@pytest.mark.parametrize("name", ["passkey-add", "passkey-name", "passkey-remove"])
def test_a_passkey_is_for_the_team(
    browser: Browser, agent: Staff, telephone: Telephone, name: str
) -> None:
    row = Passkey.objects.get()
    args = [] if name == "passkey-add" else [row.pk]
    theirs = {"passkey-add": 200, "passkey-name": 404, "passkey-remove": 404}[name]

    def status(who: str) -> int:
        client = browser(who)
        if who in ("agent", "lead"):
            client.post(reverse("confirm"), {"present": "correct horse"})
        ask = client.get if name == "passkey-add" else client.post
        return int(ask(reverse(name, args=args), {"name": "Mine"}).status_code)

    assert [status(who) for who in ("customer", "stranger", "lead")] == [302, 302, theirs]
    assert Passkey.objects.get().name == "Telephone"
    assert status("agent") == (200 if name == "passkey-add" else 302)


def test_a_passkey_signs_in_in_place_of_the_password(
    client: Client, agent: Staff, telephone: Telephone
) -> None:
    door = client.get("/desk/sign-in?next=/desk/profile").content.decode()
    assert f"{DOOR}?next=/desk/profile" in door
    before = client.session.session_key
    answer = telephone.use(_asked(client, f"{DOOR}?next=/desk/profile"))
    came = client.post(f"{DOOR}?next=/desk/profile", {"answer": answer})
    assert came.headers["Location"] == "/desk/profile"
    assert client.session.session_key not in (None, before)
    assert "Telephone" in client.get("/desk/profile").content.decode()
    assert client.get(ADD).status_code == 200, "who has just signed in is sure"
    again = Client().post(DOOR, {"answer": answer})
    assert again.status_code == 422


def test_after_the_password_it_is_the_second_step(
    client: Client, agent: Staff, telephone: Telephone
) -> None:
    asked = {"username": agent.email, "password": "correct horse"}
    assert client.post("/desk/sign-in", asked).headers["Location"] == DOOR
    assert client.get("/desk/").status_code == 302
    assert client.get("/desk/sign-in/code").status_code == 200
    telephone.verifies = False
    assert _use(client, telephone) == 302
    assert client.get("/desk/").status_code == 200


def test_what_fails_is_told_to_leads_and_slowed_down(client: Client, telephone: Telephone) -> None:
    stranger = Telephone(HERE, handle=telephone.handle)
    assert _use(client, stranger) == 422
    assert AuditEntry.objects.filter(what="sign_in_failed").count() == 1
    statuses = {client.post(DOOR, {"answer": "{}"}).status_code for _ in range(60)}
    assert statuses == {422, 429}
    assert client.get("/desk/").status_code == 302


def test_who_needs_a_second_step_makes_a_passkey_at_the_door(
    client: Client, lead: Staff, edition: object
) -> None:
    second_step.require("all", by=lead, at="2026-01-01T00:00Z")  # type: ignore[arg-type]
    client.post("/desk/sign-in", {"username": lead.email, "password": "correct horse"})
    assert "/desk/sign-in/new-passkey" in client.get("/desk/sign-in/second-step").content.decode()
    device, path = Telephone(HERE), "/desk/sign-in/new-passkey"
    sent = {"name": "Telephone", "answer": device.make(_asked(client, path))}
    assert client.post(path, {**sent, "answer": "{}"}).status_code == 422
    sent["answer"] = device.make(_asked(client, path))
    assert "I have kept them" in client.post(path, sent).content.decode()
    assert client.get("/desk/").status_code == 200
    assert Client().get(path).status_code == 302


def test_it_is_named_and_removed_and_shows_that_it_is_they(
    browser: Browser, agent: Staff, telephone: Telephone
) -> None:
    client, row = browser("agent"), Passkey.objects.get()
    client.post(reverse("passkey-name", args=[row.pk]), {"name": "Blue telephone"})
    assert "Blue telephone" in client.get(reverse("profile")).content.decode()
    client.post(reverse("passkey-name", args=[row.pk]), {"name": " "})
    assert Passkey.objects.get().name == "Blue telephone"
    remove = reverse("passkey-remove", args=[row.pk])
    assert reverse("confirm") in client.post(remove).headers["Location"]
    assert _use(client, telephone, reverse("confirm")) == 302
    client.post(remove)
    assert not Passkey.objects.exists()
    assert not second_step.has(agent)


def test_a_lead_takes_them_away_from_who_has_lost_all(
    browser: Browser, agent: Staff, telephone: Telephone
) -> None:
    client = browser("lead")
    assert "with a second step" in client.get(reverse("team")).content.decode()
    client.post(reverse("teammate-second-step-off", args=[agent.pk]))
    assert not Passkey.objects.exists()


def test_a_desk_without_a_name_says_why_there_are_none(browser: Browser, edition: object) -> None:
    with override_settings(DESK=replace(settings.DESK, url="http://127.0.0.1:8000")):
        client = browser("agent")
        client.post(reverse("confirm"), {"present": "correct horse"})
        assert "a name with https" in client.get(reverse("profile")).content.decode()
        assert client.get(ADD).status_code == 404
        assert DOOR not in Client().get("/desk/sign-in").content.decode()
