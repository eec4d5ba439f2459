"""The versions of the policy: which holds, which held, and what changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from kept.channels.portal import editions
from kept.channels.portal.tests.conftest import words
from kept.conftest import NOW
from kept.record import policy
from kept.site import prepare

pytestmark = pytest.mark.django_db

Browser = Callable[..., Client]
DAY = timedelta(days=1)


@pytest.fixture
def files() -> dict[str, str]:
    return prepare.policy_files(prepare.policies() / "copyfy")


@pytest.fixture
def publish(files: dict[str, str]) -> Callable[..., int]:
    """Publish the policy with another time for a fix; the number of the version."""

    def publish(owed: str, at: datetime, **said: object) -> int:
        toml = files["policy.toml"].replace('"48 hours"', f'"{owed}"')
        return policy.publish(files | {"policy.toml": toml}, at=at, **said).version

    return publish


def test_the_history_says_when_why_and_how_much(
    browser: Browser, publish: Callable, clock: Callable
) -> None:
    clock(NOW + DAY)
    publish("72 hours", NOW + DAY, note="We are fewer in winter.", major=True)
    publish("60 hours", NOW + DAY, effective=NOW + 30 * DAY, note="Soon more of us.")
    page = words(browser("nobody").get("/policy"))
    assert "Version 3 comes into force on 8 February 2026." in page
    assert "Version 2 , a major change We are fewer in winter. In force." in page
    assert "Version 3 Soon more of us. Not in force yet: it will be from 8 February 2026." in page
    assert "Version 1 Not in force since 10 January 2026." in page


def test_an_old_version_is_read_as_it_was_and_says_so(browser: Browser, publish: Callable) -> None:
    publish("72 hours", NOW + DAY)
    old = browser("nobody").get("/policy/versions/1")
    assert "within 48 hours" in words(old)
    assert "open-now" in old.content.decode(), "the other is to come: this one is in force"


@pytest.mark.parametrize("path", ["/policy/versions/1", "/policy?version=1"])
def test_what_held_once_is_not_told_as_if_it_held(
    browser: Browser, publish: Callable, clock: Callable, path: str
) -> None:
    clock(NOW + DAY)
    publish("72 hours", NOW + DAY)
    page = browser("nobody").get(path)
    assert "Not in force since 10 January 2026." in words(page)
    assert "Version 2 is in force now." in words(page)
    assert "open-now" not in page.content.decode()
    assert 'rel="canonical" href="/policy/versions/1"' in page.content.decode()


def test_a_version_that_was_overtaken_before_its_day_never_held(
    browser: Browser, publish: Callable, clock: Callable
) -> None:
    publish("72 hours", NOW, effective=NOW + DAY)
    publish("60 hours", NOW, effective=NOW + DAY)
    clock(NOW + 2 * DAY)
    assert "Never in force" in words(browser("nobody").get("/policy/versions/2"))
    assert "within 60 hours" in words(browser("nobody").get("/policy"))


def test_the_record_and_the_page_hold_the_same_version_to_be_in_force(publish: Callable) -> None:
    publish("72 hours", NOW, effective=NOW + 3 * DAY)
    publish("60 hours", NOW + DAY)
    publish("50 hours", NOW + DAY, effective=NOW + 3 * DAY)
    for days in range(-1, 6):
        at = NOW + days * DAY
        assert editions.in_force(editions.versions(at)).number == policy.in_force(at).version


def test_every_version_is_listed_and_can_be_compared(browser: Browser, publish: Callable) -> None:
    for hours in range(49, 56):
        publish(f"{hours} hours", NOW)
    assert "3 older versions" in words(browser("nobody").get("/policy"))
    page = browser("nobody").get("/policy/versions").content.decode()
    for number in range(1, 9):
        assert f'href="/policy/versions/{number}"' in page
    assert 'href="/policy/compare?from=7&amp;to=8"' in page


def test_two_versions_stand_side_by_side(browser: Browser, publish: Callable) -> None:
    publish("72 hours", NOW, note="We are fewer in winter.")
    page = browser("nobody").get("/policy/compare?from=1&to=2")
    said = words(page)
    assert "We are fewer in winter." in said
    assert "Fix: was 48 hours, is 72 hours." in said
    assert "<del>48</del>" in page.content.decode(), "the mark ends with the word"
    assert "<ins>72</ins>" in page.content.decode()
    assert "Our customers live in many time zones" not in said, "that clause did not change"


def test_a_note_is_read_in_ones_own_language_or_says_in_which(
    browser: Browser, publish: Callable
) -> None:
    publish("72 hours", NOW, note={"en": "We are fewer.", "fr": "Nous sommes moins."})
    publish("60 hours", NOW, note={"fr": "Nous sommes plus."})
    for page in ("/policy", "/policy/versions", "/policy/compare?from=2&to=3"):
        english = words(browser("nobody").get(page))
        assert "Nous sommes plus. (in French)" in english, page
        french = words(browser("nobody", **{"accept-language": "fr"}).get(page))
        assert "Nous sommes plus." in french
        assert "(en français)" not in french
    history = words(browser("nobody").get("/policy/versions"))
    assert "We are fewer." in history
    assert "Nous sommes moins." not in history
    feed = browser("nobody").get("/policy.atom").content.decode()
    assert "Nous sommes plus. (in French)" in feed
    assert browser("nobody").get("/policy/versions/2.json").json()["notes"]["fr"] == (
        "Nous sommes moins."
    )


def test_what_changed_is_told_in_french(browser: Browser, publish: Callable) -> None:
    publish("72 hours", NOW)
    page = words(browser("nobody", **{"accept-language": "fr"}).get("/policy/compare?from=1&to=2"))
    assert "48 heures" in page
    assert "Un bogue de l’application" in page


def test_two_versions_that_say_the_same_say_so(browser: Browser, publish: Callable) -> None:
    publish("48 hours", NOW)
    assert "Nothing changed for you" in words(browser("nobody").get("/policy/compare?from=1&to=2"))


@pytest.mark.parametrize("who", ["nobody", "customer", "stranger", "agent", "lead"])
def test_only_the_team_compares_aims_and_the_past(
    browser: Browser, files: dict[str, str], ask: Callable, who: str
) -> None:
    ask()
    aim = files["policy.toml"].replace('aim = "1 business hour"', 'aim = "2 business hours"')
    owed = aim.replace('owed = "end of the first hour', 'owed = "4 business hours" # ')
    policy.publish(files | {"policy.toml": owed}, at=NOW)
    page = words(browser(who).get("/policy/compare?from=1&to=2"))
    team = who in ("agent", "lead")
    assert ("2 business hours" in page) == team
    assert ("For the requests of the last quarter" in page) == team
    assert "4 business hours" in page


@pytest.mark.parametrize("asked", ["", "from=1", "from=1&to=9", "from=x&to=1", "from=1&to=²"])
def test_what_never_was_cannot_be_compared(browser: Browser, asked: str) -> None:
    assert browser("nobody").get(f"/policy/compare?{asked}").status_code == 404


@pytest.mark.parametrize("who", ["nobody", "customer", "stranger", "agent", "lead"])
@pytest.mark.parametrize(
    "path",
    ["/policy", "/policy/versions", "/policy/versions/1", "/policy/compare?from=1&to=1",
     "/policy.json", "/policy/versions/1.json", "/policy.schema.json", "/policy.atom",
     "/policy.ics"],
)  # fmt: skip
def test_everybody_may_read_the_policy(browser: Browser, who: str, path: str) -> None:
    assert browser(who).get(path).status_code == 200


@pytest.mark.parametrize("path", ["/policy/versions/2", "/policy/versions/2.json", "/policy/x.ics"])
def test_what_is_not_there_is_not_found(browser: Browser, path: str) -> None:
    assert browser("nobody").get(path).status_code == 404


def test_a_page_that_has_not_changed_is_not_sent_again(browser: Browser) -> None:
    client = browser("nobody")
    for path in ("/policy", "/policy/versions", "/policy.json", "/policy.atom", "/policy.ics"):
        first = client.get(path)
        again = client.get(path, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b""), path
