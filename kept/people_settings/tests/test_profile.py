"""Everybody changes what is their own, and nothing of anybody else's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from kept.people.models import Device, Staff
from kept.people_settings.browsers import named
from kept.record.models import AuditEntry

Browser = Callable[..., Client]
DOORS = {"profile": None, "profile-password": {}, "profile-end": {"device": "others"}}

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"
)


@pytest.fixture(autouse=True)
def forgotten() -> None:
    cache.clear()


def _signed_in(staff: Staff, told: str = FIREFOX) -> Client:
    client = Client(headers={"user-agent": told})
    asked = {"username": staff.email, "password": "correct horse"}
    assert client.post("/desk/sign-in", asked).status_code == 302
    return client


@pytest.mark.parametrize("name", DOORS)
def test_a_profile_is_for_the_team(browser: Browser, edition: object, name: str) -> None:
    sent = DOORS[name]

    def status(who: str) -> int:
        client, url = browser(who), reverse(name)
        return int((client.get(url) if sent is None else client.post(url, sent)).status_code)

    assert [status(who) for who in ("customer", "stranger")] == [302, 302]
    inside = {"profile": 200, "profile-password": 422, "profile-end": 302}[name]
    assert [status(who) for who in ("agent", "lead")] == [inside, inside]


def test_what_is_said_of_oneself_is_kept_and_read_at_once(
    browser: Browser, agent: Staff, lead: Staff, edition: object
) -> None:
    client = browser("agent")
    said = {"name": "Inès H.", "language": "fr", "zone": "Europe/Paris", "undo_seconds": "30"}
    went = client.post(reverse("profile"), {**said, "role": "admin", "email": "x@y.example"})
    assert went.status_code == 302
    agent.refresh_from_db()
    assert (agent.name, agent.language, agent.undo_seconds) == ("Inès H.", "fr", 30)
    assert (agent.role, agent.email) == ("agent", "ines@kept.example")
    assert "Votre profil" in client.get(reverse("profile")).content.decode()
    wrong = client.post(reverse("profile"), said | {"zone": "Mars/Olympus"})
    assert wrong.status_code == 422
    assert "Ce fuseau horaire" in wrong.content.decode()


def test_another_password_ends_all_other_browsers(agent: Staff, edition: object) -> None:
    here, there = _signed_in(agent), _signed_in(agent, SAFARI)
    before = here.session.session_key
    changed = {"present": "correct horse", "password": "battery staple"}
    assert here.post(reverse("profile-password"), changed).status_code == 302
    assert here.get("/desk/").status_code == 200
    assert there.get("/desk/").status_code == 302
    assert here.session.session_key != before
    assert Device.objects.get().session == here.session.session_key
    assert "password_changed" in AuditEntry.objects.values_list("what", flat=True)


@pytest.mark.parametrize(
    ("present", "password", "sentence"),
    [
        ("wrong", "battery staple", "not your present password"),
        ("correct horse", "short", "at least 8"),
        ("correct horse", "password", "too common"),
    ],
)
def test_a_password_is_not_changed_by_who_does_not_know_it_or_to_a_bad_one(
    browser: Browser, agent: Staff, present: str, password: str, sentence: str
) -> None:
    sent = {"present": present, "password": password}
    answer = browser("agent").post(reverse("profile-password"), sent)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    agent.refresh_from_db()
    assert agent.check_password("correct horse")


def test_nobody_guesses_the_present_password(browser: Browser, agent: Staff) -> None:
    client, url = browser("agent"), reverse("profile-password")
    for _ in range(5):
        client.post(url, {"present": "wrong", "password": "battery staple"})
    stopped = client.post(url, {"present": "correct horse", "password": "battery staple"})
    assert "Wait 15 minutes" in stopped.content.decode()


def test_browsers_are_listed_and_signed_out_one_by_one(agent: Staff, edition: object) -> None:
    here, there, third = _signed_in(agent), _signed_in(agent, SAFARI), _signed_in(agent, EDGE)
    page = here.get(reverse("profile")).content.decode()
    assert all(name in page for name in ("Firefox, Windows", "Safari, iPhone", "Edge, Windows"))
    device = Device.objects.get(session=there.session.session_key)
    here.post(reverse("profile-end"), {"device": device.pk})
    assert [client.get("/desk/").status_code for client in (here, there, third)] == [200, 302, 200]
    here.post(reverse("profile-end"), {"device": "others"})
    assert [client.get("/desk/").status_code for client in (here, third)] == [200, 302]


def test_nobody_signs_somebody_else_out(agent: Staff, lead: Staff, edition: object) -> None:
    theirs, mine = _signed_in(lead), _signed_in(agent)
    number = Device.objects.get(staff=lead).pk
    mine.post(reverse("profile-end"), {"device": number})
    assert theirs.get("/desk/").status_code == 200
    for wrong in ("", "²", "x", Device.objects.get(staff=agent).pk):
        assert mine.post(reverse("profile-end"), {"device": wrong}).status_code == 404


def test_a_browser_that_signed_out_is_not_listed(agent: Staff, edition: object) -> None:
    here, there = _signed_in(agent), _signed_in(agent, SAFARI)
    there.post("/desk/sign-out")
    assert "Safari" not in here.get(reverse("profile")).content.decode()
    Session.objects.all().delete()
    assert here.get(reverse("profile")).status_code == 302


@pytest.mark.parametrize(
    ("told", "name"),
    [
        (FIREFOX, "Firefox, Windows"),
        (SAFARI, "Safari, iPhone"),
        (EDGE, "Edge, Windows"),
        ("curl/8.5.0", ""),
        ("", ""),
    ],
)
def test_a_browser_is_known_by_what_it_says(told: str, name: str) -> None:
    assert named(told) == name
