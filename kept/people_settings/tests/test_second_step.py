"""At the door and in the profile: nobody is inside before the second step is done."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kept.people import second_step, totp
from kept.people.models import Device, SecondStep, Staff
from kept.record.models import AuditEntry

Browser = Callable[..., Client]


@pytest.fixture(autouse=True)
def forgotten() -> None:
    cache.clear()


def _code(secret: str) -> str:
    return totp.code(secret, int(timezone.now().timestamp()) // 30)


def _set_up(staff: Staff) -> tuple[str, list[str]]:
    secret = second_step.new_secret()
    codes = second_step.prove(staff, secret, _code(secret), at=timezone.now())
    assert codes
    SecondStep.objects.update(last_step=0)
    return secret, codes


def _shown(page: str) -> str:
    """The secret that a page shows."""
    found = re.search(r"<code>([A-Z2-7 ]{39})</code>", page)
    assert found
    return found[1].replace(" ", "")


def _sure(client: Client) -> None:
    assert client.post(reverse("confirm"), {"present": "correct horse"}).status_code == 302


def _password(client: Client, staff: Staff, back: str = "") -> str:
    asked = {"username": staff.email, "password": "correct horse", "next": back}
    return str(client.post("/desk/sign-in", asked).headers["Location"])


DOORS = {
    # what the team and who leads find, once they are sure
    "profile-second-step": ("get", 200, 200),
    "profile-second-step-off": ("post", 404, 404),
    "profile-codes": ("post", 404, 404),
    "confirm": ("get", 200, 200),
    "second-step-required": ("post", 404, 302),
    "teammate-second-step-off": ("post", 404, 302),
}


@pytest.mark.parametrize("name", DOORS)
def test_who_may_change_second_steps(
    browser: Browser, agent: Staff, edition: object, name: str
) -> None:
    method, for_agent, for_lead = DOORS[name]
    args = [agent.pk] if name.startswith("teammate") else []

    def status(client: Client) -> int:
        asked = getattr(client, method)(reverse(name, args=args), {"who": "nobody"})
        return int(asked.status_code)

    assert [status(browser(who)) for who in ("customer", "stranger")] == [302, 302]
    inside = [browser(who) for who in ("agent", "lead")]
    for client in inside:
        _sure(client)
    assert [status(client) for client in inside] == [for_agent, for_lead]


@pytest.mark.parametrize(
    "name", ["profile-second-step", "profile-second-step-off", "profile-codes"]
)
def test_who_finds_a_desk_unlocked_changes_no_way_in(
    browser: Browser, agent: Staff, edition: object, name: str
) -> None:
    client, url = browser("agent"), reverse(name)
    method = client.get if name == "profile-second-step" else client.post
    asked = method(url).headers["Location"]
    assert asked.startswith(f"{reverse('confirm')}?next=")
    wrong = client.post(asked, {"present": "wrong"})
    assert wrong.status_code == 422
    assert method(url).status_code == 302
    came = client.post(asked, {"present": "correct horse"})
    assert came.headers["Location"] == url
    assert method(url).status_code in (200, 404)
    away = f"{reverse('confirm')}?next=https://x.example/"
    elsewhere = client.post(away, {"present": "correct horse"})
    assert elsewhere.headers["Location"] == reverse("profile")


def test_the_password_alone_opens_nothing(client: Client, agent: Staff, edition: object) -> None:
    secret, _codes = _set_up(agent)
    assert _password(client, agent, "/desk/profile") == "/desk/sign-in/code"
    before = client.session.session_key
    assert client.get("/desk/").status_code == 302
    assert not Device.objects.exists()
    assert client.post("/desk/sign-in/code", {"code": "nonsense"}).status_code == 422
    came = client.post("/desk/sign-in/code", {"code": _code(secret)})
    assert came.headers["Location"] == "/desk/profile"
    assert client.get("/desk/").status_code == 200
    assert client.session.session_key != before
    assert client.get("/desk/sign-in/code").headers["Location"].endswith("/desk/sign-in")


def test_nobody_comes_to_the_second_step_without_the_first(client: Client, db: None) -> None:
    for name in ("sign-in-code", "sign-in-second-step"):
        assert client.post(reverse(name), {"code": "1"}).status_code == 302


def test_codes_are_not_guessed(client: Client, agent: Staff, edition: object) -> None:
    secret, codes = _set_up(agent)
    _password(client, agent)
    for _ in range(5):
        client.post("/desk/sign-in/code", {"code": "nonsense"})
    for right in (_code(secret), codes[0]):
        said = client.post("/desk/sign-in/code", {"code": right}).content.decode()
        assert "Wait 15 minutes" in said
    assert AuditEntry.objects.filter(what="sign_in_failed").count() == 5


@pytest.mark.parametrize("change", ["password", "off"])
def test_who_waits_at_the_door_is_forgotten_when_access_changes(
    client: Client, agent: Staff, edition: object, change: str
) -> None:
    _secret, codes = _set_up(agent)
    _password(client, agent)
    if change == "password":
        agent.set_password("battery staple")
    agent.is_active = change != "off"
    agent.save()
    client.post("/desk/sign-in/code", {"code": codes[0]})
    assert client.get("/desk/").status_code == 302


def test_it_is_set_up_in_the_profile_and_codes_are_shown_once(
    browser: Browser, agent: Staff, edition: object
) -> None:
    client, url = browser("agent"), reverse("profile-second-step")
    _sure(client)
    page = client.get(url).content.decode()
    assert "<svg" in page
    assert client.post(url, {"code": "nonsense"}).status_code == 422
    said = client.post(url, {"code": _code(_shown(page))}).content.decode()
    codes = re.findall(r"<code>([a-z2-7-]{19})</code>", said)
    assert len(codes) == 10
    assert client.get(url).status_code == 302
    assert codes[0] not in client.get(reverse("profile")).content.decode()
    renewed = client.post(reverse("profile-codes")).content.decode()
    assert len(re.findall(r"<code>([a-z2-7-]{19})</code>", renewed)) == 10
    assert codes[1] not in renewed
    client.post(reverse("profile-second-step-off"))
    assert not second_step.has(agent)


def test_a_secret_that_somebody_saw_elsewhere_becomes_nobodys(
    browser: Browser, agent: Staff, edition: object
) -> None:
    clients = [browser("agent"), browser("agent")]
    for client in clients:
        _sure(client)
    url = reverse("profile-second-step")
    seen, own = (_shown(client.get(url).content.decode()) for client in clients)
    assert seen != own
    assert seen not in str(clients[0].session.items()), "the session's row shows nothing"
    assert clients[1].post(url, {"code": _code(seen)}).status_code == 422
    assert clients[1].post(url, {"code": _code(own)}).status_code == 200


def test_a_desk_that_asks_for_it_lets_nobody_in_before_it_is_set_up(
    browser: Browser, agent: Staff, edition: object, client: Client
) -> None:
    inside = Client()
    _password(inside, agent)
    assert inside.get("/desk/").status_code == 200
    lead = browser("lead")
    lead.post(reverse("second-step-required"), {"who": "all"})
    assert lead.post(reverse("second-step-required"), {"who": "x"}).status_code == 404
    assert inside.get("/desk/").status_code == 302
    assert _password(client, agent) == "/desk/sign-in/second-step"
    assert client.get("/desk/").status_code == 302
    page = client.get("/desk/sign-in/second-step").content.decode()
    assert "This desk asks for" in page
    said = client.post("/desk/sign-in/second-step", {"code": _code(_shown(page))}).content.decode()
    assert "I have kept them" in said
    assert client.get("/desk/").status_code == 200
    refused = client.post(reverse("profile-second-step-off"), follow=True).content.decode()
    assert "first set up another one" in refused
    told = lead.get(reverse("audit"), {"kind": "access"}).content.decode()
    assert "Piotr Zieliński said who needs a second step: everybody" in told


def test_a_lead_helps_who_has_lost_it_but_no_admin(
    browser: Browser, agent: Staff, lead: Staff, edition: object
) -> None:
    _set_up(agent)
    client, url = browser("lead"), reverse("teammate-second-step-off", args=[agent.pk])
    assert "with a second step" in client.get(reverse("team")).content.decode()
    Staff.objects.filter(pk=agent.pk).update(role="admin")
    assert client.post(url).status_code == 404
    Staff.objects.filter(pk=agent.pk).update(role="agent")
    client.post(url)
    assert not second_step.has(agent)
    assert client.post(reverse("teammate-second-step-off", args=[lead.pk])).status_code == 404
