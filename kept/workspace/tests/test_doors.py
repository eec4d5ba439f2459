"""Who may open what: a customer, a stranger, an agent and a lead at every address."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from kept.conftest import NOW
from kept.people.models import Customer, Staff
from kept.record.models import Event
from kept.tickets.actions import File
from kept.tickets.models import Attachment
from kept.workspace import urls
from kept.workspace.sign_in import TRIES

PICTURE = File("shot.png", "image/png", b"\x89PNG")

ITS_OWN = "the ticket's own number"

#: Name of the address → what is sent there: None is asked by GET.
DOORS: dict[str, dict[str, object] | None] = {
    "inbox": None,
    "list": None,
    "find": None,
    "ticket": None,
    "reasons": None,
    "split": None,
    "merge": None,
    "split-off": {},
    "merge-into": {"into": "0"},
    "unmerge": {"ticket": ITS_OWN},
    "link": {"to": "0"},
    "people": {"in": "Bob <bob@example.org>"},
    "desk-file": None,
    "say": {"mode": "note", "text": "Only for us"},
    "block": {},
    "undo": {},
    "send-again": {},
    "assign": {"to": "me"},
    "classify": {"kind": "question:"},
    "tag": {"on": "vip"},
    "say-fact": {"fact": "product", "value": ""},
    "doubt": {"discard": "1"},
    "wait": {},
    "solve": {},
    "reopen": {},
    "release": {"promise": "1", "reason": "said thanks"},
    "saved": None,
    "colleagues": None,
    "preview": {"text": "Hello"},
    "palette": None,
    "snooze": {"until": "reply"},
    "wake": {},
    "follow": {},
    "read": {},
}
#: Solving is refused while an answer is owed, and so on: that is a rule, not a closed door.
REFUSED = {
    "snooze",
    "undo",
    "send-again",
    "solve",
    "doubt",
    "split-off",
    "merge-into",
    "unmerge",
    "link",
}
#: Asked for by a form, and answered in place.
ANSWERED = {"preview": 200, "read": 204}
WITHOUT_A_TICKET = {"inbox", "find", "list", "palette"}
OPEN_TO_ALL = {"sign-in", "sign-out"}
#: About no single ticket: who may open them is tried in kept/site/tests/test_access.py.
OF_THE_LISTS = {
    *("rows", "bulk", "bulk-people", "bulk-tags", "bulk-undo", "tags", "tag-add", "tag-change"),
    *("erase-customer", "views", "view", "view-new", "view-edit", "view-move", "view-remove"),
}


@pytest.fixture
def open_door(
    client: Client, ask: Callable[..., int], customer: Customer, stranger: Customer
) -> Callable[[str, object], object]:
    """Try one address as somebody: 'customer', 'stranger', or a person of the team."""
    number = ask(files=(PICTURE,))

    def open_door(name: str, who: object) -> object:
        if isinstance(who, Staff):
            client.force_login(who)
        else:
            session = client.session
            session["customer"] = {"customer": customer, "stranger": stranger}[str(who)].pk
            session.save()
        args = {
            "inbox": [],
            "find": [],
            "list": ["all"],
            "palette": [],
            "desk-file": [Attachment.objects.get().pk],
        }.get(name, [number])
        sent = DOORS[name]
        url = reverse(name, args=args)
        if sent is None:
            response = client.get(url)
        else:
            said = {key: number if value == ITS_OWN else value for key, value in sent.items()}
            response = client.post(url, said)
        if response.streaming:
            b"".join(response.streaming_content)  # a file that is read is closed
        return response

    return open_door


def test_every_address_of_the_room_is_tried() -> None:
    assert {pattern.name for pattern in urls.urlpatterns} == set(DOORS) | OPEN_TO_ALL | OF_THE_LISTS


@pytest.mark.parametrize("name", DOORS)
@pytest.mark.parametrize("who", ["customer", "stranger"])
def test_nobody_from_outside_comes_in(
    name: str, who: str, open_door: Callable[[str, object], object]
) -> None:
    before = Event.objects.count()
    response = open_door(name, who)
    assert response.status_code == 302
    assert response.url.startswith("/desk/sign-in?next=/desk/")
    assert Event.objects.count() == before


@pytest.mark.parametrize("name", DOORS)
@pytest.mark.parametrize("role", ["agent", "lead"])
def test_the_team_comes_in(
    name: str, role: str, open_door: Callable[[str, object], object], agent: Staff, lead: Staff
) -> None:
    response = open_door(name, agent if role == "agent" else lead)
    expected = 422 if name in REFUSED else 200 if DOORS[name] is None else 303
    assert response.status_code == ANSWERED.get(name, expected)


@pytest.mark.parametrize("name", [name for name, sent in DOORS.items() if sent is not None])
def test_what_changes_something_is_never_a_link(
    name: str, ask: Callable[..., int], at_desk: Client
) -> None:
    assert at_desk.get(reverse(name, args=[ask()])).status_code == 405


@pytest.mark.parametrize("name", [n for n in DOORS if n not in WITHOUT_A_TICKET])
def test_a_ticket_that_is_not_there_is_not_found(name: str, at_desk: Client) -> None:
    url = reverse(name, args=[987])
    sent = DOORS[name]
    response = at_desk.get(url) if sent is None else at_desk.post(url, sent)
    assert response.status_code == 404


def test_changes_need_the_forms_token(ask: Callable[..., int], agent: Staff) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(agent)
    assert client.post(reverse("wait", args=[ask()])).status_code == 403


def test_somebody_who_left_the_team_is_outside(
    at_desk: Client, agent: Staff, ask: Callable[..., int]
) -> None:
    Staff.objects.filter(pk=agent.pk).update(is_active=False)
    assert at_desk.get(reverse("ticket", args=[ask()])).status_code == 302


# signing in


@pytest.fixture(autouse=True)
def forgotten() -> None:
    cache.clear()


def _try(client: Client, password: str, email: str = "ines@kept.example", **more: str) -> object:
    return client.post("/desk/sign-in", {"username": email, "password": password}, **more)


def test_a_person_signs_in_and_goes_where_they_wanted(client: Client, agent: Staff) -> None:
    response = client.post(
        "/desk/sign-in?next=/desk/tickets/7",
        {"username": " INES@kept.example ", "password": "correct horse"},
    )
    assert response.url == "/desk/tickets/7"
    assert client.post("/desk/sign-out").url == "/desk/sign-in"
    assert client.get("/desk/").status_code == 302


def test_no_sign_in_leads_to_another_site(client: Client, agent: Staff) -> None:
    response = client.post(
        "/desk/sign-in?next=https://evil.example/",
        {"username": "ines@kept.example", "password": "correct horse"},
    )
    assert response.url == "/desk/"


def test_a_wrong_password_and_an_unknown_address_read_the_same(
    client: Client, agent: Staff
) -> None:
    wrong = _try(client, "wrong").content.decode()
    unknown = _try(client, "wrong", "nobody@kept.example").content.decode()
    sentence = "This address and this password do not belong together."
    assert sentence in wrong
    assert sentence in unknown


def test_too_many_tries_are_stopped_for_one_machine_and_address(
    client: Client, agent: Staff, lead: Staff
) -> None:
    for _ in range(TRIES):
        assert "do not belong together" in _try(client, "wrong").content.decode()
    assert "Wait 15 minutes" in _try(client, "correct horse").content.decode()
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert _try(Client(), "correct horse", "piotr@kept.example").status_code == 302
    assert _try(Client(), "correct horse", **elsewhere).status_code == 302


def test_sign_in_speaks_french(client: Client, agent: Staff) -> None:
    html = client.get("/desk/sign-in", headers={"accept-language": "fr"}).content.decode()
    assert "Se connecter" in html


def test_each_reads_in_their_own_language_and_zone(
    client: Client, agent: Staff, ask: Callable[..., int]
) -> None:
    number = ask(at=NOW + timedelta(minutes=7))
    Staff.objects.filter(pk=agent.pk).update(language="fr", zone="America/New_York")
    client.force_login(agent)
    response = client.get(f"/desk/tickets/{number}", headers={"accept-language": "en"})
    html = response.content.decode()
    assert response.headers["Content-Language"] == "fr"
    assert '<html lang="fr"' in html
    assert "13 h 07" in html.replace("\xa0", " ").replace("\u202f", " ")
    assert "Envoyer et résoudre" in html


def test_an_unknown_zone_is_read_as_utc(client: Client, agent: Staff) -> None:
    Staff.objects.filter(pk=agent.pk).update(zone="Mars/Olympus")
    client.force_login(agent)
    assert client.get("/desk/").status_code == 200


def test_a_zone_that_is_an_offset_counts(
    client: Client, agent: Staff, ask: Callable[..., int]
) -> None:
    number = ask(at=NOW + timedelta(minutes=7))
    Staff.objects.filter(pk=agent.pk).update(zone="+05:30")
    client.force_login(agent)
    assert "23:37" in client.get(f"/desk/tickets/{number}").content.decode()
