"""The policy for programs: JSON with its schema, Atom, iCalendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from django.test import Client
from icalendar import Calendar as Leaf

from kept.channels.portal import editions, feeds
from kept.conftest import NOW
from kept.record import policy
from kept.site import prepare

pytestmark = pytest.mark.django_db

Browser = Callable[..., Client]
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def files() -> dict[str, str]:
    return prepare.policy_files(prepare.policies() / "copyfy")


def test_the_document_is_what_its_schema_says(browser: Browser) -> None:
    client = browser("nobody")
    schema = client.get("/policy.schema.json").json()
    jsonschema.Draft202012Validator.check_schema(schema)
    for path in ("/policy.json", "/policy/versions/1.json"):
        document = client.get(path).json()
        checker = jsonschema.Draft202012Validator(
            schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
        )
        assert list(checker.iter_errors(document)) == []
        assert document["$schema"] == schema["$id"]


@pytest.mark.parametrize(
    "folder",
    sorted(path for path in prepare.policies().iterdir() if path.is_dir()),
    ids=lambda path: path.name,
)
def test_every_policy_that_comes_with_kept_can_be_read_in_every_way(
    browser: Browser, clock: Callable, folder: Path
) -> None:
    clock(NOW + timedelta(days=1))
    published = policy.publish(prepare.policy_files(folder), at=NOW + timedelta(days=1))
    client = browser("nobody")
    validator = jsonschema.Draft202012Validator(client.get("/policy.schema.json").json())
    assert list(validator.iter_errors(client.get("/policy.json").json())) == []
    page = client.get("/policy").content.decode()
    for name in published.policy.calendars:
        assert client.get(f"/policy/{name}.ics").status_code == 200
        assert name == "hours" or f'href="/policy/{name}.ics' in page
    for page in ("/policy", "/policy/compare?from=1&to=2", "/policy.atom", "/kept"):
        for language in ("en", "fr", "de"):
            assert client.get(page, headers={"accept-language": language}).status_code == 200


def test_the_document_says_what_the_policy_owes(browser: Browser) -> None:
    document = browser("nobody").get("/policy.json").json()
    owed = {promise["name"]: promise for promise in document["promises"]}
    assert owed["fix"]["owed"] == {"unit": "elapsed", "seconds": 172800.0}
    assert owed["fix"]["when"] == {"kind": ["bug"]}
    assert owed["first_reply"]["said"]["en"] == "end of the first hour of a business day"
    assert document["hours"][0]["week"][0] == [{"opens": "10:00", "closes": "19:00"}]
    assert document["hours"][0]["week"][6] == []
    assert [clause["number"] for clause in document["clauses"]] == list("1234567")
    assert "within 48\u00a0hours" in document["clauses"][5]["text"]["en"]


def test_what_the_team_aims_at_is_not_told(browser: Browser) -> None:
    told = browser("nobody").get("/policy.json").content.decode()
    for word in ("aim", "warn", "1 business hour"):
        assert word not in told


def test_a_document_never_changes_when_a_version_follows(
    browser: Browser, files: dict[str, str]
) -> None:
    before = browser("nobody").get("/policy/versions/1.json").content
    policy.publish(files, at=NOW, note="Nothing changed <but> & this.")
    assert browser("nobody").get("/policy/versions/1.json").content == before
    assert browser("nobody").get("/policy.json").json()["version"] == 2


def test_the_feed_tells_each_version(browser: Browser, files: dict[str, str]) -> None:
    policy.publish(files, at=NOW, note="Less than < before.", major=True)
    address = "/policy.atom?language=fr"  # feed readers ask for no language themselves
    french = browser("nobody", **{"accept-language": "fr"}).get("/policy").content.decode()
    assert french.count(f'href="{address}"') == 3
    answer = browser("nobody").get(address)
    feed = ElementTree.fromstring(answer.content)
    entries = feed.findall(f"{ATOM}entry")
    assert answer["Content-Type"].startswith("application/atom+xml")
    titles = [entry.findtext(f"{ATOM}title") for entry in entries]
    assert titles == ["Version 2, changement majeur", "Version 1"]
    assert "d’assistance" in feed.findtext(f"{ATOM}title")
    assert "Less than &lt; before." in entries[0].findtext(f"{ATOM}summary")
    assert feed.findtext(f"{ATOM}updated")


def test_a_calendar_program_learns_hours_and_days_off(browser: Browser) -> None:
    answer = browser("nobody").get("/policy.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    events = _events(answer.content)
    week = next(event for event in events if "RRULE" in event)
    assert week["RRULE"]["BYDAY"] == ["MO", "TU", "WE", "TH", "FR"]
    assert week["DTSTART"].dt == datetime(2026, 1, 9, 10, tzinfo=UTC)
    closed = {
        event["DTSTART"].dt: str(event["SUMMARY"]) for event in events if "RRULE" not in event
    }
    assert closed[date(2026, 5, 1)] == "Support is closed: Labor Day"
    assert date(2026, 8, 15) not in closed, "a Saturday: nobody would have come"
    skipped = {moment.dt.date() for moment in week["EXDATE"].dts}
    assert set(closed) == skipped


def test_a_calendar_keeps_its_bytes_until_the_policy_changes(
    browser: Browser, clock: Callable
) -> None:
    before = browser("nobody").get("/policy.ics").content
    clock(NOW + timedelta(days=9))
    assert browser("nobody").get("/policy.ics").content == before


def test_nights_and_dated_openings_and_summer_time_are_told(files: dict[str, str]) -> None:
    toml = files["policy.toml"].replace('zone = "UTC"', 'zone = "Europe/Paris"')
    toml = toml.replace('open = "10:00 to 19:00"', 'open = "22:00 to 6:00"')
    toml = toml.replace(
        'holidays = ["FR"]', 'holidays = ["FR"]\non = { 2026-01-17 = { open = "9:00 to 12:00" } }'
    )
    published = policy.publish(files | {"policy.toml": toml}, at=NOW)
    version = editions.in_force(editions.versions(NOW))
    leaf = Leaf.from_ical(feeds.icalendar(published.policy, "hours", "en", version))
    week, extra = leaf.events[:2]
    assert [str(zone["TZID"]) for zone in leaf.timezones] == ["Europe/Paris"]
    assert week["DTEND"].dt - week["DTSTART"].dt == timedelta(hours=8)
    assert extra["DTSTART"].dt.isoformat() == "2026-01-17T09:00:00+01:00"


def _events(content: bytes) -> list:
    return Leaf.from_ical(content).events
