"""The page on which a lead tries a draft: who may open it, what it says, what it refuses."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kept.conftest import NOW
from kept.core.promises import Edition
from kept.people.models import Customer, Staff
from kept.record import policy
from kept.replay import urls, views
from kept.tickets import actions
from kept.tickets.tests.histories import answer

pytestmark = pytest.mark.django_db

NAMES = ("policy-replay", "policy-replay-panel")
LATER = NOW + timedelta(days=6)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "now", lambda: LATER)


@pytest.fixture
def answered(ask: Callable[..., int], agent: Staff) -> None:
    """Twelve requests of a Friday at 18:00 and on, each answered on Monday at 10:50."""
    for place in range(12):
        number = ask(at=NOW + timedelta(minutes=place))
        at = datetime(2026, 1, 12, 10, 50, tzinfo=UTC)
        actions.reply(number, answer(agent), by=agent, seen=1, at=at)


@pytest.fixture
def open_page(client: Client, lead: Staff, edition: Edition) -> Callable[..., tuple[int, str]]:
    client.force_login(lead)

    def open_page(name: str = "policy-replay", **asked: object) -> tuple[int, str]:
        response = client.get(reverse(name), asked)
        return response.status_code, _plain(response.content.decode())

    return open_page


def _plain(html: str) -> str:
    return html.replace("\u202f", " ").replace("\xa0", " ")


def _rules(edition: Edition, owed: str) -> str:
    rules = policy.files(edition.version)["policy.toml"]
    stricter = rules.replace("end of the first hour of a business day", owed)
    return stricter.replace('aim = "1 business hour"\n', "")


def test_every_address_of_the_room_is_tried() -> None:
    assert {pattern.name for pattern in urls.urlpatterns} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("who", "status"), [("customer", 302), ("stranger", 302), ("agent", 404), ("lead", 200)]
)
def test_only_leads_try_a_policy(
    name: str,
    method: str,
    who: str,
    status: int,
    client: Client,
    edition: Edition,
    customer: Customer,
    stranger: Customer,
    agent: Staff,
    lead: Staff,
) -> None:
    team = {"agent": agent, "lead": lead}
    if who in team:
        client.force_login(team[who])
    else:
        session = client.session
        session["customer"] = {"customer": customer, "stranger": stranger}[who].pk
        session.save()
    response = getattr(client, method)(reverse(name))
    assert response.status_code == status
    if status == 302:
        assert response.url.startswith("/desk/sign-in")


def test_a_draft_needs_the_forms_token(lead: Staff, edition: Edition) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(lead)
    assert client.post(reverse("policy-replay"), {"policy.toml": ""}).status_code == 403


@pytest.mark.usefixtures("answered")
def test_the_policy_in_force_on_what_happened(open_page: Callable[..., tuple[int, str]]) -> None:
    status, html = open_page()
    assert status == 200
    assert "This policy kept 100 % of its first replies in 90 days." in html
    assert "From 12 requests" in html
    assert html.count('class="kept" x=') == 1
    assert "by the hour in which it began to be owed (UTC)" in html
    assert 'lang="en"' in html


@pytest.mark.usefixtures("answered")
def test_a_draft_is_set_beside_the_policy_in_force(
    client: Client, lead: Staff, edition: Edition
) -> None:
    client.force_login(lead)
    asked = {"policy.toml": _rules(edition, "1 business hour"), "days": "30"}
    html = _plain(client.post(reverse("policy-replay"), asked).content.decode())
    assert "This draft would have broken 12 more first replies in 30 days." in html
    assert "100 % kept</b> <span>under version 1, of 12" in html
    assert "0 % kept</b> <span>under this draft, of 12" in html
    assert "Most of what was broken came in between 18:00 and 19:00." in html
    assert "Due earlier for 100 %, later for 0 % of 12." in html
    assert html.count('class="broken" x=') == 1


@pytest.mark.usefixtures("answered")
def test_how_many_people_and_what_is_assumed(open_page: Callable[..., tuple[int, str]]) -> None:
    _, html = open_page(keep="95", takes="15")
    assert "The people of today are enough" in html or "would keep" in html
    assert "A reply takes 15 min on average, as you said" in html
    assert "seed 1" in html


@pytest.mark.usefixtures("answered")
def test_a_frame_for_other_pages_has_only_the_panel(
    open_page: Callable[..., tuple[int, str]],
) -> None:
    _, html = open_page("policy-replay-panel")
    assert html.startswith('<turbo-frame id="replay">')
    assert "<html" not in html
    assert "This policy kept" in html


@pytest.mark.usefixtures("answered")
def test_another_page_sends_the_whole_draft(client: Client, lead: Staff, edition: Edition) -> None:
    client.force_login(lead)
    draft = policy.files(edition.version) | {"policy.toml": _rules(edition, "1 business hour")}
    url = reverse("policy-replay-panel")
    html = _plain(client.post(url, draft).content.decode())
    assert "This draft would have broken 12 more first replies" in html
    del draft["fr.md"]
    response = client.post(url, draft)
    assert response.status_code == 422
    assert "fr.md" in response.content.decode()


def test_rules_with_mistakes_say_where_and_change_nothing(
    client: Client, lead: Staff, edition: Edition
) -> None:
    client.force_login(lead)
    asked = {"policy.toml": _rules(edition, "48h")}
    response = client.post(reverse("policy-replay"), asked)
    html = response.content.decode()
    assert response.status_code == 422
    assert "<code>policy.toml:" in html
    assert "48h" in html
    assert len(policy.history()) == 1


@pytest.mark.usefixtures("answered")
def test_weeks_stand_and_hang_and_can_be_read(
    client: Client, lead: Staff, edition: Edition, ask: Callable[..., int]
) -> None:
    ask(at=NOW - timedelta(days=8))
    client.force_login(lead)
    asked = {"policy.toml": _rules(edition, "1 business hour")}
    html = _plain(client.post(reverse("policy-replay"), asked).content.decode())
    rows = html.partition("The weeks as a table</summary>")[2]
    assert '<th scope="row">29 December 2025</th><td>0</td><td><b>1</b></td>' in rows
    assert '<th scope="row">5 January 2026</th><td>0</td><td><b>12</b></td>' in rows


def test_a_desk_without_requests_says_so(open_page: Callable[..., tuple[int, str]]) -> None:
    assert "Nothing to replay yet." in open_page()[1]


@pytest.mark.usefixtures("answered")
def test_days_that_have_no_request_say_so(
    open_page: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "now", lambda: NOW + timedelta(days=60))
    assert "Nothing to replay yet." in open_page(days=7)[1]
    assert "in all." in open_page(days=0)[1]


@pytest.mark.parametrize(
    "asked",
    [{"days": "x"}, {"keep": "900"}, {"takes": "-3"}, {"seed": "nan"}, {"kind": "none"}],
)
@pytest.mark.usefixtures("answered")
def test_what_cannot_be_meant_counts_as_not_asked(
    open_page: Callable[..., tuple[int, str]], asked: dict[str, str]
) -> None:
    assert open_page(**asked)[0] == 200


@pytest.mark.parametrize("version", ["99", "x", "9" * 30])
def test_a_version_that_is_not_there_is_not_found(
    open_page: Callable[..., tuple[int, str]], version: str
) -> None:
    assert open_page(version=version)[0] == 404


@pytest.mark.usefixtures("answered")
def test_a_lead_reads_in_french(open_page: Callable[..., tuple[int, str]], lead: Staff) -> None:
    Staff.objects.filter(pk=lead.pk).update(language="fr")
    _, html = open_page(keep="95")
    assert 'lang="fr"' in html
    assert "Cette politique a tenu 100 % de ses premières réponses en 90 jours." in html
    assert "lun" in html
    assert "18 h" in html


@pytest.mark.usefixtures("answered")
def test_a_draft_stays_while_more_is_asked_of_it(
    client: Client, lead: Staff, edition: Edition
) -> None:
    client.force_login(lead)
    rules = _rules(edition, "1 business hour")
    html = client.post(reverse("policy-replay"), {"policy.toml": rules}).content.decode()
    asks = html.split('class="asks"')[1].split("</form>")[0]
    assert asks.startswith(' method="post"')
    assert "1 business hour" in asks
    assert 'name="version"' not in asks


def test_what_a_draft_moves_is_shown_first(
    client: Client, lead: Staff, edition: Edition, ask: Callable[..., int]
) -> None:
    client.force_login(lead)
    actions.classify(ask(), kind="bug", cause="", by=lead, at=NOW)
    rules = policy.files(edition.version)["policy.toml"]
    for files, shown in (
        ({}, "first replies"),
        ({"policy.toml": rules.replace('owed = "48 hours"', 'owed = "30 hours"')}, "fixes"),
    ):
        html = client.post(reverse("policy-replay-panel"), files).content.decode()
        assert shown in _plain(html).split("</h2>")[0]
