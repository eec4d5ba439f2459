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
    secret = second_step.begin(staff)
    codes = second_step.prove(staff, _code(secret), at=timezone.now())
    assert codes
    SecondStep.objects.update(last_step=0)
    return secret, codes


def _password(client: Client, staff: Staff, back: str = "") -> str:
    asked = {"username": staff.email, "password": "correct horse", "next": back}
    return str(client.post("/desk/sign-in", asked).headers["Location"])


@pytest.mark.parametrize(
    "name",
    ["profile-second-step", "profile-codes", "profile-second-step-off", "second-step-required",
     "teammate-second-step-off"],
)  # fmt: skip
def test_who_may_change_second_steps(
    browser: Browser, agent: Staff, edition: object, name: str
) -> None:
    args = [agent.pk] if name.startswith("teammate") else []
    method = "get" if name == "profile-second-step" else "post"

    def status(who: str) -> int:
        asked = getattr(browser(who), method)(reverse(name, args=args), {"who": "nobody"})
        return int(asked.status_code)

    inside = 200 if method == "get" else 302
    own = name.startswith("profile")
    assert [status(who) for who in ("customer", "stranger")] == [302, 302]
    assert [status("agent"), status("lead")] == [inside if own else 404, inside]


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
    assert "<svg" in client.get(url).content.decode()
    assert client.post(url, {"code": "nonsense"}).status_code == 422
    said = client.post(url, {"code": _code(second_step.begin(agent))}).content.decode()
    codes = re.findall(r"<code>([a-z2-7-]{19})</code>", said)
    assert len(codes) == 10
    assert client.get(url).status_code == 302
    assert codes[0] not in client.get(reverse("profile")).content.decode()
    client.post(reverse("profile-second-step-off"), {"code": "nonsense"})
    assert second_step.has(agent)
    renewed = client.post(reverse("profile-codes"), {"code": codes[0]}).content.decode()
    assert codes[1] not in renewed
    fresh = re.findall(r"<code>([a-z2-7-]{19})</code>", renewed)
    client.post(reverse("profile-second-step-off"), {"code": fresh[0]})
    assert not second_step.has(agent)


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
    assert "This desk asks for" in client.get("/desk/sign-in/second-step").content.decode()
    code = _code(second_step.begin(agent))
    said = client.post("/desk/sign-in/second-step", {"code": code}).content.decode()
    assert "recovery codes" in said
    assert client.get("/desk/").status_code == 200
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
