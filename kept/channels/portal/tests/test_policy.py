"""The policy page: the text with its values, in the reader's language and zone."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from kept.channels.portal.tests.conftest import SENT, words
from kept.conftest import NOW
from kept.record import policy
from kept.site import prepare

pytestmark = pytest.mark.django_db

Browser = Callable[..., Client]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Support policy", "Last updated 28 February 2024", "Version 1",
                "Monday to Friday, 5:00 to 14:00 your time (10:00 to 19:00 UTC)",
                "by the end of the first hour of a business day", "within 48 hours",
                "Closes in 1 h, at 14:00 your time, New York.", "Next closed days",
                "Monday 6 April"]),
        ("fr", ["Politique d’assistance", "Mise à jour le 28 février 2024", "Version 1",
                "du lundi au vendredi, de 5 h à 14 h chez vous (10 h à 19 h UTC)",
                "sous 48 heures", "Ferme dans 1 h, à 14 h chez vous, à New York.",
                "Prochains jours de fermeture", "Lundi 6 avril"]),
    ],
)  # fmt: skip
def test_the_text_says_its_values_in_the_readers_words(
    browser: Browser, language: str, said: list[str]
) -> None:
    client = browser("nobody", **{"accept-language": language})
    client.cookies["zone"] = "America/New_York"
    page = words(client.get("/policy"))
    for sentence in said:
        assert sentence in page


def test_whoever_is_nowhere_yet_reads_the_desks_own_hours(browser: Browser) -> None:
    page = words(browser("nobody").get("/policy"))
    assert "Monday to Friday, 10:00 to 19:00 UTC" in page
    assert "your time" not in page


@pytest.mark.parametrize("clause", "1234567")
def test_every_clause_can_be_pointed_at(browser: Browser, clause: str) -> None:
    html = browser("nobody").get("/policy").content.decode()
    for anchor in (clause, f"c{clause}"):
        assert html.count(f'id="{anchor}"') == 1
    assert f'href="#{clause}"' in html


def test_no_two_things_have_one_name(browser: Browser) -> None:
    for url in ("/policy", "/ask", "/my/sign-in"):
        names = re.findall(r' id="([^"]*)"', browser("nobody").get(url).content.decode())
        assert len(names) == len(set(names))


def test_a_zone_can_be_chosen_without_a_script_and_is_remembered(browser: Browser) -> None:
    client = browser("nobody")
    client.cookies["zone"] = "Europe/Paris"
    page = client.get("/policy?zone=Asia/Tokyo")
    assert '<option value="Asia/Tokyo" selected>Tokyo</option>' in page.content.decode()
    # the browser's own zone must not take it back: the page does not ask for it
    assert "data-zone" not in page.content.decode()
    assert "your time, Tokyo" in words(client.get("/policy"))
    assert "your time (Tokyo)" in words(client.get("/ask"))


@pytest.mark.parametrize("zone", ["Mars/Base", "", "<b>", "a" * 300, "/etc/passwd", "\0"])
def test_a_zone_that_is_none_is_passed_over(browser: Browser, zone: str) -> None:
    response = browser("nobody").get("/policy", {"zone": zone})
    assert response.status_code == 200
    assert "zone_chosen" not in response.cookies


def test_a_promise_leads_to_the_version_that_it_is_under(browser: Browser) -> None:
    files = prepare.policy_files(prepare.policies() / "copyfy")
    changed = files | {"policy.toml": files["policy.toml"].replace('"48 hours"', '"72 hours"')}
    policy.publish(changed, at=NOW)
    client = browser("nobody")
    assert "within 72 hours" in words(client.get("/policy"))
    old = words(client.get("/policy?version=1"))
    assert "within 48 hours" in old
    assert "Version 2 is in force now." in old
    assert "is in force now" not in words(client.get("/policy?version=2"))


@pytest.mark.parametrize("version", ["0", "3", "x", "-1", "1.5", "9" * 30, "²"])
def test_a_version_that_never_was_is_not_found(browser: Browser, version: str) -> None:
    assert browser("nobody").get(f"/policy?version={version}").status_code == 404


def test_while_closed_it_says_when_it_opens(browser: Browser, clock: Callable) -> None:
    clock(datetime(2026, 1, 10, 12, tzinfo=UTC))
    client = browser("nobody")
    client.cookies["zone"] = "Europe/Paris"
    assert "Closed. Opens in 46 h, Monday at 11:00 your time, Paris." in words(
        client.get("/policy")
    )


def test_choosing_a_language_keeps_the_page(browser: Browser) -> None:
    client = browser("nobody")
    page = client.get("/policy?language=fr")
    assert "Politique d’assistance" in words(page)
    assert "Politique d’assistance" in words(client.get("/policy"))


def test_public_pages_are_light(browser: Browser) -> None:
    """Everything that a first visit loads, compressed: under 60 KB."""
    client = browser("nobody")
    sent = client.post("/ask", SENT).url
    for url in ("/ask", "/policy", "/policy/versions", "/my/sign-in", sent):
        page = client.get(url).content
        named = re.findall(r'(?:src|href)="/static/([^"]+)"', page.decode())
        linked = {Path(finders.find(name)) for name in named}
        sheets = {sheet for path in linked if path.suffix == ".css" for sheet in _imported(path)}
        weight = sum(_weight(path) for path in linked | sheets) + len(gzip.compress(page))
        assert weight < 60_000, f"{url} weighs {weight} bytes"


def _imported(sheet: Path) -> list[Path]:
    return [sheet.parent / name for name in re.findall(r'@import url\("(.+?)"', sheet.read_text())]


def _weight(path: Path) -> int:
    content = path.read_bytes()
    return len(content if path.suffix == ".woff2" else gzip.compress(content))


@pytest.fixture
def airline() -> None:
    folder = Path(__file__).parents[4] / "policies" / "airline"
    policy.publish(prepare.sound_policy(folder), at=NOW)


@pytest.mark.parametrize(
    ("wishes", "asked", "chosen", "said"),
    [
        ("de", "", "", "Wann Sie von uns hören"),
        ("de-AT,en;q=0.5", "", "", "montags bis freitags"),
        ("en", "?text=de", "", "innerhalb von 2 Geschäftstagen"),
        ("de", "?text=fr", "", "Quand vous avez une réponse"),
        ("de", "", "fr", "Quand vous avez une réponse"),
        ("nl", "?text=nl", "", "When you hear from us"),
    ],
)
def test_the_text_is_read_in_each_of_its_languages(
    browser: Browser, airline: None, wishes: str, asked: str, chosen: str, said: str
) -> None:
    client = browser("nobody", **{"accept-language": wishes})
    if chosen:
        client.cookies["language"] = chosen
    assert said in words(client.get(f"/policy{asked}"))


def test_a_language_that_the_pages_lack_is_offered_for_the_text(
    browser: Browser, airline: None, settings: object
) -> None:
    settings.LANGUAGES = [("en", "English"), ("fr", "French")]  # type: ignore[attr-defined]
    offered = '<a href="?text=de" lang="de" hreflang="de">Deutsch</a>'
    assert offered in browser("nobody").get("/policy").content.decode()
    assert offered not in browser("nobody").get("/policy?text=de").content.decode()


def test_each_desk_that_a_clause_names_says_itself_whether_it_is_open(
    browser: Browser, clock: Callable
) -> None:
    clock(datetime(2026, 1, 10, 22, tzinfo=UTC))
    policy.publish(prepare.policy_files(prepare.policies() / "airline"), at=NOW)
    client = browser("nobody")
    page = words(client.get("/policy"))
    assert "Day desk Closed. Opens in 34 h" in page
    assert "Disruption desk Open now." in page
    assert "Next closed days Baggage desk" in page
    assert "Cellule perturbations Ouvert" in words(client.get("/policy?language=fr"))


def test_a_calendar_of_the_teams_own_is_nobody_elses(browser: Browser) -> None:
    files = prepare.policy_files(prepare.policies() / "copyfy")
    night = """
        [calendar.night]
        internal = true
        zone = "UTC"
        days = "every day"
        open = "22:00 to 24:00"

        [promise.look]
        kind = "resolution"
        clause = 5
        owed = "4 business hours"
        calendar = "night"
        internal = true
    """
    policy.publish(files | {"policy.toml": files["policy.toml"] + night}, at=NOW)
    client = browser("nobody")
    assert client.get("/policy/night.ics").status_code == 404
    assert [one["name"] for one in client.get("/policy.json").json()["hours"]] == ["hours"]
    assert "Night" not in words(client.get("/policy"))
